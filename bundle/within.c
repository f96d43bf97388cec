#include "bundle/within.h"

#include <stdlib.h>

#include "base/mem.h"

static enum lp_code
keep(struct lp_within *w, size_t number, const struct lp_where *at,
     struct lp_err *err)
{
    size_t *grown = lp_mem_grow(w->end, number, &w->cap, sizeof *grown);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    w->end = grown;
    lp_buf_put(&w->paths, at->path);
    w->end[number] = w->paths.len;
    return lp_buf_check(&w->paths, err);
}

enum lp_code
lp_within_note(struct lp_within *w, const struct lp_record *r,
               const struct lp_where *at, struct lp_slice *first,
               struct lp_err *err)
{
    size_t seen = w->known.n;
    size_t number;
    size_t begin;
    enum lp_code rc;

    *first = (struct lp_slice){0};
    if (!r->has_digest || !lp_record_is_document(r)) {
        return LP_OK;
    }
    LP_TRY(lp_numbers_add(&w->known, r->digest.bytes, &number, err));
    w->documents++;
    w->bytes += r->size;
    if (number == seen) {
        w->unique++;
        w->unique_bytes += r->size;
        return keep(w, number, at, err);
    }
    begin = number == 0 ? 0 : w->end[number - 1];
    *first = lp_slice_from(
        lp_slice_head(lp_buf_slice(&w->paths), w->end[number]), begin);

done:
    return rc;
}

void
lp_within_release(struct lp_within *w)
{
    lp_numbers_release(&w->known);
    lp_buf_release(&w->paths);
    free(w->end);
    *w = (struct lp_within){0};
}
