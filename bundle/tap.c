#include "bundle/tap.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/crc32_hasher.h"
#include "crypto/btv2_hasher.h"

enum lp_code
lp_tap_init(struct lp_tap *t, struct lp_source *from, struct lp_engine *e,
            unsigned algs, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    *t = (struct lp_tap){.from = from};
    algs |= 1U << LP_ALG_SHA256;
    for (unsigned a = 0; rc == LP_OK && a < LP_ALG_COUNT; a++) {
        if ((algs >> a & 1) != 0) {
            rc = a == LP_ALG_BTV2 ? lp_btv2_hasher(&t->hasher[a], err)
                 : a == LP_ALG_CRC32
                     ? lp_crc32_hasher(&t->hasher[a], err)
                     : lp_hasher_open(&t->hasher[a], e, (enum lp_alg)a, err);
        }
    }
    return rc;
}

void
lp_tap_decode(struct lp_tap *t, enum lp_dec_of of)
{
    t->decode = true;
    lp_dec_init(&t->dec, of);
}

enum lp_code
lp_tap_form(struct lp_tap *t, struct lp_engine *e, struct lp_slice form,
            struct lp_err *err)
{
    struct lp_piece p = {form, NULL};
    enum lp_code rc;

    LP_TRY(lp_hasher_open(&t->parted, e, LP_ALG_SHA256, err));
    t->decode = true;
    t->formed = true;
    rc = lp_hasher_submit(t->parted, &p, err);

done:
    return rc;
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

/* What there is of the decoded form so far goes to its digest. */
static enum lp_code
submit_form(struct lp_tap *t, struct lp_err *err)
{
    struct lp_piece p = {lp_buf_slice(&t->form), NULL};
    enum lp_code rc = lp_buf_check(&t->form, err);

    if (rc == LP_OK && t->dec.plain) {
        lp_hasher_abandon(t->parted);
        t->parted = NULL;
    } else if (rc == LP_OK && p.bytes.len > 0) {
        rc = lp_hasher_submit(t->parted, &p, err);
    }
    lp_buf_clear(&t->form);
    return rc;
}

/* SHA-256 of a piece, and of its decoded form where they part. */
static enum lp_code
see(struct lp_tap *t, const struct lp_piece *p, struct lp_err *err)
{
    struct lp_hasher *raw = t->hasher[LP_ALG_SHA256];
    struct lp_piece alike = *p;
    struct lp_piece rest = *p;
    bool more = true;
    enum lp_code rc = LP_OK;

    if (t->dec.plain) {
        return lp_hasher_submit(raw, p, err);
    }
    if (t->parted == NULL) {
        alike.bytes.len = lp_dec_alike(&t->dec, p->bytes);
        rest.bytes = lp_slice_from(p->bytes, alike.bytes.len);
        LP_TRY(alike.bytes.len > 0 ? lp_hasher_submit(raw, &alike, err)
                                   : LP_OK);
        if (!t->dec.parted || t->dec.plain) {
            return LP_OK;
        }
        LP_TRY(lp_hasher_fork(raw, &t->parted, err));
    }
    LP_TRY(rest.bytes.len > 0 ? lp_hasher_submit(raw, &rest, err) : LP_OK);
    while (more) {
        more = lp_dec_feed(&t->dec, &rest.bytes, &t->form);
        LP_TRY(submit_form(t, err));
    }

done:
    return rc;
}

/* Every digest sees what is handed on. */
static enum lp_code
see_all(struct lp_tap *t, const struct lp_piece *p, struct lp_err *err)
{
    enum lp_code rc;

    if (p->bytes.len == 0) {
        return LP_OK;
    }
    rc = t->decode && !t->formed
             ? see(t, p, err)
             : lp_hasher_submit(t->hasher[LP_ALG_SHA256], p, err);
    for (unsigned a = LP_ALG_SHA256 + 1; rc == LP_OK && a < LP_ALG_COUNT; a++) {
        if (t->hasher[a] != NULL) {
            rc = lp_hasher_submit(t->hasher[a], p, err);
        }
    }
    return rc;
}

/* One piece from the source. */
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

/* Several short pieces become one, so that a head can be looked at: `first`,
 * and behind it what t->rest has and what is drawn. */
static enum lp_code
gather(struct lp_tap *t, struct lp_slice first, size_t min, struct lp_err *err)
{
    struct lp_block *all = lp_block_new(min);
    size_t n = first.len;
    enum lp_code rc = LP_OK;

    if (all == NULL) {
        return fail(t, lp_no_memory(&t->why), err);
    }
    memcpy(all->data, first.data, n);
    while (n < min) {
        struct lp_slice part;

        if (t->rest.bytes.len == 0) {
            rc = draw(t, &t->rest, err);
        }
        if (rc != LP_OK || t->rest.bytes.len == 0) {
            break;
        }
        part = lp_slice_head(t->rest.bytes, min - n);
        memcpy(all->data + n, part.data, part.len);
        n += part.len;
        t->rest.bytes = lp_slice_from(t->rest.bytes, part.len);
    }
    lp_block_unref(t->kept);
    t->kept = all;
    t->head = (struct lp_piece){{all->data, n}, all};
    return rc;
}

/* The head is short. Most often that is all there is, and can stay where it
 * lies; else a piece that the source may soon write over is copied too. */
static enum lp_code
lengthen(struct lp_tap *t, size_t min, struct lp_err *err)
{
    struct lp_piece first = t->head;
    enum lp_code rc;

    if (first.owner == NULL) {
        return gather(t, first.bytes, min, err);
    }
    t->kept = lp_block_ref(first.owner);
    rc = draw(t, &t->rest, err);
    return rc == LP_OK && t->rest.bytes.len > 0
               ? gather(t, first.bytes, min, err)
               : rc;
}

enum lp_code
lp_tap_head(struct lp_tap *t, size_t min, struct lp_slice *head,
            struct lp_err *err)
{
    enum lp_code rc = draw(t, &t->head, err);

