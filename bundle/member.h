#ifndef LP_BUNDLE_MEMBER_H
#define LP_BUNDLE_MEMBER_H

#include "bundle/tap.h"
#include "bundle/walk.h"
#include "formats/reader.h"

/* What the members of one container share while it is open. */
struct lp_open {
    struct lp_walk *walk;
    struct lp_seg **own;      /* where records go */
    const struct lp_tap *tap; /* the container's own */
    size_t prefix;            /* length of the container's own locator */
    unsigned depth;           /* of the members */
    enum lp_access access;
    bool spread;            /* see formats/reader.h */
    struct lp_names *names; /* seen so far */
    bool broke;             /* the last member ended before its time */
};

/**
 * Deal with one member: record it, look at its bytes here or hand them to the
 * pool. `body` is used up. LP_OK, or why the walk cannot go on.
 */
LP_MUST_USE enum lp_code lp_member(struct lp_open *o, const struct lp_entry *e,
                                   struct lp_source *body, struct lp_err *err);

#endif
