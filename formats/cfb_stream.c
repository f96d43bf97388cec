#include "formats/cfb_stream.h"

#include <stdlib.h>

#include "base/mem.h"

#define MINI_SHIFT 6
#define PIECE ((uint64_t)64 * 1024)

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

bool
lp_cfb_begins(const struct lp_cfb *c, uint32_t item, const char *text)
{
    const struct lp_cfb_item *i = &c->items[item];
    size_t n = strlen(text);

    if (2 * n > i->name_len) {
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        if (i->name[2 * k + 1] != 0 ||
            lower(i->name[2 * k]) != lower((uint8_t)text[k])) {
            return false;
        }
    }
    return true;
}

bool
lp_cfb_is(const struct lp_cfb *c, uint32_t item, const char *name)
{
    return c->items[item].name_len == 2 * strlen(name) &&
           lp_cfb_begins(c, item, name);
}

uint32_t
lp_cfb_find(const struct lp_cfb *c, uint32_t storage, const char *name)
{
    uint32_t k = c->items[storage].first;

    while (k != LP_CFB_NONE && !lp_cfb_is(c, k, name)) {
        k = c->items[k].next;
    }
    return k;
}

/* Bytes that lie together. */
struct run {
    uint64_t at;
    uint64_t len;
};

struct runs {
    struct lp_view *view;
    struct run *of;
    size_t n;
    size_t cap;
    size_t i;
    enum lp_rule bad;
    struct lp_block *block;
};

static enum lp_code
add_run(struct runs *r, uint64_t at, uint64_t len, struct lp_err *err)
{
    struct run *grown;

    if (r->n > 0 && r->of[r->n - 1].at + r->of[r->n - 1].len == at) {
        r->of[r->n - 1].len += len;
        return LP_OK;
    }
    grown = lp_mem_grow(r->of, r->n, &r->cap, sizeof *r->of);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    r->of = grown;
    r->of[r->n++] = (struct run){at, len};
    return LP_OK;
}

/* The chain was found whole when the file was opened. */
static enum lp_code
find_runs(struct runs *r, const struct lp_cfb *c, const struct lp_cfb_item *i,
          struct lp_err *err)
{
    bool small = lp_cfb_is_small(i->size);
    unsigned shift = small ? MINI_SHIFT : c->shift;
    const uint32_t *table = small ? c->mini : c->fat;
    uint64_t unit = (uint64_t)1 << shift;
    uint32_t s = i->start;
    enum lp_code rc = LP_OK;

    if (c->flat) {
        return add_run(r, i->at, i->size, err);
    }
    for (uint64_t left = i->size; left > 0; s = table[s]) {
        uint64_t n = left < unit ? left : unit;
        uint64_t at = lp_cfb_sector_at(c, s);

        if (small) {
            uint64_t in = (uint64_t)s << MINI_SHIFT;

            at = lp_cfb_sector_at(c, c->small[in >> c->shift]) +
                 (in & (((uint64_t)1 << c->shift) - 1));
        }
        LP_TRY(add_run(r, at, n, err));
        left -= n;
    }

done:
    return rc;
}

static enum lp_code
runs_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct runs *r = s->self;
    struct run *run;
    size_t n;
    size_t got = 0;
    enum lp_code rc;

    if (r->bad != LP_RULE_NONE) {
        return lp_fail_at(err, LP_E_FORMAT, r->bad, 0,
                          "compound file: a stream does not hold together");
    }
    lp_block_unref(r->block);
    r->block = NULL;
    if (r->i == r->n) {
        return LP_OK;
    }
    run = &r->of[r->i];
    n = (size_t)(run->len < PIECE ? run->len : PIECE);
    r->block = lp_block_new(n);
    if (r->block == NULL) {
        return lp_no_memory(err);
    }
    rc = lp_view_read(r->view, run->at, r->block->data, n, &got, err);
    if (rc == LP_OK && got < n) {
        rc = lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, run->at + got,
                        "compound file: ends too early");
    }
    if (rc == LP_OK) {
        run->at += n;
        run->len -= n;
        r->i += run->len == 0 ? 1 : 0;
        *out = (struct lp_piece){{r->block->data, n}, r->block};
    }
    return rc;
}

static void
runs_release(struct lp_source *s)
{
    struct runs *r = s->self;

    lp_view_unref(r->view);
    lp_block_unref(r->block);
    free(r->of);
    free(r);
}

static const struct lp_source_ops runs_ops = {runs_pull, runs_release};

