#include "formats/zip_body.h"

#include <stdlib.h>

#include "formats/crc32.h"
#include "formats/inflate.h"
#include "formats/rule.h"
#include "formats/unpack.h"

struct body {
    struct lp_view *view;
    struct lp_zip_data data;
    struct lp_limits limits;
    struct lp_source packed;
    struct lp_feed feed; /* its `at` is a place in the container */
    struct lp_inflate *inflate;
    struct lp_unpack *unpack;
    uint64_t made;
    uint32_t crc;
    bool begun;
};

/* Where the data ends. */
static uint64_t
end_of(const struct body *b)
{
    return b->data.at + b->data.packed - lp_zip_lock_tail(b->data.lock.how);
}

/* All that is under a lock, once, so that what comes out is what went in. */
static enum lp_code
prove(struct body *b, struct lp_err *err)
{
    struct lp_zip_data again = b->data;
    struct lp_source trial = {0};
    struct lp_err why = {0};
    struct lp_piece p = {0};
    enum lp_code rc;

    LP_TRY(lp_zip_lock_try(&b->data.lock, b->view, b->data.at, b->data.packed,
                           err));
    if (b->data.lock.how != LP_LOCK_ZIP) {
        return LP_OK;
    }
    again.lock.proven = true;
    LP_TRY(lp_zip_body(&trial, b->view, again, &b->limits, err));
    do {
        rc = lp_source_pull(&trial, &p, &why);
    } while (rc == LP_OK && p.bytes.len > 0);
    if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
        rc = lp_zip_lock_stays(err);
    } else if (rc != LP_OK && err != NULL) {
        *err = why;
    }

done:
    lp_source_release(&trial);
    return rc;
}

/* The packed bytes, without a lock. */
static enum lp_code
begin_packed(struct body *b, struct lp_err *err)
{
    const struct lp_zip_data *d = &b->data;
    enum lp_code rc;

    if (d->lock.how == LP_LOCK_NONE) {
        rc = lp_source_range(&b->packed, b->view, d->at, d->packed, err);
    } else {
        LP_TRY(d->lock.proven ? LP_OK : prove(b, err));
        rc = lp_zip_lock_open(&b->packed, &d->lock, b->view, d->at, d->packed,
                              err);
    }
    b->feed = (struct lp_feed){.from = &b->packed,
                               .at = d->at + lp_zip_lock_head(d->lock.how)};

done:
    return rc;
}

/* Bodies wait in queues: what costs memory is made at the first pull. */
static enum lp_code
begin(struct body *b, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(begin_packed(b, err));
    if (b->data.deflated) {
        LP_TRY(lp_inflate_new(&b->inflate, &b->limits, err));
    } else if (b->data.engine != NULL) {
        LP_TRY(lp_unpack_new(&b->unpack, b->data.engine,
                             b->data.marked ? LP_UNPACK_ANY : b->data.size,
                             &b->limits, err));
    }
    b->begun = true;

done:
    return rc;
}

static enum lp_code
wrong_length(const struct body *b, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_LENGTH, b->data.at,
                      "zip: the content does not have its length");
}

static enum lp_code
judge_end(struct body *b, struct lp_err *err)
{
    uint64_t left = end_of(b) - b->feed.at;
    struct lp_piece p;
    enum lp_code rc;

    LP_TRY(lp_feed_peek(&b->feed, &p, err));
    if (left > 0 && p.bytes.len == 0) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, b->feed.at,
                          "zip: the file ends inside a member");
    }
    if (b->made != b->data.size) {
        return wrong_length(b, err);
    }
    if (b->crc != b->data.crc && !b->data.unsummed) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CRC, b->data.at,
                          "zip: the content does not have its checksum");
    }
    if (left > 0) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_DEFLATE_TAIL, b->feed.at,
                          "zip: bytes follow the end of the compressed data");
    }

done:
    return rc;
}

static enum lp_code
body_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct body *b = s->self;
    struct lp_piece p;
    enum lp_code rc = LP_OK;

    if (!b->begun) {
        LP_TRY(begin(b, err));
    }
    if (b->data.deflated) {
        LP_TRY(lp_inflate_pull(b->inflate, &b->feed, &p, err));
    } else if (b->unpack != NULL) {
        LP_TRY(lp_unpack_pull(b->unpack, &b->feed, &p, err));
    } else {
        LP_TRY(lp_feed_peek(&b->feed, &p, err));
        lp_feed_took(&b->feed, p.bytes.len);
    }
    if (p.bytes.len == 0) {
        return judge_end(b, err);
    }
    if (p.bytes.len > b->data.size - b->made) {
        return wrong_length(b, err);
    }
    b->made += p.bytes.len;
    b->crc = lp_crc32(b->crc, p.bytes);
    *out = p;

done:
    return rc;
}

static void
body_release(struct lp_source *s)
{
    struct body *b = s->self;

    lp_inflate_free(b->inflate);
    lp_unpack_free(b->unpack);
    lp_source_release(&b->packed);
    lp_view_unref(b->view);
    free(b);
}

static const struct lp_source_ops body_ops = {body_pull, body_release};

enum lp_code
lp_zip_body(struct lp_source *out, struct lp_view *v, struct lp_zip_data d,
            const struct lp_limits *limits, struct lp_err *err)
{
    struct body *b = calloc(1, sizeof *b);

    if (b == NULL) {
        return lp_no_memory(err);
    }
    b->view = lp_view_ref(v);
    b->data = d;
    b->limits = *limits;
    *out = (struct lp_source){.ops = &body_ops, .self = b};
    return LP_OK;
}

enum lp_code
lp_zip_body_again(struct lp_source *out, const struct lp_source *body,
                  struct lp_err *err)
{
    const struct body *b = body->self;

    if (body->ops != &body_ops) {
        return lp_fail(err, LP_E_USAGE, "zip: this is no member's content");
    }
    return lp_zip_body(out, b->view, b->data, &b->limits, err);
}
