#include "base/source.h"

#include <stdlib.h>
#include <string.h>

enum lp_code
lp_source_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    *out = (struct lp_piece){0};
    return s->ops == NULL ? LP_OK : s->ops->pull(s, out, err);
}

void
lp_source_release(struct lp_source *s)
{
    if (s->ops != NULL && s->ops->release != NULL) {
        s->ops->release(s);
    }
    *s = (struct lp_source){0};
}

struct held {
    struct lp_piece piece;
    bool given;
};

static enum lp_code
held_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct held *h = s->self;

    (void)err;
    if (!h->given) {
        *out = h->piece;
        h->given = true;
    }
    return LP_OK;
}

static void
held_release(struct lp_source *s)
{
    struct held *h = s->self;

    lp_block_unref(h->piece.owner);
    free(h);
}

static const struct lp_source_ops held_ops = {held_pull, held_release};

enum lp_code
lp_source_bytes(struct lp_source *out, struct lp_slice bytes,
                struct lp_block *owner, struct lp_err *err)
{
    struct held *h = malloc(sizeof *h);

    if (h == NULL) {
        lp_block_unref(owner);
        return lp_no_memory(err);
    }
    *h = (struct held){.piece = {bytes, owner}};
    *out = (struct lp_source){.ops = &held_ops, .self = h};
    return LP_OK;
}

enum lp_code
lp_source_copy(struct lp_source *out, struct lp_slice bytes, struct lp_err *err)
{
    struct lp_block *block = lp_block_new(bytes.len + 1);

    if (block == NULL) {
        return lp_no_memory(err);
    }
    if (bytes.len > 0) {
        memcpy(block->data, bytes.data, bytes.len);
    }
    return lp_source_bytes(out, (struct lp_slice){block->data, bytes.len},
                           block, err);
}

enum lp_code
lp_feed_peek(struct lp_feed *f, struct lp_piece *out, struct lp_err *err)
{
    if (f->piece.bytes.len == 0 && f->again) {
        f->again = false;
        f->piece = f->next;
    }
    if (f->piece.bytes.len == 0 && !f->ended) {
        enum lp_code rc = lp_source_pull(f->from, &f->piece, err);

        if (rc != LP_OK) {
            f->piece = (struct lp_piece){0};
            return rc;
        }
        f->ended = f->piece.bytes.len == 0;
    }
    *out = f->piece;
    return LP_OK;
}

void
lp_feed_took(struct lp_feed *f, size_t n)
{
    f->piece.bytes = lp_slice_from(f->piece.bytes, n);
    f->at += n;
}

void
lp_feed_back(struct lp_feed *f, struct lp_slice bytes)
{
    struct lp_slice rest = {0};

    if (f->again) {
        rest = f->piece.bytes;
    } else {
        f->next = f->piece;
    }
    bytes = lp_slice_head(bytes, LP_FEED_BACK - rest.len);
    memmove(f->back + bytes.len, rest.data == NULL ? f->back : rest.data,
            rest.len);
    memcpy(f->back, bytes.data, bytes.len);
    f->piece = (struct lp_piece){{f->back, bytes.len + rest.len}, NULL};
    f->again = true;
    f->at -= bytes.len;
}

enum lp_code
lp_feed_copy(struct lp_feed *f, uint8_t *to, size_t n, size_t *got,
             struct lp_err *err)
{
    *got = 0;
    while (*got < n) {
        struct lp_piece p;
        enum lp_code rc = lp_feed_peek(f, &p, err);

        if (rc != LP_OK) {
            return rc;
        }
        if (p.bytes.len == 0) {
            return LP_OK;
        }
        p.bytes = lp_slice_head(p.bytes, n - *got);
        memcpy(to + *got, p.bytes.data, p.bytes.len);
        lp_feed_took(f, p.bytes.len);
        *got += p.bytes.len;
    }
    return LP_OK;
}

enum lp_code
lp_feed_skip(struct lp_feed *f, uint64_t n, uint64_t *got, struct lp_err *err)
{
    *got = 0;
    while (*got < n) {
        struct lp_piece p;
        enum lp_code rc = lp_feed_peek(f, &p, err);

        if (rc != LP_OK) {
            return rc;
        }
        if (p.bytes.len == 0) {
            return LP_OK;
        }
        if (p.bytes.len > n - *got) {
            p.bytes.len = (size_t)(n - *got);
        }
        lp_feed_took(f, p.bytes.len);
        *got += p.bytes.len;
    }
    return LP_OK;
}
