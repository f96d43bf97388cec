#ifndef LP_BUNDLE_COMPOSE_H
#define LP_BUNDLE_COMPOSE_H

#include "bundle/record.h"
#include "bundle/wire.h"

struct lp_composed;

/*
 * Makes the identities of messages out of those of their parts, and leaves to
 * each document those that it may have: docs/FORMAT-identity.md, "Messages"
 * and "Texts". Zeroed, it is ready.
 */
struct lp_compose {
    struct lp_composed *at[LP_WIRE_DEPTH_MAX + 2]; /* by depth of the members */
};

/* The container `r` begins: its members come next. */
LP_MUST_USE enum lp_code lp_compose_open(struct lp_compose *c,
                                         const struct lp_record *r,
                                         struct lp_err *err);

/**
 * Something was established, containers after their members: complete what
 * `r` has of identities, and take note of it for its container.
 *
 * What is new in `r` borrows from `c` until the next call.
 */
LP_MUST_USE enum lp_code
lp_compose_item(struct lp_compose *c, struct lp_record *r, struct lp_err *err);
void lp_compose_release(struct lp_compose *c);

#endif
