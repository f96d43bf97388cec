#include "formats/text_plain.h"

#include <stdlib.h>

#include "formats/flowed.h"
#include "formats/text_charset.h"

struct lp_text_plain {
    struct lp_text_charset *charset;
    struct lp_text_sink source;
    bool flowed;
    struct lp_flowed lines;
};

static void
on_decoded(void *who, struct lp_slice utf8)
{
    struct lp_text_plain *p = who;

    if (p->source.text != NULL) {
        p->source.text(p->source.who, utf8);
    }
    if (p->flowed) {
        lp_flowed_feed(&p->lines, utf8);
    } else {
        p->lines.sink.text(p->lines.sink.who, utf8);
    }
}

enum lp_code
lp_text_plain_new(struct lp_text_plain **out,
                  const struct lp_text_plain_how *how, struct lp_text_sink sink,
                  struct lp_err *err)
{
    struct lp_text_plain *p = calloc(1, sizeof *p);
    const struct lp_text_sink decoded = {.text = on_decoded, .who = p};
    enum lp_code rc;

    if (p == NULL) {
        return lp_no_memory(err);
    }
    p->source = how->source;
    p->flowed = how->flowed;
    p->lines = (struct lp_flowed){.sink = sink, .delsp = how->delsp};
    LP_TRY(lp_text_charset_new(&p->charset, how->charset, decoded, err));
    *out = p;
    p = NULL;

done:
    lp_text_plain_free(p);
    return rc;
}

void
lp_text_plain_free(struct lp_text_plain *p)
{
    if (p != NULL) {
        lp_text_charset_free(p->charset);
        free(p);
    }
}

enum lp_code
lp_text_plain_feed(struct lp_text_plain *p, struct lp_slice bytes,
                   struct lp_err *err)
{
    return lp_text_charset_feed(p->charset, bytes, err);
}

enum lp_code
lp_text_plain_end(struct lp_text_plain *p, struct lp_err *err)
{
    enum lp_code rc = lp_text_charset_end(p->charset, err);

    if (rc == LP_OK && p->flowed) {
        lp_flowed_end(&p->lines);
    }
    return rc;
}

const char *
lp_text_plain_charset(const struct lp_text_plain *p)
{
    return lp_text_charset_name(p->charset);
}

uint64_t
lp_text_plain_wrong(const struct lp_text_plain *p)
{
    return lp_text_charset_wrong(p->charset);
}
