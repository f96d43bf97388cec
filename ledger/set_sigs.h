#ifndef LP_LEDGER_SET_SIGS_H
#define LP_LEDGER_SET_SIGS_H

#include "ledger/set_adds.h"
#include "ledger/set_pages.h"
#include "ledger/set_runs.h"

struct lp_set_sig_note;

/*
 * The signatures of the adds to a set. In memory 24 bytes each; the signatures
 * themselves, and the keys of their bands, wait in unnamed files. Zeroed but
 * for the `beside`, it is empty and safe to release. After a failure it may
 * only be released.
 */
struct lp_set_sigs {
    const char *beside; /* the set that it is for; borrowed */
    FILE *spool;        /* in the order in which they were put */
    struct lp_set_sig_note *note;
    size_t n;
    size_t cap;
    struct lp_set_runs bands;
};

/* `sig`, of LP_SKETCH_BINS values, belongs to add number `order`. */
LP_MUST_USE enum lp_code lp_set_sigs_put(struct lp_set_sigs *s, uint32_t order,
                                         const uint32_t *sig,
                                         struct lp_err *err);

/* After lp_set_adds_choose: of each record the first signature stays, and of
 * equal ones that of the first record. `*n` of them stay. */
LP_MUST_USE enum lp_code lp_set_sigs_choose(struct lp_set_sigs *s,
                                            const struct lp_set_adds *adds,
                                            uint64_t *n, struct lp_err *err);

/* Write the four sections of `at`. */
LP_MUST_USE enum lp_code lp_set_sigs_write(struct lp_set_sigs *s,
                                           const struct lp_set_sigs_at *at,
                                           struct lp_set_pages *p,
                                           struct lp_err *err);
void lp_set_sigs_release(struct lp_set_sigs *s);

#endif
