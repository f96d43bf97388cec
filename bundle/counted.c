#include "bundle/counted.h"

static void
add(struct lp_share *s, uint64_t bytes)
{
    s->documents++;
    s->bytes += bytes;
}

/* Whether no document with its bytes was counted before. */
static enum lp_code
is_first(struct lp_counted *c, const struct lp_record *r, bool *first,
         struct lp_err *err)
{
    size_t before = c->seen.n;
    size_t number;
    enum lp_code rc = LP_OK;

    if (r->has_digest) {
        rc = lp_numbers_add(&c->seen, r->digest.bytes, &number, err);
    }
    *first = !r->has_digest || c->seen.n > before;
    return rc;
}

/* Of a document that a list knows without a
 * size, what it equals may tell. */
enum lp_code
lp_counted_add(struct lp_counted *c, const struct lp_record *r,
               const struct lp_judgement *own, uint64_t bytes,
               struct lp_err *err)
{
    bool first;
    enum lp_code rc = is_first(c, r, &first, err);

    if (rc != LP_OK) {
        return rc;
    }
    if (r->sizeless && own->trivial != LP_TRIVIAL_EMPTY) {
        if (own->verdict == LP_VERDICT_EXACT &&
            own->match.record.size != LP_SIZE_UNKNOWN) {
            bytes = own->match.record.size;
        } else {
            c->shares.sizeless++;
        }
    }
    add(&c->shares.by[own->verdict], bytes);
    add(&c->shares.all, bytes);
    c->shares.trivial[own->trivial]++;
    if (own->verdict == LP_VERDICT_NEW && own->prior.set != NULL) {
        add(&c->shares.prior, bytes);
    }
    if (lp_verdict_public(own->verdict) && c->shares.in != NULL) {
        add(&c->shares.in[own->match.number], bytes);
    }
    if (first) {
        add(&c->shares.unique_by[own->verdict], bytes);
        add(&c->shares.unique, bytes);
    }
    c->shares.same_id += own->same_id.set != NULL ? 1 : 0;
    return LP_OK;
}

enum lp_code
lp_counted_lost(struct lp_counted *c, const struct lp_record *r, uint64_t bytes,
                struct lp_err *err)
{
    static const struct lp_judgement lost = {.verdict = LP_VERDICT_UNKNOWN};
    struct lp_record unseen = *r;

    unseen.has_digest = false;
    return lp_counted_add(c, &unseen, &lost, bytes, err);
}

void
lp_counted_release(struct lp_counted *c)
{
    lp_numbers_release(&c->seen);
    *c = (struct lp_counted){0};
}