enum lp_code
lp_cfb_source(struct lp_source *out, const struct lp_cfb *c, uint32_t item,
              struct lp_err *err)
{
    struct runs *r = calloc(1, sizeof *r);
    struct lp_source s = {.ops = &runs_ops, .self = r};
    enum lp_code rc = LP_OK;

    if (r == NULL) {
        return lp_no_memory(err);
    }
    r->view = lp_view_ref(c->view);
    r->bad = c->items[item].bad;
    if (r->bad == LP_RULE_NONE) {
        LP_TRY(find_runs(r, c, &c->items[item], err));
    }
    *out = s;
    s = (struct lp_source){0};

done:
    lp_source_release(&s);
    return rc;
}

/* ------------------------------------------------------------- as a view */

struct stream_view {
    struct lp_view base;
    struct runs runs; /* what is read here is `start[i]` bytes into it */
    uint64_t *start;
};

/* The last run that begins at or before `at`. */
static size_t
run_of(const struct stream_view *v, uint64_t at)
{
    size_t low = 0;
    size_t high = v->runs.n;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (v->start[middle] <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static enum lp_code
view_read(struct lp_view *base, uint64_t at, uint8_t *to, size_t n, size_t *got,
          struct lp_err *err)
{
    const struct stream_view *v = (const struct stream_view *)base;
    size_t i = at < base->size ? run_of(v, at) : v->runs.n;

    *got = 0;
    for (; n > 0 && i < v->runs.n; i++) {
        uint64_t in = at - v->start[i];
        uint64_t left = v->runs.of[i].len - in;
        size_t want = left < n ? (size_t)left : n;
        size_t some = 0;
        enum lp_code rc = lp_view_read(v->runs.view, v->runs.of[i].at + in, to,
                                       want, &some, err);

        if (rc != LP_OK) {
            return rc;
        }
        *got += some;
        if (some < want) {
            break;
        }
        to += some;
        n -= some;
        at += some;
    }
    return LP_OK;
}

static void
view_free(struct lp_view *base)
{
    struct stream_view *v = (struct stream_view *)base;

    lp_view_unref(v->runs.view);
    free(v->runs.of);
    free(v->start);
    free(v);
}

static const struct lp_view_ops stream_ops = {view_read, view_free};

enum lp_code
lp_cfb_view(struct lp_view **out, const struct lp_cfb *c, uint32_t item,
            struct lp_err *err)
{
    const struct lp_cfb_item *i = &c->items[item];
    struct stream_view *v = calloc(1, sizeof *v);
    uint64_t at = 0;
    enum lp_code rc;

    if (v == NULL) {
        return lp_no_memory(err);
    }
    v->base = (struct lp_view){&stream_ops, i->size, 1};
    v->runs.view = lp_view_ref(c->view);
    if (i->bad != LP_RULE_NONE) {
        rc = lp_fail_at(err, LP_E_FORMAT, i->bad, 0,
                        "compound file: a stream does not hold together");
        goto done;
    }
    LP_TRY(find_runs(&v->runs, c, i, err));
    v->start = calloc(v->runs.n + 1, sizeof *v->start);
    if (v->start == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    for (size_t k = 0; k < v->runs.n; k++) {
        v->start[k] = at;
        at += v->runs.of[k].len;
    }
    *out = &v->base;
    v = NULL;

done:
    if (v != NULL) {
        view_free(&v->base);
    }
    return rc;
}

enum lp_code
lp_cfb_peek(struct lp_buf *to, const struct lp_cfb *c, uint32_t item, size_t n,
            struct lp_err *err)
{
    struct lp_source s = {0};
    struct lp_piece p = {0};
    enum lp_code rc;

    LP_TRY(lp_cfb_source(&s, c, item, err));
    do {
        LP_TRY(lp_source_pull(&s, &p, err));
        lp_buf_put(to, lp_slice_head(p.bytes, n));
        n -= p.bytes.len < n ? p.bytes.len : n;
    } while (p.bytes.len > 0 && n > 0);
    rc = lp_buf_check(to, err);

done:
    lp_source_release(&s);
    return rc;
}

enum lp_code
lp_cfb_load(struct lp_buf *to, const struct lp_cfb *c, uint32_t item,
            uint64_t most, struct lp_err *err)
{
    if (c->items[item].size > most) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_MEMORY, 0,
                          "compound file: a stream is larger than the limit");
    }
    return lp_cfb_peek(to, c, item, (size_t)c->items[item].size, err);
}
