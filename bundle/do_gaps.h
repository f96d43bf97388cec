#ifndef LP_BUNDLE_DO_GAPS_H
#define LP_BUNDLE_DO_GAPS_H

#include "bundle/gaps.h"
#include "bundle/inputs.h"
#include "bundle/tally.h"

struct lp_gaps_options {
    const char *const *paths;
    size_t n;
    struct lp_walk_how how;
    lp_gap_told *told; /* every finding, when all was seen */
    void *who;
};

struct lp_gaps_report {
    struct lp_tally tally;
    struct lp_gaps_counts counts;
};

/* Walk the paths and say what they refer to, but do not hold:
 * docs/FORMAT-gaps.md. */
LP_MUST_USE enum lp_code lp_do_gaps(const struct lp_gaps_options *o,
                                    const struct lp_listener *listener,
                                    struct lp_gaps_report *report,
                                    struct lp_err *err);

#endif
