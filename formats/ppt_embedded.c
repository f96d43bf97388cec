#include "formats/ppt_embedded.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/mem.h"
#include "formats/inflate.h"
#include "formats/ppt_record.h"

#define HEAD 8 /* of a record */
#define PACKED 1
#define SUM 4

static enum lp_code
put(struct lp_ppt_embeddeds *to, const struct lp_limits *limits, uint64_t at,
    struct lp_slice all, struct lp_err *err)
{
    const uint8_t *head = all.data + at;
    unsigned instance = lp_get_le16(head) >> 4;
    struct lp_ppt_embedded *grown;
    struct lp_ppt_embedded e = {
        .at = at + HEAD,
        .size = lp_get_le32(head + 4),
        .packed = instance == PACKED,
    };

    e.odd = instance > PACKED || e.size > all.len - e.at;
    if (to->n >= limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, at,
                          "more objects in a document than the limit");
    }
    grown = lp_mem_grow(to->of, to->n, &to->cap, sizeof *to->of);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    to->of = grown;
    to->of[to->n++] = e;
    return LP_OK;
}

/* Those that the latest edits know. What is broken there makes the text
 * unreadable, and is told so. */
static enum lp_code
put_known(struct lp_ppt_embeddeds *to, const struct lp_limits *limits,
          const struct lp_cfb *c, struct lp_slice all, struct lp_err *err)
{
    struct lp_ppt_objects known = {0};
    struct lp_err why = {0};
    uint32_t edit = 0;
    enum lp_code rc = lp_ppt_latest(c, &edit, &why);

    if (rc == LP_OK) {
        rc = lp_ppt_objects(&known, all, edit, &why);
    }
    if (rc != LP_OK && rc != LP_E_FORMAT) {
        *err = why;
        goto done;
    }
    rc = LP_OK;
    for (size_t i = 0; i + 4 <= known.places.len; i += 4) {
        uint64_t at = lp_get_le32(known.places.data + i);

        if (at > 0 && all.len >= HEAD && at - 1 <= all.len - HEAD &&
            lp_get_le16(all.data + at - 1 + 2) == LP_PPT_EMBEDDED) {
            LP_TRY(put(to, limits, at - 1, all, err));
        }
    }

done:
    lp_ppt_objects_release(&known);
    return rc;
}

/* Those on a level of records. What the first level holds is looked at for
 * itself, so that a length that lies there hides nothing behind it; deeper ones
 * are gone through in one. */
static enum lp_code
put_level(struct lp_ppt_embeddeds *to, const struct lp_limits *limits,
          struct lp_slice level, bool first, struct lp_slice all,
          struct lp_err *err)
{
    const uint8_t *end = level.data + level.len;
    const uint8_t *at = level.data;
    struct lp_ppt_record r;
    bool cut = false;
    enum lp_code rc = LP_OK;

    for (; lp_ppt_next(&level, &r, &cut); at = level.data) {
        if (r.type == LP_PPT_EMBEDDED) {
            LP_TRY(put(to, limits, (uint64_t)(at - all.data), all, err));
        } else if (r.holds && r.data.len > 0 && first) {
            LP_TRY(put_level(to, limits, r.data, false, all, err));
        } else if (r.holds && r.data.len > 0) {
            level = (struct lp_slice){r.data.data, (size_t)(end - r.data.data)};
        }
    }
    if (first) {
        to->cut = cut ? (uint64_t)(at - all.data) : UINT64_MAX;
    }

done:
    return rc;
}

static int
by_place(const void *a, const void *b)
{
    const struct lp_ppt_embedded *x = a;
    const struct lp_ppt_embedded *y = b;

    return x->at < y->at ? -1 : x->at > y->at;
}

enum lp_code
lp_ppt_embedded_find(struct lp_ppt_embeddeds *out, const struct lp_cfb *c,
                     uint32_t item, const struct lp_limits *limits,
                     struct lp_err *err)
{
    struct lp_buf all = {0};
    size_t kept = 0;
    enum lp_code rc;

