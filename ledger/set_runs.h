#ifndef LP_LEDGER_SET_RUNS_H
#define LP_LEDGER_SET_RUNS_H

#include <stdbool.h>

#include "ledger/set_spool.h"

/* A key and what it leads to. */
struct lp_set_pair {
    uint64_t key;
    uint32_t of;
};

struct lp_set_run;

/*
 * Sorts any number of pairs in bounded memory: 64 MiB, and 64 KiB for each two
 * million pairs; past two million, 12 bytes each wait in an unnamed file.
 * Zeroed but for `beside`, it is empty; it is safe to release. After a failure
 * it may only be released.
 */
struct lp_set_runs {
    const char *beside; /* the set that it is for; borrowed */
    size_t most;        /* pairs in a run; 0: two million */
    struct lp_set_pair *pending;
    struct lp_set_pair *spare;
    size_t n;     /* of what is pending */
    uint64_t all; /* pairs that were put */
    FILE *spill;  /* the runs, one after the other; NULL: none yet */
    struct lp_set_run *run;
    size_t runs;
    size_t cap;
    struct lp_set_run **heap; /* the least pair is in the first */
    size_t heap_n;
    uint8_t *raw; /* pairs as they are in the file */
};

LP_MUST_USE enum lp_code lp_set_runs_put(struct lp_set_runs *r, uint64_t key,
                                         uint32_t of, struct lp_err *err);

/* From here on nothing is put, and what was put is taken from the start, any
 * number of times. */
LP_MUST_USE enum lp_code lp_set_runs_rewind(struct lp_set_runs *r,
                                            struct lp_err *err);

/* The next pair, by key; those of one key in the order in which they were put.
 * `*more` is false, and `out` empty, after the last. */
LP_MUST_USE enum lp_code lp_set_runs_take(struct lp_set_runs *r,
                                          struct lp_set_pair *out, bool *more,
                                          struct lp_err *err);
void lp_set_runs_release(struct lp_set_runs *r);

#endif
