#ifndef LP_BUNDLE_WALKER_H
#define LP_BUNDLE_WALKER_H

#include <sys/types.h>

#include "bundle/scan.h"

/* How to walk. */
struct lp_walk_how {
    struct lp_limits limits;
    struct lp_slice password; /* of encrypted members, borrowed; empty: none */
    unsigned depth;           /* UINT_MAX: open every container */
    unsigned algs;    /* bits 1 << enum lp_alg: digests beside SHA-256 */
    unsigned levels;  /* LP_LEVEL_BIT of the identities to make, beside RAW;
                         see lp_walk_levels */
    unsigned threads; /* at least 1 */
    const char
        *sha256;   /* by which way (crypto/sha256_way.h); NULL: the fastest */
    bool facts;    /* say what the header of each message refers to */
    bool evidence; /* say what its signatures claim */
    bool raw;      /* digests only: look at no byte in any other way */
    bool tree;     /* no digest but btv2 of each file; see look_tree.h */
    bool progress; /* count ahead, and report often */
};

/*
 * The process that parses. It gets its inputs as open descriptors, holds no
 * key, opens nothing but what lies below its roots, and says what it found in
 * the frames of wire.h.
 */
struct lp_walker {
    pid_t pid;           /* 0: none */
    int pipe;            /* where its frames come from */
    atomic_bool *enough; /* shared: set it, and no more is expanded */
};

/* Start it. The descriptors of `scan` are the walker's from then on, and
 * closed here, also on failure. */
LP_MUST_USE enum lp_code lp_walker_start(struct lp_walker *w,
                                         const struct lp_scan *scan,
                                         const struct lp_walk_how *how,
                                         struct lp_err *err);

/* End it if it still runs, and give everything back. `*status` (may be NULL)
 * gets what waitpid said. */
void lp_walker_stop(struct lp_walker *w, int *status);

/* The walker's own work, on this thread and `how->threads` more: all of `scan`
 * as frames to `pipe`. For lp_walker_start, and for tests in one process. */
LP_MUST_USE enum lp_code
lp_walker_work(int pipe, int spool, const struct lp_scan *scan,
               const struct lp_walk_how *how, struct lp_engine *engine,
               const atomic_bool *enough, struct lp_err *err);

#endif
