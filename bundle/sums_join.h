#ifndef LP_BUNDLE_SUMS_JOIN_H
#define LP_BUNDLE_SUMS_JOIN_H

#include "formats/sums.h"

/* Told of each document, and of each line that could not be read: item->why
 * says so. `item` and what it points to borrow until it returns. */
typedef enum lp_code lp_sums_told(void *who, const struct lp_sums_item *item,
                                  struct lp_err *err);

/* Tell what is in a flat list, line by line. LP_E_FORMAT if it is none, or has
 * a header that breaks its grammar. */
LP_MUST_USE enum lp_code lp_sums_each(struct lp_slice text,
                                      const struct lp_sums_form *form,
                                      lp_sums_told *told, void *who,
                                      struct lp_err *err);

/*
 * Tell the documents of a flat list, in the order of the list. Where its lines
 * do not all have the same digests, those of one name that add to each other
 * are one document, at the place of the first of them; if some contradict each
 * other, none of that name are.
 *
 * LP_E_FORMAT as lp_sums_each: nothing was told then. `told` may be NULL, to
 * find that out.
 */
LP_MUST_USE enum lp_code lp_sums_join(struct lp_slice text,
                                      const struct lp_sums_form *form,
                                      lp_sums_told *told, void *who,
                                      struct lp_err *err);

#endif
