#include "bundle/budget.h"

#include <string.h>

#include "formats/bid.h"

bool
lp_budget_open(struct lp_budget *b, const struct lp_record *r)
{
    b->input += r->depth == 0 ? r->size : 0;
    b->size[r->depth] = r->size;
    if (!b->over) {
        b->told = r->depth + 1;
    }
    return !b->over;
}

static void
charge(struct lp_budget *b, const struct lp_record *r)
{
    uint64_t allowed;

    if (r->depth == 0) {
        b->input += r->container ? 0 : r->size;
        return;
    }
    b->output += r->size;
    if (__builtin_mul_overflow(b->input, b->limits->total_ratio, &allowed)) {
        allowed = UINT64_MAX;
    }
    if (allowed < b->limits->total_floor) {
        allowed = b->limits->total_floor;
    }
    b->over = b->over || b->output > allowed;
}

/* Whether it would have been opened. A document in which nothing lies is
 * known as well as one that was looked into. */
static bool
is_closed(const struct lp_record *r)
{
    const struct lp_reader_ops *ops = lp_bid_kind(r->kind);

    return r->container || r->closed == LP_RULE_LIMIT_TOTAL ||
           (ops != NULL && !ops->within);
}

static void
cut(struct lp_record *r, bool opened)
{
    r->container = opened;
    r->lost = opened;
    r->unread = opened ? r->size : 0;
    r->closed = LP_RULE_LIMIT_TOTAL;
    r->closed_at = 0;
    r->found.n = 0;
    /* What reading it to its end would have shown: whether that happened
     * depends on when the walker was told to stop. */
    r->flags &= ~LP_FLAGS_OF_READING;
    r->ids = 0;
    r->words = (struct lp_words){0};
    if (r->kind == LP_KIND_GZIP && r->has_decoded) {
        memcpy(r->decoded, r->digest.bytes, sizeof r->decoded);
    }
}

bool
lp_budget_item(struct lp_budget *b, struct lp_record *r)
{
    bool told = r->container && r->depth < b->told;

    charge(b, r);
    if (told) {
        b->told = r->depth;
    }
    if (!b->over) {
        return true;
    }
    if (told) {
        r->has_digest = r->has_digest && r->depth == 0;
        r->has_decoded = r->has_decoded && r->depth == 0;
        r->algs = r->depth == 0 ? r->algs : 0;
        r->size = r->depth == 0 ? r->size : b->size[r->depth];
        cut(r, true);
        return true;
    }
    if (r->depth == 0 && is_closed(r)) {
        cut(r, false);
    }
    return r->depth == 0;
}
