#include "formats/ppt_embedded.h"

#include <stdlib.h>

#include "formats/inflate.h"
#include "formats/rule.h"

#define HEAD 8
#define OBJECT 0x1011 /* ExOleObjStg ... */
#define PACKED 1      /* ... and its instance, if it is packed */

enum lp_code
lp_ppt_embedded_next(struct lp_ppt_embedded *p, bool *end, struct lp_err *err)
{
    uint8_t head[HEAD];
    unsigned type = 0;
    size_t got;

    while (type != OBJECT) {
        enum lp_code rc = lp_view_read(p->shown, p->at, head, HEAD, &got, err);

        *end = rc == LP_OK && got < HEAD;
        if (rc != LP_OK || *end) {
            return rc;
        }
        type = lp_get_le16(head + 2);
        p->size = lp_get_le32(head + 4);
        p->begins = p->at + HEAD;
        p->at = p->begins + p->size;
    }
    p->packed = lp_get_le16(head) >> 4 == PACKED;
    return LP_OK;
}

/* An object whose bytes are asked for. */
struct object {
    struct lp_source bytes;
    struct lp_feed feed;
    struct lp_inflate *unpack; /* NULL: it is not packed */
    uint64_t at;
    uint64_t size; /* that it is to have */
    uint64_t got;
    bool opened;
};

static enum lp_code
broken(const struct object *o, const char *what, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_OLE_OBJECT, o->at, "%s", what);
}

/* Its length (4), and the head of zlib (RFC 1950, 2.2). */
static enum lp_code
open_packed(struct object *o, struct lp_err *err)
{
    uint8_t head[6] = {0};
    size_t got;
    enum lp_code rc = lp_feed_copy(&o->feed, head, sizeof head, &got, err);

    if (rc == LP_OK && (got < sizeof head || (head[4] & 15) != 8)) {
        rc = broken(o, "an object is not packed as it says", err);
    }
    o->size = lp_get_le32(head);
    o->opened = true;
    return rc;
}

static enum lp_code
pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct object *o = s->self;
    enum lp_code rc = LP_OK;

    if (o->unpack == NULL) {
        LP_TRY(lp_source_pull(&o->bytes, out, err));
    } else {
        if (!o->opened) {
            LP_TRY(open_packed(o, err));
        }
        LP_TRY(lp_inflate_pull(o->unpack, &o->feed, out, err));
    }
    o->got += out->bytes.len;
    if (out->bytes.len == 0 && o->got != o->size) {
        rc = broken(o, "an object has another length than it says", err);
    }

done:
    return rc;
}

static void
release(struct lp_source *s)
{
    struct object *o = s->self;

    lp_source_release(&o->bytes);
    lp_inflate_free(o->unpack);
    free(o);
}

enum lp_code
lp_ppt_embedded_body(struct lp_source *out, const struct lp_ppt_embedded *p,
                     const struct lp_limits *limits, struct lp_err *err)
{
    static const struct lp_source_ops ops = {pull, release};
    struct object *o = calloc(1, sizeof *o);
    struct lp_source s = {&ops, o};
    enum lp_code rc;

    if (o == NULL) {
        return lp_no_memory(err);
    }
    o->at = p->begins;
    o->size = p->size;
    o->feed.from = &o->bytes;
    LP_TRY(lp_source_range(&o->bytes, p->shown, p->begins, p->size, err));
    if (p->packed) {
        LP_TRY(lp_inflate_new(&o->unpack, limits, err));
    }
    *out = s;
    s = (struct lp_source){0};

done:
    lp_source_release(&s);
    return rc;
}
