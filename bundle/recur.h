#ifndef LP_BUNDLE_RECUR_H
#define LP_BUNDLE_RECUR_H

#include "bundle/numbers.h"
#include "bundle/sink.h"
#include "bundle/wire.h"

/*
 * How many different messages each small attachment lies in: what recurs in
 * many is part of a signature or a letterhead, and says nothing. Copies of one
 * message are one. Zeroed, it counts none.
 */
struct lp_recur {
    uint64_t messages; /* more than this is many; 0: nothing recurs */
    uint64_t bytes;    /* less than this is small */
    /* Number, from 1, of the one that is under way at each depth; 0 for a copy
     * of one that was seen. */
    size_t message[LP_WIRE_DEPTH_MAX + 1];
    struct lp_numbers seen; /* messages */
    struct lp_numbers known;
    struct lp_recurring *of; /* by number of the digest */
    size_t cap;
};

/* Whether `r` is an attachment that counts. */
bool lp_recur_counts(const struct lp_recur *c, const struct lp_record *r,
                     const struct lp_where *at);

/* Take note of `r`: of containers as they are entered, of all else as it
 * comes. */
LP_MUST_USE enum lp_code lp_recur_note(struct lp_recur *c,
                                       const struct lp_record *r,
                                       const struct lp_where *at,
                                       struct lp_err *err);

/* After the last note: whether `r` lies in many messages. */
bool lp_recur_many(const struct lp_recur *c, const struct lp_record *r,
                   const struct lp_where *at);
void lp_recur_release(struct lp_recur *c);

#endif
