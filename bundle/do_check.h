#ifndef LP_BUNDLE_DO_CHECK_H
#define LP_BUNDLE_DO_CHECK_H

#include "bundle/judge.h"
#include "bundle/submission.h"
#include "bundle/tally.h"

struct lp_check_options {
    struct lp_submission what;
    const char *const *against; /* sets, and folders of sets */
    size_t sets;
    lp_judged *told; /* every verdict */
    void *who;
};

struct lp_check_report {
    struct lp_tally tally;
    struct lp_shares shares;
    struct lp_index_totals searched;
    size_t manifests;  /* that stood for documents, unsigned or not */
    uint64_t partial;  /* sets that do not hold all of their publication */
    uint64_t unopened; /* containers that the sets could not see into */
};

/**
 * Say of every document whether it is in the published sets. The sets are
 * opened by this process, after the walker has gone its own way.
 */
LP_MUST_USE enum lp_code lp_do_check(const struct lp_check_options *o,
                                     const struct lp_listener *listener,
                                     struct lp_check_report *report,
                                     struct lp_err *err);

#endif
