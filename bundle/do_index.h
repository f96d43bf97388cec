#ifndef LP_BUNDLE_DO_INDEX_H
#define LP_BUNDLE_DO_INDEX_H

#include "bundle/submission.h"
#include "bundle/tally.h"
#include "ledger/set_meta.h"

struct lp_index_options {
    struct lp_submission what; /* its `out` is where the set goes */
    const char *publication;
    const char *date; /* YYYY, YYYY-MM or YYYY-MM-DD; may be NULL for known
                         software, and if there are only lists */
    const char *url;  /* may be empty */
    enum lp_set_status status;
    const char *secret; /* the file of the key for what is not published; it is
                           made if it is not there. May be NULL otherwise */
    int64_t now;        /* seconds since 1970 */
};

struct lp_index_report {
    struct lp_tally tally;
    uint64_t documents; /* that can be met again: those with a digest */
    bool list;          /* made from flat lists: always a partial set */
    bool made_secret;
    uint8_t root[32]; /* stands for the whole set */
};

/* Make a set of what lies in `what`. It appears whole or not at all, and never
 * takes the place of another. */
LP_MUST_USE enum lp_code lp_do_index_add(const struct lp_index_options *o,
                                         const struct lp_listener *listener,
                                         struct lp_index_report *report,
                                         struct lp_err *err);

#endif
