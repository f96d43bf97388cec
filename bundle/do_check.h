#ifndef LP_BUNDLE_DO_CHECK_H
#define LP_BUNDLE_DO_CHECK_H

#include "bundle/judge.h"
#include "bundle/set_pool.h"
#include "bundle/submission.h"
#include "bundle/tally.h"
#include "bundle/within.h"

/* What recurs in more messages than this ... */
#define LP_CHECK_MESSAGES 10
/* ... and has less bytes than this, is trivial, unless told otherwise. */
#define LP_CHECK_BYTES ((uint64_t)32 * 1024)

/* Texts are similar from this resemblance on, unless told otherwise. */
#define LP_CHECK_NEAR 0.5

struct lp_check_options {
    struct lp_submission what;
    struct lp_set_pool against;
    uint64_t recur_messages; /* 0: nothing recurs */
    uint64_t recur_bytes;
    bool within;     /* find what is there twice */
    bool all;        /* find every set that proves a verdict, and all weaker
                        levels */
    double near;     /* resemblance that is NEAR: 0 .. 1 */
    lp_judged *told; /* every verdict */
    void *who;
};

struct lp_check_report {
    struct lp_tally tally;
    struct lp_shares shares;
    struct lp_index *index; /* what was searched; shares.in is in its order */
    struct lp_within within;
    size_t manifests;  /* that stood for documents, unsigned or not */
    size_t lists;      /* likewise, and single digests */
    uint64_t partial;  /* sets that do not hold all of their publication */
    uint64_t unopened; /* containers that the sets could not see into */
    size_t
        shallow; /* manifests that lack a level that the sets have of these */
    uint64_t rowless; /* published sets that know no rows of tables */
    uint64_t lacking; /* sets without some of the levels decoded, message
                         and text */
};

/**
 * Say of every document whether it is in the published sets. The sets are
 * opened by this process, after the walker has gone its own way.
 */
LP_MUST_USE enum lp_code lp_do_check(const struct lp_check_options *o,
                                     const struct lp_listener *listener,
                                     struct lp_check_report *report,
                                     struct lp_err *err);
void lp_check_report_release(struct lp_check_report *r);

#endif
