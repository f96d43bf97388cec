#include "formats/tnef_props.h"

#include "base/slice.h"
#include "formats/msg_props.h"
#include "formats/rule.h"

#define MANY 0x1000U /* of a type: there are several values */

/* A place in the properties, and some of what lies there. */
struct place {
    struct lp_view *view;
    uint64_t at;
    uint64_t end;
    uint64_t begin; /* of what is in `bytes` */
    size_t n;
    uint8_t bytes[4096];
};

static enum lp_code
broken(const struct place *p, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TNEF, p->at,
                      "TNEF: properties that do not hold together");
}

static enum lp_code
skip(struct place *p, uint64_t n, struct lp_err *err)
{
    if (n > p->end - p->at) {
        return broken(p, err);
    }
    p->at += n;
    return LP_OK;
}

static enum lp_code
number(struct place *p, uint32_t *out, struct lp_err *err)
{
    uint64_t left = p->end - p->at;
    enum lp_code rc = LP_OK;

    if (left < 4) {
        return broken(p, err);
    }
    if (p->at < p->begin || p->at + 4 > p->begin + p->n) {
        size_t n = left < sizeof p->bytes ? (size_t)left : sizeof p->bytes;

        p->begin = p->at;
        p->n = 0;
        LP_TRY(lp_view_read(p->view, p->at, p->bytes, n, &p->n, err));
        if (p->n < 4) {
            return broken(p, err);
        }
    }
    *out = lp_get_le32(p->bytes + (p->at - p->begin));
    p->at += 4;

done:
    return rc;
}

/* Values end at a multiple of four bytes, if more follows. */
static enum lp_code
skip_padded(struct place *p, uint64_t n, struct lp_err *err)
{
    uint64_t more = (n + 3) & ~(uint64_t)3;

    return skip(p, n <= p->end - p->at && more > p->end - p->at ? n : more,
                err);
}

/* The bytes of a value of this type; 0: they stand before it; UINT64_MAX: there
 * is no such type ([MS-OXCDATA] 2.11.1). */
static uint64_t
size_of(unsigned type)
{
    switch (type) {
    case 0x0001:
        return 0;
    case 0x0002:
    case 0x0003:
    case 0x0004:
    case 0x000a:
    case 0x000b:
        return 4; /* two bytes are padded */
    case 0x0005:
    case 0x0006:
    case 0x0007:
    case 0x0014:
    case LP_MSG_TIME:
        return 8;
    case 0x0048:
        return 16;
    default:
        return UINT64_MAX;
    }
}

static bool
is_long(unsigned type)
{
    return type == LP_MSG_OBJECT || type == LP_MSG_BYTES8 ||
           type == LP_MSG_UNICODE || type == LP_MSG_BINARY;
}

/* A name that is no number: 16 bytes of whose it is, then a number or text. */
static enum lp_code
pass_name(struct place *p, struct lp_err *err)
{
    uint32_t kind = 0;
    uint32_t n = 0;
    enum lp_code rc;

    LP_TRY(skip(p, 16, err));
    LP_TRY(number(p, &kind, err));
    LP_TRY(number(p, &n, err));
    if (kind != 0) {
        LP_TRY(skip_padded(p, n, err));
    }

done:
    return rc;
}

static enum lp_code
take_values(struct place *p, struct lp_tnef_prop *prop, bool many,
            struct lp_err *err)
{
    uint32_t count = 1;
    uint64_t size = size_of(prop->type);
    enum lp_code rc = LP_OK;

    if (!is_long(prop->type) && size == UINT64_MAX) {
        return broken(p, err);
    }
    if (many || is_long(prop->type)) {
        LP_TRY(number(p, &count, err));
    }
    if (!is_long(prop->type)) {
        prop->value = (struct lp_tnef_span){p->at, size, false};
        return skip(p, size * count, err);
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t n = 0;

        LP_TRY(number(p, &n, err));
        if (i == 0) {
            prop->value = (struct lp_tnef_span){p->at, n, false};
        }
        LP_TRY(skip_padded(p, n, err));
    }

done:
    return rc;
}

enum lp_code
lp_tnef_props(struct lp_view *view, const struct lp_tnef_span *span,
              void (*each)(void *who, const struct lp_tnef_prop *p), void *who,
              struct lp_err *err)
{
    struct place p = {
        .view = view, .at = span->at, .end = span->at + span->len};
    uint32_t count = 0;
    enum lp_code rc;

    LP_TRY(number(&p, &count, err));
    for (uint32_t i = 0; i < count; i++) {
        struct lp_tnef_prop prop = {0};
        uint32_t tag = 0;

        LP_TRY(number(&p, &tag, err));
        prop.id = tag >> 16;
        prop.type = (tag & 0xffffU) & ~MANY;
        if (prop.id >= 0x8000) {
            LP_TRY(pass_name(&p, err));
        }
        LP_TRY(take_values(&p, &prop, (tag & MANY) != 0, err));
        each(who, &prop);
    }

done:
    return rc;
}
