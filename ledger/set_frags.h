#ifndef LP_LEDGER_SET_FRAGS_H
#define LP_LEDGER_SET_FRAGS_H

#include "ledger/set_adds.h"
#include "ledger/set_pages.h"
#include "ledger/set_runs.h"

/*
 * The fragments of the adds to a set: pairs of a key and the number of an add,
 * put as they come. When they are taken, a key leads to records, to each once,
 * and to no more than the first LP_SET_FRAG_RECORDS. Zeroed but for
 * `pairs.beside`, it is empty and safe to release. After a failure it may only
 * be released.
 */
struct lp_set_frags {
    struct lp_set_runs pairs;
    struct lp_set_pair next; /* the first pair of the key after this one */
    bool more;
    uint64_t key;
    uint32_t record[LP_SET_FRAG_RECORDS]; /* increasing */
    size_t n;
    size_t told;
};

/* After lp_set_adds_choose: how many pairs will stand in the set. LP_E_LIMIT if
 * these are too many. */
LP_MUST_USE enum lp_code lp_set_frags_count(struct lp_set_frags *f,
                                            const struct lp_set_adds *adds,
                                            uint64_t *n, struct lp_err *err);

/* Write the two sections of `at`. */
LP_MUST_USE enum lp_code lp_set_frags_write(struct lp_set_frags *f,
                                            const struct lp_set_adds *adds,
                                            const struct lp_set_frags_at *at,
                                            struct lp_set_pages *p,
                                            struct lp_err *err);
void lp_set_frags_release(struct lp_set_frags *f);

#endif
