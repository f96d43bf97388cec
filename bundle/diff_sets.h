#ifndef LP_BUNDLE_DIFF_SETS_H
#define LP_BUNDLE_DIFF_SETS_H

#include "bundle/compare.h"

/**
 * Compare two published sets by their keys for the documents' own bytes, and
 * tell what only one of them has: documents, and containers. NULL stands for
 * something that is no set: the other one is opened, and then LP_E_USAGE says
 * that the two cannot be compared.
 *
 * Keyed sets are compared with one another only if their secret is the same,
 * and only counted: they know no digest and no path to tell.
 */
LP_MUST_USE enum lp_code lp_diff_sets(const char *a, const char *b,
                                      lp_verified *told, void *who,
                                      uint64_t count[LP_VERIFY_COUNT],
                                      struct lp_err *err);

#endif
