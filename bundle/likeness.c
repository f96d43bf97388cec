#include "bundle/likeness.h"

#include <stdlib.h>

#include "base/mem.h"
#include "bundle/query.h"
#include "crypto/sketch.h"
#include "crypto/winnow.h"

/* A share in common is worth telling with so many fragments, ... */
#define TEXT_MIN 3
#define BYTES_MIN 2
/* ... of so much of the document, or so many characters or bytes. */
#define SHARE_MIN 0.05
#define TEXT_ENOUGH 1000.0
#define BYTES_ENOUGH 65536.0

/* A fragment of the document that is in a published one. */
struct lp_likeness_hit {
    uint32_t set;
    uint32_t record;
    uint32_t fragment;
};

enum lp_code
lp_likeness_near(struct lp_likeness_search *s, const struct lp_record *r,
                 struct lp_likeness *out, struct lp_err *err)
{
    uint32_t bins[LP_SKETCH_BINS];
    uint32_t dense[LP_SKETCH_BINS];
    struct lp_index_near near = {0};
    unsigned least = (unsigned)(s->least * LP_SKETCH_BINS);
    enum lp_code rc;

    if (!lp_sketch_read(bins, r->words.bins) || !lp_sketch_dense(dense, bins)) {
        return LP_OK;
    }
    least += (double)least < s->least * LP_SKETCH_BINS ? 1 : 0;
    rc = lp_index_near(s->index, LP_QUERY_PUBLISHED, dense, least, &near, err);
    if (rc == LP_OK && near.agree > 0) {
        out->near = near.hit;
        out->score = (double)near.agree / LP_SKETCH_BINS;
    }
    return rc;
}

/* Where the part ends that fragment `i` stands for. Of bytes these are the
 * chunks; of a text, which has a fragment in every window, all that is nearer
 * to it than to others. Two that are further apart than a window have between
 * them what repeats the first: all of that stands for it. Where fragments were
 * left out, nothing is known of what comes behind the last. */
static double
bound(const struct lp_words *w, size_t i, size_t n)
{
    double here = (double)lp_fragments_get(w->fragments, i).at;
    double next;
    double gap;

    if (i + 1 == n) {
        return w->cut ? here : (double)w->measure;
    }
    next = (double)lp_fragments_get(w->fragments, i + 1).at;
    if (!w->there) {
        return next;
    }
    gap = next - here;
    if (gap > LP_WINNOW_WINDOW) {
        gap = LP_WINNOW_WINDOW;
    }
    return next + (LP_WINNOW_GRAM - gap) / 2;
}

static double
extent(const struct lp_words *w, size_t i, size_t n)
{
    double begin = i == 0 ? 0.0 : bound(w, i - 1, n);
    double end = bound(w, i, n);

    return end > begin ? end - begin : 0.0;
}

static enum lp_code
on_part(void *who, size_t i, size_t set, uint32_t record, struct lp_err *err)
{
    struct lp_likeness_search *s = who;
    struct lp_likeness_hit *grown =
        lp_mem_grow(s->hit, s->n, &s->cap, sizeof *grown);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    s->hit = grown;
    s->hit[s->n++] =
        (struct lp_likeness_hit){(uint32_t)set, record, (uint32_t)i};
    return LP_OK;
}

