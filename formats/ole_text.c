#include "formats/ole_text.h"

#include "formats/rule.h"

#define TEXT_MAX ((uint64_t)256 << 20)
#define UNKNOWN 0xfffdu

enum lp_code
lp_ole_too_large(struct lp_err *err)
{
    return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_TEXT, 0,
                      "document: more text than the limit");
}

enum lp_code
lp_ole_broken(struct lp_err *err, uint64_t at, const char *why)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CFB, at, "document: %s", why);
}

static bool
fits(struct lp_ole_text *t, uint64_t n)
{
    t->full = t->full || n > TEXT_MAX - t->bytes;
    t->bytes += t->full ? 0 : n;
    return !t->full;
}

static void
put(struct lp_ole_text *t, uint32_t point)
{
    if (fits(t, point < 0x80      ? 1
                : point < 0x800   ? 2
                : point < 0x10000 ? 3
                                  : 4)) {
        lp_text_put_point(&t->put, point);
    }
}

/* A half whose other half did not come. */
static void
settle(struct lp_ole_text *t)
{
    if (t->high != 0) {
        t->high = 0;
        put(t, UNKNOWN);
    }
}

void
lp_ole_text_unit(struct lp_ole_text *t, uint16_t unit)
{
    if (unit >= 0xdc00 && unit < 0xe000 && t->high != 0) {
        uint32_t point = 0x10000 + ((t->high & 0x3ffu) << 10) + (unit & 0x3ffu);

        t->high = 0;
        put(t, point);
        return;
    }
    settle(t);
    if (unit >= 0xd800 && unit < 0xdc00) {
        t->high = unit;
    } else {
        put(t, unit);
    }
}

void
lp_ole_text_utf8(struct lp_ole_text *t, struct lp_slice utf8)
{
    settle(t);
    if (fits(t, utf8.len)) {
        lp_text_put_bytes(&t->put, utf8);
    }
}

void
lp_ole_text_page(struct lp_ole_text *t)
{
    settle(t);
    if (t->put.sink.page != NULL) {
        lp_text_put_page(&t->put);
    }
}

enum lp_code
lp_ole_text_end(struct lp_ole_text *t, struct lp_err *err)
{
    settle(t);
    lp_text_put_cut(&t->put);
    lp_text_put_flush(&t->put);
    return t->full ? lp_ole_too_large(err) : LP_OK;
}
