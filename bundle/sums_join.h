#ifndef LP_BUNDLE_SUMS_JOIN_H
#define LP_BUNDLE_SUMS_JOIN_H

#include "formats/sums.h"

/* Told of each document. `item` and its name borrow until it returns. */
typedef enum lp_code lp_sums_told(void *who, const struct lp_sums_item *item,
                                  struct lp_err *err);

/*
 * Tell the documents of a flat list, in the order of the list. Where its lines
 * do not all have the same digests, those of one name that add to each other
 * are one document, at the place of the first of them; if some contradict each
 * other, none of that name are. `long_alg` as for lp_sums_open.
 *
 * LP_E_FORMAT or LP_E_LIMIT if the list breaks its grammar: nothing was told
 * then. `told` may be NULL, to find that out.
 */
LP_MUST_USE enum lp_code lp_sums_join(struct lp_slice text,
                                      enum lp_alg long_alg, lp_sums_told *told,
                                      void *who, struct lp_err *err);

#endif
