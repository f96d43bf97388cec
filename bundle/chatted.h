#ifndef LP_BUNDLE_CHATTED_H
#define LP_BUNDLE_CHATTED_H

#include "bundle/reading.h"
#include "bundle/walk.h"

/**
 * Put into `r`, a message of a chat or a row of a table whose bytes were read
 * through `tap`, what its reader says of it: its identity, which is the decoded
 * form of a row, and what its text comes to. `*out` stays NULL, or has what `r`
 * borrows from.
 */
LP_MUST_USE enum lp_code lp_chatted(struct lp_reading **out,
                                    const struct lp_walk *w, struct lp_tap *tap,
                                    struct lp_record *r, struct lp_err *err);

#endif
