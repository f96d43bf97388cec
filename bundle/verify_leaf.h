#ifndef LP_BUNDLE_VERIFY_LEAF_H
#define LP_BUNDLE_VERIFY_LEAF_H

#include "bundle/verifying.h"

/* Verify against a manifest whose signature was judged. */
LP_MUST_USE enum lp_code lp_verify_leaf(struct lp_verifying *v,
                                        struct lp_err *err);

#endif
