#include "bundle/likeness.h"

#include <stdlib.h>
#include <string.h>

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

/* With fewer fragments nothing is gained by leaving some out. */
#define SIFT_MIN 8
/* Where much is public, sifting is tried on one of so many alone. */
#define SIFT_REST 15

/* A fragment of the document that is in a published one. Those of one set are
 * told in the order of the fragments. */
struct lp_likeness_hit {
    uint32_t set;
    uint32_t record;
    uint32_t fragment;
};

/* What one published document has of it. */
struct lp_likeness_sum {
    uint32_t set;
    uint32_t record;
    size_t hits; /* 0: nobody stands here */
    double extent;
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

/* A power of two that leaves half of the places free. */
static size_t
slots_for(size_t hits)
{
    size_t slots = 64;

    while (slots < hits * 2) {
        slots *= 2;
    }
    return slots;
}

/* Room in `s` for sums of all hits and the extents of `n` fragments. */
static enum lp_code
make_room(struct lp_likeness_search *s, size_t n, struct lp_err *err)
{
    size_t slots = slots_for(s->n);
    double *extent;

    if (slots > s->slots) {
        free(s->sum);
        s->slots = 0;
        s->sum = malloc(slots * sizeof *s->sum);
        if (s->sum == NULL) {
            return lp_no_memory(err);
        }
        s->slots = slots;
    }
    extent = lp_mem_fit(s->extent, n, &s->extents_cap, sizeof *extent);
    if (extent == NULL) {
        return lp_no_memory(err);
    }
    s->extent = extent;
    return LP_OK;
}

/* The sum of the record of `h`, among `slots` of them, a power of two. */
static struct lp_likeness_sum *
sum_of(struct lp_likeness_search *s, size_t slots,
       const struct lp_likeness_hit *h)
{
    uint64_t key = (uint64_t)h->set << 32 | h->record;
    size_t i = (size_t)(key * 0x9e3779b97f4a7c15U >> 20) & (slots - 1);

    while (s->sum[i].hits > 0 &&
           (s->sum[i].set != h->set || s->sum[i].record != h->record)) {
        i = (i + 1) & (slots - 1);
    }
    return &s->sum[i];
}

/* Whether `a` has more than `b`; of two that have as much, the first. */
static bool
beats(const struct lp_likeness_sum *a, const struct lp_likeness_sum *b)
{
    if (a->extent > b->extent || a->extent < b->extent) {
        return a->extent > b->extent;
    }
    return a->set < b->set || (a->set == b->set && a->record < b->record);
}

/* The record that has more than all others. Not by sorting: a fragment of a
 * form that everybody uses is in many. */
static struct lp_likeness_sum
find_best(struct lp_likeness_search *s)
{
    const struct lp_likeness_sum *best = NULL;
    size_t slots = slots_for(s->n);

    memset(s->sum, 0, slots * sizeof *s->sum);
    for (size_t i = 0; i < s->n; i++) {
        const struct lp_likeness_hit *h = &s->hit[i];
        struct lp_likeness_sum *sum = sum_of(s, slots, h);

        sum->set = h->set;
        sum->record = h->record;
        sum->hits++;
        sum->extent += s->extent[h->fragment];
        if (best == NULL || beats(sum, best)) {
            best = sum;
        }
    }
    return best == NULL ? (struct lp_likeness_sum){0} : *best;
}

/* How much of the document all hits stand for; each fragment once. Takes the
 * extents out of `s`. */
static double
cover(struct lp_likeness_search *s, size_t n)
{
    double all = 0.0;
    double rest = 0.0;

    for (size_t i = 0; i < n; i++) {
        all += s->extent[i];
    }
    for (size_t i = 0; i < s->n; i++) {
        s->extent[s->hit[i].fragment] = 0.0;
    }
    for (size_t i = 0; i < n; i++) {
        rest += s->extent[i];
    }
    return all - rest;
}

static bool
enough(const struct lp_words *w, const struct lp_likeness_sum *b)
{
    return b->hits >= (w->there ? TEXT_MIN : BYTES_MIN) &&
           (b->extent >= SHARE_MIN * (double)w->measure ||
            b->extent >= (w->there ? TEXT_ENOUGH : BYTES_ENOUGH));
}

/* The pages on which they lie, as ranges. The last takes what is left. */
static void
put_pages(const struct lp_likeness_search *s, const struct lp_words *w,
          const struct lp_likeness_sum *b, struct lp_likeness *out)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct lp_likeness_hit *h = &s->hit[i];
        uint32_t page = lp_fragments_get(w->fragments, h->fragment).page;
        struct lp_pages *last = &out->page[out->pages - (out->pages > 0)];

