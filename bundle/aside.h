#ifndef LP_BUNDLE_ASIDE_H
#define LP_BUNDLE_ASIDE_H

#include "base/spool.h"

/* Append to what is set aside of an input, `at` bytes into it. LP_E_LIMIT with
 * LP_RULE_LIMIT_SPOOL: there is no more room for it. LP_E_ENGINE: our disk is
 * at fault, not the input. */
LP_MUST_USE enum lp_code lp_aside_put(struct lp_spool *s, struct lp_slice bytes,
                                      uint64_t at, struct lp_err *err);

#endif
