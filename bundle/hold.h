#ifndef LP_BUNDLE_HOLD_H
#define LP_BUNDLE_HOLD_H

#include "bundle/sink.h"

/*
 * Turns a sink's order into a family's: what lies in one file on disk is held
 * back (in memory, then in an unnamed file) until that file's own record is
 * there, and told again with hindsight.
 */
struct lp_hold;

/* `family` is told; borrowed. */
LP_MUST_USE enum lp_code lp_hold_new(struct lp_hold **out,
                                     const struct lp_family *family,
                                     struct lp_err *err);
void lp_hold_free(struct lp_hold *h); /* NULL is nothing */

struct lp_sink lp_hold_sink(struct lp_hold *h);

#endif
