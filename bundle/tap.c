#include "bundle/tap.h"

#include <string.h>

enum lp_code
lp_tap_init(struct lp_tap *t, struct lp_source *from, struct lp_engine *e,
            struct lp_err *err)
{
    *t = (struct lp_tap){.from = from};
    return lp_hasher_open(&t->hasher, e, LP_ALG_SHA256, err);
}

static enum lp_code
fail(struct lp_tap *t, enum lp_code code, struct lp_err *err)
{
    t->failed = code;
    *err = t->why;
    return code;
}

static void
keep_tail(struct lp_tap *t, struct lp_slice bytes)
{
    size_t n = bytes.len < sizeof t->tail ? bytes.len : sizeof t->tail;
    size_t old =
        t->tail_len < sizeof t->tail - n ? t->tail_len : sizeof t->tail - n;

    memmove(t->tail, t->tail + t->tail_len - old, old);
    if (n > 0) {
        memcpy(t->tail + old, bytes.data + bytes.len - n, n);
    }
    t->tail_len = old + n;
}

/* One piece from the source, seen by the digest. */
static enum lp_code
draw(struct lp_tap *t, struct lp_piece *out, struct lp_err *err)
{
    enum lp_code rc;

    *out = (struct lp_piece){0};
    if (t->failed != LP_OK) {
        *err = t->why;
        return t->failed;
    }
    if (t->ended) {
        return LP_OK;
    }
    if (t->stop != NULL &&
        atomic_load_explicit(t->stop, memory_order_relaxed)) {
        rc = lp_fail_at(&t->why, LP_E_LIMIT, LP_RULE_LIMIT_TOTAL, t->size,
                        "the run's total output is used up");
        return fail(t, rc, err);
    }
    rc = lp_source_pull(t->from, out, &t->why);
    if (rc == LP_OK && out->bytes.len > 0) {
        rc = lp_hasher_submit(t->hasher, out, &t->why);
    }
    if (rc != LP_OK) {
        return fail(t, rc, err);
    }
    t->ended = out->bytes.len == 0;
    t->size += out->bytes.len;
    keep_tail(t, out->bytes);
    if (t->meter != NULL) {
        (void)atomic_fetch_add_explicit(t->meter, out->bytes.len,
                                        memory_order_relaxed);
    }
    return LP_OK;
}

/* Several short pieces become one, so that a head can be looked at. */
static enum lp_code
gather(struct lp_tap *t, struct lp_piece first, size_t min, struct lp_err *err)
{
    size_t n = first.bytes.len;
    enum lp_code rc = LP_OK;

    t->kept = lp_block_new(min);
    if (t->kept == NULL) {
        return fail(t, lp_no_memory(&t->why), err);
    }
    memcpy(t->kept->data, first.bytes.data, n);
    while (n < min) {
        struct lp_slice part;

        rc = draw(t, &t->rest, err);
        if (rc != LP_OK || t->rest.bytes.len == 0) {
            break;
        }
        part = lp_slice_head(t->rest.bytes, min - n);
        memcpy(t->kept->data + n, part.data, part.len);
        n += part.len;
        t->rest.bytes = lp_slice_from(t->rest.bytes, part.len);
    }
    t->head = (struct lp_piece){{t->kept->data, n}, t->kept};
    return rc;
}

enum lp_code
lp_tap_head(struct lp_tap *t, size_t min, struct lp_slice *head,
            struct lp_err *err)
{
    enum lp_code rc = draw(t, &t->head, err);

    /* A first piece that the source may soon write over is copied too. */
    if (rc == LP_OK && t->head.bytes.len > 0 && t->head.bytes.len < min) {
        rc = gather(t, t->head, min, err);
    }
    *head = t->head.bytes;
    return rc;
}

static enum lp_code
tap_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct lp_tap *t = s->self;
    enum lp_code rc = LP_OK;

    if (t->head.bytes.len > 0) {
        *out = t->head;
        t->head = (struct lp_piece){0};
    } else if (t->rest.bytes.len > 0) {
        *out = t->rest;
        t->rest = (struct lp_piece){0};
    } else {
        rc = draw(t, out, err);
    }
    t->out += out->bytes.len;
    return rc;
}

static const struct lp_source_ops tap_ops = {tap_pull, NULL};

struct lp_source
lp_tap_source(struct lp_tap *t)
{
    return (struct lp_source){.ops = &tap_ops, .self = t};
}

void
lp_tap_finish(struct lp_tap *t, lp_digest_done *done, void *who)
{
    struct lp_hasher *h = t->hasher;

    t->hasher = NULL;
    lp_hasher_finish(h, done, who);
}

void
lp_tap_release(struct lp_tap *t)
{
    lp_hasher_abandon(t->hasher);
    lp_block_unref(t->kept);
    *t = (struct lp_tap){0};
}
