#ifndef LP_BUNDLE_FIND_H
#define LP_BUNDLE_FIND_H

#include "base/buf.h"

/* Paths below a folder, in the order of their bytes. */
struct lp_found {
    struct lp_buf text;
    char **path; /* borrow from `text` */
    size_t n;
};

/**
 * Find everything in `folder`, at any depth, that something can be verified
 * against: files whose name ends in .leaf, and flat lists of digests, known by
 * their first bytes. Links are not followed. A folder in it that cannot be read
 * is found as well, with a '/' at its end: it is not passed over in silence.
 */
LP_MUST_USE enum lp_code
lp_find_bundles(struct lp_found *out, const char *folder, struct lp_err *err);
void lp_found_release(struct lp_found *f);

#endif