        if (page == 0 || h->set != b->set || h->record != b->record) {
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
    uint64_t *keys = lp_mem_fit(s->keys, n, &s->keys_cap, sizeof *keys);

    if (keys == NULL && n > 0) {
        return lp_no_memory(err);
    }
    s->keys = keys;
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
    struct lp_likeness_sum best;
    size_t n = lp_fragments_count(w->fragments);
    enum lp_code rc;

    if (n == 0 || w->measure == 0) {
        return LP_OK;
    }
    LP_TRY(ask(s, w, err));
    if (s->n == 0) {
        return LP_OK;
    }
    LP_TRY(make_room(s, n, err));
    for (size_t i = 0; i < n; i++) {
        s->extent[i] = extent(w, i, n);
    }
    best = find_best(s);
    if (!enough(w, &best)) {
        return LP_OK;
    }
    LP_TRY(lp_index_record(s->index, best.set, best.record, &out->part, err));
    out->share = best.extent / (double)w->measure;
    put_pages(s, w, &best, out);
    out->covered = cover(s, n) / (double)w->measure;

done:
    return rc;
}

/* Mark each hit and its neighbours, which say where its part begins and ends,
 * and the first and the last of all. */
static void
mark(const struct lp_likeness_search *s, uint8_t *marks, size_t n)
{
    memset(marks, 0, n);
    marks[0] = 1;
    marks[n - 1] = 1;
    for (size_t i = 0; i < s->n; i++) {
        size_t at = s->hit[i].fragment;

        marks[at] = 1;
        marks[at - (at > 0 ? 1 : 0)] = 1;
        marks[at + (at + 1 < n ? 1 : 0)] = 1;
    }
}

enum lp_code
lp_likeness_sift(struct lp_likeness_search *s, struct lp_words *w,
                 struct lp_err *err)
{
    size_t n = lp_fragments_count(w->fragments);
    uint8_t *marks;
    enum lp_code rc;

    if (n < SIFT_MIN || s->rest > 0) {
        s->rest -= s->rest > 0 ? 1 : 0;
        return LP_OK;
    }
    LP_TRY(ask(s, w, err));
    if (s->n > n / 4) { /* most would stay */
        s->rest = SIFT_REST;
        return LP_OK;
    }
    lp_buf_clear(&s->marks);
    marks = lp_buf_room(&s->marks, n);
    if (marks == NULL) {
        return lp_no_memory(err);
    }
    mark(s, marks, n);
    lp_buf_clear(&s->kept);
    for (size_t i = 0; i < n; i++) {
        if (marks[i] != 0) {
            lp_buf_put(
                &s->kept,
                lp_slice_head(lp_slice_from(w->fragments, i * LP_FRAGMENT_SIZE),
                              LP_FRAGMENT_SIZE));
        }
    }
    LP_TRY(lp_buf_check(&s->kept, err));
    w->fragments = lp_buf_slice(&s->kept);

done:
    return rc;
}

void
lp_likeness_release(struct lp_likeness_search *s)
{
    free(s->hit);
    free(s->keys);
    free(s->sum);
    free(s->extent);
    lp_buf_release(&s->marks);
    lp_buf_release(&s->kept);
    *s = (struct lp_likeness_search){0};
}
