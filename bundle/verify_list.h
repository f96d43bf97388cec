#ifndef LP_BUNDLE_VERIFY_LIST_H
#define LP_BUNDLE_VERIFY_LIST_H

#include "bundle/verifying.h"

/* Verify against a flat list of digests whose signature was judged. */
LP_MUST_USE enum lp_code lp_verify_list(struct lp_verifying *v,
                                        struct lp_err *err);

#endif
