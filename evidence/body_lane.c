#include "evidence/body_lane.h"

#include <stdlib.h>

#include "base/mem.h"

static enum lp_code
submit(struct lp_body_lane *l, struct lp_slice bytes, struct lp_err *err)
{
    struct lp_piece p = {.bytes = bytes};

    l->total += bytes.len;
    return bytes.len == 0 ? LP_OK : lp_hasher_submit(l->hasher, &p, err);
}

/* The digest of all so far, without ending. */
static enum lp_code
so_far(struct lp_body_lane *l, struct lp_digest *out, struct lp_err *err)
{
    struct lp_hasher *fork = NULL;
    enum lp_code rc = lp_hasher_fork(l->hasher, &fork, err);

    return rc == LP_OK ? lp_hasher_end(fork, out, err) : rc;
}

/* Digest what the canonical form grew by, with a stop at each cut. */
static enum lp_code
absorb(struct lp_body_lane *l, struct lp_err *err)
{
    struct lp_slice rest = lp_buf_slice(&l->out);
    enum lp_code rc;

    LP_TRY(lp_buf_check(&l->out, err));
    while (l->next < l->n && l->cuts[l->next].at - l->total <= rest.len) {
        struct lp_body_cut *cut = &l->cuts[l->next++];
        size_t n = (size_t)(cut->at - l->total);

        LP_TRY(submit(l, lp_slice_head(rest, n), err));
        rest = lp_slice_from(rest, n);
        LP_TRY(so_far(l, &cut->digest, err));
        cut->reached = true;
    }
    rc = submit(l, rest, err);
    lp_buf_clear(&l->out);

done:
    return rc;
}

enum lp_code
lp_body_lane_open(struct lp_body_lane *l, struct lp_engine *e, enum lp_alg alg,
                  enum lp_canon canon, enum lp_eol eol, struct lp_slice before,
                  struct lp_err *err)
{
    struct lp_piece p = {.bytes = before};
    enum lp_code rc;

    l->alg = alg;
    l->engine = e;
    lp_canon_body_init(&l->canon, canon, eol);
    LP_TRY(lp_hasher_open(&l->hasher, e, alg, err));
    if (before.len > 0) {
        rc = lp_hasher_submit(l->hasher, &p, err);
    }

done:
    return rc;
}

enum lp_code
lp_body_lane_cut(struct lp_body_lane *l, uint64_t at, struct lp_err *err)
{
    struct lp_body_cut *grown;
    size_t i = l->n;

    for (size_t k = 0; k < l->n; k++) {
        if (l->cuts[k].at == at) {
            return LP_OK;
        }
    }
    grown = lp_mem_grow(l->cuts, l->n, &l->cap, sizeof *l->cuts);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    l->cuts = grown;
    for (; i > 0 && l->cuts[i - 1].at > at; i--) {
        l->cuts[i] = l->cuts[i - 1];
    }
    l->cuts[i] = (struct lp_body_cut){.at = at};
    l->n++;
    return LP_OK;
}

enum lp_code
lp_body_lane_feed(struct lp_body_lane *l, struct lp_slice bytes,
                  struct lp_err *err)
{
    lp_canon_body_feed(&l->canon, bytes, &l->out);
    return absorb(l, err);
}

enum lp_code
lp_body_lane_end(struct lp_body_lane *l, struct lp_err *err)
{
    struct lp_hasher *ending;
    enum lp_code rc;

    l->cut_short = l->canon.any && l->canon.lines == 0 && l->canon.crs == 0;
    if (l->cut_short) {
        LP_TRY(so_far(l, &l->bare, err));
    }
    lp_canon_body_end(&l->canon, &l->out);
    LP_TRY(absorb(l, err));
    ending = l->hasher;
    l->hasher = NULL;
    rc = lp_hasher_end(ending, &l->digest, err);

done:
    return rc;
}

const struct lp_digest *
lp_body_lane_at(const struct lp_body_lane *l, uint64_t at)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->cuts[i].at == at) {
            return l->cuts[i].reached ? &l->cuts[i].digest : NULL;
        }
    }
    return NULL;
}

void
lp_body_lane_release(struct lp_body_lane *l)
{
    lp_hasher_abandon(l->hasher);
    lp_buf_release(&l->out);
    free(l->cuts);
    *l = (struct lp_body_lane){0};
}