    LP_TRY(lp_cfb_load(&all, c, item, limits->memory / 2, err));
    LP_TRY(put_known(out, limits, c, lp_buf_slice(&all), err));
    LP_TRY(put_level(out, limits, lp_buf_slice(&all), true, lp_buf_slice(&all),
                     err));
    if (out->n > 0) {
        qsort(out->of, out->n, sizeof *out->of, by_place);
    }
    for (size_t i = 0; i < out->n; i++) {
        if (kept == 0 || out->of[kept - 1].at != out->of[i].at) {
            out->of[kept++] = out->of[i];
        }
    }
    out->n = kept;

done:
    lp_buf_release(&all);
    return rc;
}

void
lp_ppt_embedded_release(struct lp_ppt_embeddeds *e)
{
    free(e->of);
    *e = (struct lp_ppt_embeddeds){0};
}

/* ---------------------------------------------------------------- its bytes */

struct object {
    struct lp_source bytes;
    struct lp_feed feed;
    struct lp_inflate *unpack; /* NULL: it is not packed */
    uint64_t at;
    uint64_t size; /* that it is to have */
    uint64_t got;
    uint32_t sum; /* of what came out (RFC 1950, 8.2) */
    bool opened;
};

static enum lp_code
broken(const struct object *o, const char *what, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_OLE_OBJECT, o->at, "%s", what);
}

/* Its length (4), and the head of zlib (RFC 1950, 2.2) without a dictionary. */
static enum lp_code
open_packed(struct object *o, struct lp_err *err)
{
    uint8_t head[6] = {0};
    size_t got;
    enum lp_code rc = lp_feed_copy(&o->feed, head, sizeof head, &got, err);

    if (rc == LP_OK &&
        (got < sizeof head || (head[4] & 15) != 8 ||
         (head[4] * 256 + head[5]) % 31 != 0 || (head[5] & 0x20) != 0)) {
        rc = broken(o, "an object is not packed as it says", err);
    }
    o->size = lp_get_le32(head);
    o->sum = (uint32_t)adler32(0, NULL, 0);
    o->opened = true;
    return rc;
}

/* It ends with its sum, and nothing follows that. */
static enum lp_code
end_packed(struct object *o, struct lp_err *err)
{
    uint8_t end[SUM + 1];
    size_t got;
    enum lp_code rc = lp_feed_copy(&o->feed, end, sizeof end, &got, err);

    return rc != LP_OK ? rc
           : got != SUM || lp_get_be32(end) != o->sum
               ? broken(o, "an object does not have its checksum", err)
               : LP_OK;
}

static enum lp_code
pull_packed(struct object *o, struct lp_piece *out, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (!o->opened) {
        LP_TRY(open_packed(o, err));
    }
    LP_TRY(lp_inflate_pull(o->unpack, &o->feed, out, err));
    if (out->bytes.len == 0) {
        rc = end_packed(o, err);
    } else {
        o->sum = (uint32_t)adler32_z(o->sum, out->bytes.data, out->bytes.len);
    }

done:
    return rc;
}

static enum lp_code
pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct object *o = s->self;
    enum lp_code rc = o->unpack == NULL ? lp_source_pull(&o->bytes, out, err)
                                        : pull_packed(o, out, err);

    if (rc != LP_OK) {
        return rc;
    }
    o->got += out->bytes.len;
    return out->bytes.len == 0 && o->got != o->size
               ? broken(o, "an object has another length than it says", err)
               : LP_OK;
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
lp_ppt_embedded_body(struct lp_source *out, struct lp_view *shown,
                     const struct lp_ppt_embedded *e,
                     const struct lp_limits *limits, struct lp_err *err)
{
    static const struct lp_source_ops ops = {pull, release};
    struct object *o = calloc(1, sizeof *o);
    struct lp_source s = {&ops, o};
    enum lp_code rc;

    if (o == NULL) {
        return lp_no_memory(err);
    }
    o->at = e->at;
    o->size = e->size;
    o->feed.from = &o->bytes;
    LP_TRY(lp_source_range(&o->bytes, shown, e->at, e->size, err));
    if (e->packed) {
        LP_TRY(lp_inflate_new(&o->unpack, limits, err));
    }
    *out = s;
    s = (struct lp_source){0};

done:
    lp_source_release(&s);
    return rc;
}
