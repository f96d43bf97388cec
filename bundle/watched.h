#ifndef LP_BUNDLE_WATCHED_H
#define LP_BUNDLE_WATCHED_H

#include "base/source.h"
#include "bundle/record.h"
#include "evidence/witness.h"

/* Bytes of a message that are watched on their way to its reader. Zeroed,
 * nothing is. */
struct lp_watched {
    struct lp_source from;
    struct lp_witness *witness;
    struct lp_buf claims;
};

/* Watch what comes from `*bytes`, which is replaced. */
LP_MUST_USE enum lp_code lp_watched_begin(struct lp_watched *w,
                                          struct lp_source *bytes,
                                          struct lp_engine *e,
                                          const struct lp_limits *limits,
                                          struct lp_err *err);

/* All was pulled: put the claims into `r`, which borrows them. Nothing if
 * nothing was watched. */
LP_MUST_USE enum lp_code
lp_watched_end(struct lp_watched *w, struct lp_record *r, struct lp_err *err);
void lp_watched_release(struct lp_watched *w);

/* Whether bytes that no reader knows are to be judged as a message all the
 * same: a file that is called one, or begins as one. */
bool lp_watched_wants(const struct lp_record *r, struct lp_slice head);

#endif
