#ifndef LP_LEDGER_SET_NEAR_H
#define LP_LEDGER_SET_NEAR_H

#include "ledger/set.h"

/* How many signatures are looked at for one question: of each band those with
 * the lowest numbers, and no more in all. */
#define LP_SET_NEAR_BAND 256
#define LP_SET_NEAR_ALL 4096

/* The document of a set whose signature is the nearest to one. */
struct lp_set_near {
    bool found;     /* if not, the next three are empty */
    unsigned agree; /* values that agree, of LP_SKETCH_BINS */
    uint32_t number;
    struct lp_set_record record; /* as in lp_set_hit */
    bool more; /* there are more candidates than were looked at: one that was
                  not may be nearer, or near at all */
};

/* How many signatures the set has; 0 if it has not the level. */
uint64_t lp_set_near_count(const struct lp_set *s);

/**
 * Look for what is near `sig`, LP_SKETCH_BINS dense values: of the signatures
 * that agree with it in all of some band, and in at least `least` values, the
 * one that agrees in the most; of several, that of the first record. A record
 * with the same signature as one before it has none.
 *
 * LP_OK and out->found is the answer; a set without the level has nothing near.
 * Takes no memory, and time as for LP_SET_NEAR_ALL signatures at most. Fails as
 * lp_set_find does, and `out` is then empty.
 */
LP_MUST_USE enum lp_code lp_set_near(struct lp_set *s,
                                     const uint32_t sig[LP_SKETCH_BINS],
                                     unsigned least, struct lp_set_near *out,
                                     struct lp_err *err);

/* The rest of lp_set_verify: that signatures belong to different records, in
 * order, and each stands in every band once, where it is looked for. All pages
 * must have been checked. */
LP_MUST_USE enum lp_code lp_set_near_verify(const struct lp_set_map *m,
                                            struct lp_err *err);

#endif