    if (rc == LP_OK && t->head.bytes.len > 0 && t->head.bytes.len < min) {
        rc = lengthen(t, min, err);
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
    if (rc == LP_OK) {
        rc = see_all(t, out, &t->why);
        if (rc != LP_OK) {
            return fail(t, rc, err);
        }
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

/* Digests on their way: the last to arrive tells all of them. */
struct waiting {
    atomic_uint left;
    atomic_uint failed; /* enum lp_code of one that did */
    lp_tap_done *done;
    void *who;
    bool same; /* the decoded form is the bytes as they are */
    struct lp_tap_digests got;
    struct one {
        struct waiting *all;
        unsigned which; /* enum lp_alg; LP_ALG_COUNT: the decoded form */
    } one[LP_ALG_COUNT + 1];
};

static void
arrive(struct waiting *w)
{
    if (atomic_fetch_sub(&w->left, 1) == 1) {
        if (w->same) {
            memcpy(w->got.decoded, w->got.sha256.bytes, sizeof w->got.decoded);
        }
        w->done(w->who, (enum lp_code)atomic_load(&w->failed), &w->got);
        free(w);
    }
}

static void
digest_done(void *who, enum lp_code rc, const struct lp_digest *digest)
{
    const struct one *one = who;
    struct waiting *w = one->all;

    if (rc != LP_OK) {
        atomic_store(&w->failed, (unsigned)rc);
    } else if (one->which == LP_ALG_SHA256) {
        w->got.sha256 = *digest;
    } else if (one->which == LP_ALG_COUNT) {
        memcpy(w->got.decoded, digest->bytes, sizeof w->got.decoded);
    } else {
        memcpy(w->got.other[one->which], digest->bytes, digest->len);
    }
    arrive(w);
}

static void
end_one(struct waiting *w, unsigned which, struct lp_hasher **h)
{
    struct lp_hasher *ending = *h;

    *h = NULL;
    (void)atomic_fetch_add(&w->left, 1);
    w->one[which] = (struct one){w, which};
    lp_hasher_finish(ending, digest_done, &w->one[which]);
}

enum lp_code
lp_tap_finish(struct lp_tap *t, lp_tap_done *done, void *who,
              struct lp_err *err)
{
    struct waiting *w = NULL;
    bool more = t->parted != NULL && !t->formed;
    enum lp_code rc = LP_OK;

    while (more) {
        more = lp_dec_end(&t->dec, &t->form);
        LP_TRY(submit_form(t, err));
    }
    w = calloc(1, sizeof *w);
    if (w == NULL) {
        return lp_no_memory(err);
    }
    w->done = done;
    w->who = who;
    atomic_init(&w->left, 1); /* ours, until all have been ended */
    w->got.has_decoded = t->decode;
    w->same = t->parted == NULL;
    if (t->parted != NULL) {
        end_one(w, LP_ALG_COUNT, &t->parted);
    }
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        bool there = lp_alg_those_of(1U << a, t->out) != 0;

        if (t->hasher[a] != NULL && there) {
            w->got.algs |= a == LP_ALG_SHA256 ? 0 : 1U << a;
            end_one(w, a, &t->hasher[a]);
        }
    }
    arrive(w);

done:
    return rc;
}

void
lp_tap_release(struct lp_tap *t)
{
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        lp_hasher_abandon(t->hasher[a]);
    }
    lp_hasher_abandon(t->parted);
    lp_buf_release(&t->form);
    lp_block_unref(t->kept);
    *t = (struct lp_tap){0};
}
