#ifndef LP_LEDGER_SET_PART_H
#define LP_LEDGER_SET_PART_H

#include "ledger/set.h"

/* A fragment that was asked for, `keys[i]`, is in record number `record`.
 * Anything but LP_OK ends it, with that code. */
typedef enum lp_code lp_set_part_told(void *who, size_t i, uint32_t record,
                                      struct lp_err *err);

/* How many pairs of a fragment and a record the set has; 0 if it has not the
 * level. */
uint64_t lp_set_parts_count(const struct lp_set *s);

/**
 * Tell which records have the fragments `keys`: in the order of the keys, and
 * of the records of each; at most LP_SET_FRAG_RECORDS of them, the first ones.
 * (If a key is told of that many, others may have it too.)
 *
 * A set without the level has no fragments. Fails as lp_set_find does; then
 * what was told is no answer.
 */
LP_MUST_USE enum lp_code lp_set_parts(struct lp_set *s, const uint64_t *keys,
                                      size_t n, lp_set_part_told *told,
                                      void *who, struct lp_err *err);

/* The rest of lp_set_verify: that pairs are in order, not too many of a key,
 * lead to records, and are where they are looked for. All pages must have been
 * checked. */
LP_MUST_USE enum lp_code lp_set_parts_verify(const struct lp_set_map *m,
                                             struct lp_err *err);

#endif
