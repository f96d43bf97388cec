#ifndef LP_BUNDLE_DELAY_H
#define LP_BUNDLE_DELAY_H

#include "bundle/shelf.h"
#include "bundle/sink.h"

/*
 * A family that passes on what it is told, until it is asked to hold back; then
 * it tells the rest in one go, later. Zeroed, it may be released.
 */
struct lp_delay {
    struct lp_family to; /* borrowed */
    bool held;
    struct lp_shelf shelf;
    struct lp_trail trail;
};

LP_MUST_USE enum lp_code lp_delay_init(struct lp_delay *d, struct lp_family to,
                                       struct lp_err *err);
struct lp_family lp_delay_family(struct lp_delay *d);

/* Pass nothing on any more, from what comes next. */
void lp_delay_hold(struct lp_delay *d);

/* All was told: pass on what was held back. */
LP_MUST_USE enum lp_code lp_delay_end(struct lp_delay *d, struct lp_err *err);
void lp_delay_release(struct lp_delay *d);

#endif
