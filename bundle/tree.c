#include "bundle/tree.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/block.h"
#include "formats/pieces.h"
#include "formats/rule.h"

/* What one thread works with. */
struct bench {
    struct lp_btv2 tree;
    size_t cap;
    uint8_t bytes[];
};

/* One file that is being read: what its threads share. */
struct reading {
    const struct lp_tree *tree;
    struct lp_view *view;
    uint8_t *layer;
    atomic_size_t next; /* piece that nobody has taken yet */
    atomic_bool failed;
    atomic_uint_least64_t *meter;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    struct lp_err why; /* the first failure */
};

struct helper {
    struct lp_task task;
    struct reading *reading;
    bool offered;
    bool ended;
};

void
lp_tree_cut(struct lp_tree *t, uint64_t size)
{
    t->size = size;
    t->height = lp_pieces_height(size);
    t->n = (size_t)lp_pieces_count(size);
}

uint64_t
lp_tree_at(const struct lp_tree *t, size_t i)
{
    return (uint64_t)i * LP_BTV2_BLOCK << t->height;
}

uint64_t
lp_tree_len(const struct lp_tree *t, size_t i)
{
    uint64_t rest = t->size - lp_tree_at(t, i);
    uint64_t most = (uint64_t)LP_BTV2_BLOCK << t->height;

    return rest < most ? rest : most;
}

static struct bench *
bench_new(const struct lp_tree *t)
{
    size_t cap = t->size < LP_BLOCK_SIZE ? (size_t)t->size : LP_BLOCK_SIZE;
    struct bench *b = malloc(sizeof *b + cap);

    if (b != NULL) {
        b->cap = cap;
    }
    return b;
}

/* One piece, read into its hash. */
static enum lp_code
do_piece(const struct lp_tree *t, struct lp_view *v, size_t i, struct bench *b,
         atomic_uint_least64_t *meter, uint8_t *out, bool *whole,
         struct lp_err *err)
{
    uint64_t at = lp_tree_at(t, i);
    uint64_t end = at + lp_tree_len(t, i);
    enum lp_code rc = LP_OK;

    b->tree.stack.leaves = 0;
    b->tree.part = 0;
    *whole = true;
    while (at < end) {
        size_t n = end - at < b->cap ? (size_t)(end - at) : b->cap;
        size_t got = 0;

        LP_TRY(lp_view_read(v, at, b->bytes, n, &got, err));
        if (got < n) {
            *whole = false;
            goto done;
        }
        lp_btv2_feed(&b->tree, (struct lp_slice){b->bytes, n});
        at += n;
        if (meter != NULL) {
            (void)atomic_fetch_add_explicit(meter, n, memory_order_relaxed);
        }
    }
    if (t->n == 1) {
        (void)lp_btv2_root(&b->tree, out);
    } else {
        lp_btv2_subtree(&b->tree, t->height, out);
    }

done:
    return rc;
}

static void
keep_failure(struct reading *r, const struct lp_err *why)
{
    (void)pthread_mutex_lock(&r->lock);
    if (!atomic_load(&r->failed)) {
        r->why = *why;
        atomic_store(&r->failed, true);
    }
    (void)pthread_mutex_unlock(&r->lock);
}

/* Take pieces until there are none left. */
static void
work(struct reading *r)
{
    struct bench *b = bench_new(r->tree);
    struct lp_err err = {0};
    size_t i;

    if (b == NULL) {
        (void)lp_no_memory(&err);
        keep_failure(r, &err);
        return;
    }
    while (!atomic_load(&r->failed) &&
           (i = atomic_fetch_add(&r->next, 1)) < r->tree->n) {
        bool whole = true;
        enum lp_code rc = do_piece(r->tree, r->view, i, b, r->meter,
                                   r->layer + i * LP_BTV2_LEN, &whole, &err);

        if (rc == LP_OK && !whole) {
            rc = lp_fail_at(&err, LP_E_IO, LP_RULE_CHANGED,
                            lp_tree_at(r->tree, i),
                            "the file became shorter while it was read");
        }
        if (rc != LP_OK) {
            keep_failure(r, &err);
        }
    }
    free(b);
}

static void
help(struct lp_task *t)
{
    struct helper *h = (struct helper *)t;
    struct reading *r = h->reading;

    work(r);
    (void)pthread_mutex_lock(&r->lock);
    h->ended = true;
    (void)pthread_cond_signal(&r->ended);
    (void)pthread_mutex_unlock(&r->lock);
}

/* Those who did not begin need not; the others are at their last piece. */
static void
dismiss(struct reading *r, struct lp_pool *pool, struct helper *h, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!h[i].offered || lp_pool_claim(pool, &h[i].task)) {
            continue;
        }
        (void)pthread_mutex_lock(&r->lock);
        while (!h[i].ended) {
            (void)pthread_cond_wait(&r->ended, &r->lock);
        }
        (void)pthread_mutex_unlock(&r->lock);
    }
}

/* All pieces, by this thread and those that are idle. */
static enum lp_code
read_layer(struct lp_tree *t, struct lp_view *v, const struct lp_tree_how *how,
           struct lp_err *err)
{
    struct reading r = {
        .tree = t, .view = v, .layer = t->layer.data, .meter = how->meter};
    size_t most = t->n < how->threads ? t->n : how->threads;
    size_t n = how->pool == NULL || most < 2 ? 0 : most - 1;
    struct helper *h = calloc(n + 1, sizeof *h);

    if (h == NULL) {
        return lp_no_memory(err);
    }
    (void)pthread_mutex_init(&r.lock, NULL);
    (void)pthread_cond_init(&r.ended, NULL);
    for (size_t i = 0; i < n; i++) {
        h[i] = (struct helper){.task = {.run = help}, .reading = &r};
        h[i].offered = lp_pool_offer(how->pool, &h[i].task);
    }
    work(&r);
    dismiss(&r, how->pool, h, n);
    (void)pthread_cond_destroy(&r.ended);
    (void)pthread_mutex_destroy(&r.lock);
    free(h);
    if (r.why.code != LP_OK) {
        *err = r.why;
    }
    return r.why.code;
}

enum lp_code
lp_tree_read(struct lp_tree *t, struct lp_view *v,
             const struct lp_tree_how *how, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    *t = (struct lp_tree){0};
    lp_tree_cut(t, v->size);
    if (t->n == 0) {
        return LP_OK;
    }
    if (lp_buf_room(&t->layer, t->n * LP_BTV2_LEN) == NULL) {
        return lp_buf_check(&t->layer, err);
    }
    t->layer.len = t->n * LP_BTV2_LEN;
    LP_TRY(read_layer(t, v, how, err));
    lp_btv2_join(lp_buf_slice(&t->layer), t->height, t->root);

done:
    if (rc != LP_OK) {
        lp_tree_release(t);
    }
    return rc;
}

enum lp_code
lp_tree_piece(const struct lp_tree *t, struct lp_view *v, size_t i,
              uint8_t out[LP_BTV2_LEN], bool *whole, struct lp_err *err)
{
    struct bench *b = bench_new(t);
    enum lp_code rc;

    if (b == NULL) {
        return lp_no_memory(err);
    }
    rc = do_piece(t, v, i, b, NULL, out, whole, err);
    free(b);
    return rc;
}

void
lp_tree_release(struct lp_tree *t)
{
    lp_buf_release(&t->layer);
    *t = (struct lp_tree){0};
}
