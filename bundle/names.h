#ifndef LP_BUNDLE_NAMES_H
#define LP_BUNDLE_NAMES_H

#include "base/err.h"
#include "base/slice.h"

/* How often each name was seen; keeps 12 to 24 bytes a name. Two names count
 * as the same if a keyed 64-bit hash says so. */
struct lp_names;

LP_MUST_USE enum lp_code
lp_names_new(struct lp_names **out, const uint8_t key[16], struct lp_err *err);

/* Count `name`; `*nth` is 1 the first time. */
LP_MUST_USE enum lp_code lp_names_add(struct lp_names *n, struct lp_slice name,
                                      unsigned *nth, struct lp_err *err);
void lp_names_free(struct lp_names *n); /* NULL is nothing */

#endif