static int
order(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

static int
by_record(const void *x, const void *y)
{
    const struct lp_likeness_hit *a = x;
    const struct lp_likeness_hit *b = y;
    int o = order(a->set, b->set);

    o = o != 0 ? o : order(a->record, b->record);
    return o != 0 ? o : order(a->fragment, b->fragment);
}

static int
by_fragment(const void *x, const void *y)
{
    const struct lp_likeness_hit *a = x;
    const struct lp_likeness_hit *b = y;

    return order(a->fragment, b->fragment);
}

/* How much of the document the hits from `at` to `end` stand for; each fragment
 * once, if they are in the order of fragments. */
static double
cover(const struct lp_likeness_search *s, const struct lp_words *w, size_t at,
      size_t end)
{
    size_t n = lp_fragments_count(w->fragments);
    double sum = 0.0;

    for (size_t i = at; i < end; i++) {
        if (i == at || s->hit[i].fragment != s->hit[i - 1].fragment) {
            sum += extent(w, s->hit[i].fragment, n);
        }
    }
    return sum;
}

/* The hits of one record, which has more than all others. */
struct best {
    size_t at;
    size_t end;
    double sum;
};

static struct best
find_best(const struct lp_likeness_search *s, const struct lp_words *w)
{
    struct best best = {0};
    size_t end;

    for (size_t at = 0; at < s->n; at = end) {
        const struct lp_likeness_hit *h = &s->hit[at];
        double sum;

        end = at + 1;
        while (end < s->n && s->hit[end].set == h->set &&
               s->hit[end].record == h->record) {
            end++;
        }
        sum = cover(s, w, at, end);
        if (sum > best.sum) {
            best = (struct best){at, end, sum};
        }
    }
    return best;
}

static bool
enough(const struct lp_words *w, const struct best *b)
{
    size_t n = b->end - b->at;

    return n >= (w->there ? TEXT_MIN : BYTES_MIN) &&
           (b->sum >= SHARE_MIN * (double)w->measure ||
            b->sum >= (w->there ? TEXT_ENOUGH : BYTES_ENOUGH));
}

/* The pages on which they lie, as ranges. The last takes what is left. */
static void
put_pages(const struct lp_likeness_search *s, const struct lp_words *w,
          const struct best *b, struct lp_likeness *out)
{
    for (size_t i = b->at; i < b->end; i++) {
        uint32_t page = lp_fragments_get(w->fragments, s->hit[i].fragment).page;
        struct lp_pages *last = &out->page[out->pages - (out->pages > 0)];

        if (page == 0) {
            continue;
        }
        if (out->pages > 0 &&
            (page <= last->last + 1 || out->pages == LP_PAGES_MAX)) {
            last->last = page;
        } else {
            out->page[out->pages++] = (struct lp_pages){page, page};
        }
    }
}

static enum lp_code
ask(struct lp_likeness_search *s, const struct lp_words *w, struct lp_err *err)
{
    size_t n = lp_fragments_count(w->fragments);

    if (n > s->keys_cap) {
        uint64_t *grown = realloc(s->keys, n * sizeof *grown);

        if (grown == NULL) {
            return lp_no_memory(err);
        }
        s->keys = grown;
        s->keys_cap = n;
    }
    for (size_t i = 0; i < n; i++) {
        s->keys[i] = lp_fragments_get(w->fragments, i).key;
    }
    s->n = 0;
    return lp_index_parts(s->index, LP_QUERY_PUBLISHED, s->keys, n, on_part, s,
                          err);
}

enum lp_code
lp_likeness_part(struct lp_likeness_search *s, const struct lp_record *r,
                 struct lp_likeness *out, struct lp_err *err)
{
    const struct lp_words *w = &r->words;
    struct best best;
    enum lp_code rc;

    if (w->fragments.len == 0 || w->measure == 0) {
        return LP_OK;
    }
    LP_TRY(ask(s, w, err));
    if (s->n == 0) {
        return LP_OK;
    }
    qsort(s->hit, s->n, sizeof *s->hit, by_record);
    best = find_best(s, w);
    if (!enough(w, &best)) {
        return LP_OK;
    }
    LP_TRY(lp_index_record(s->index, s->hit[best.at].set,
                           s->hit[best.at].record, &out->part, err));
    out->share = best.sum / (double)w->measure;
    put_pages(s, w, &best, out);
    qsort(s->hit, s->n, sizeof *s->hit, by_fragment);
    out->covered = cover(s, w, 0, s->n) / (double)w->measure;

done:
    return rc;
}

void
lp_likeness_release(struct lp_likeness_search *s)
{
    free(s->hit);
    free(s->keys);
    *s = (struct lp_likeness_search){0};
}
