#ifndef LP_FORMATS_LOCATOR_H
#define LP_FORMATS_LOCATOR_H

#include "base/buf.h"

/*
 * Locators, docs/FORMAT-locator.md: where a document lies, level by level, as
 * printable text that can be undone.
 */

/* Between two levels. */
#define LP_LOCATOR_STEP " > "

/* Append one level: `name` escaped, and `%#n` if it is the n-th (n > 1) of
 * that name in its container. */
void lp_locator_put(struct lp_buf *to, struct lp_slice name, unsigned ordinal);

/* How long that of a first of its name is, with a step before it. */
size_t lp_locator_size(struct lp_slice name);

/**
 * Take the first level off `*locator`, undone into `name` (cleared first).
 * False, strictly, if that is not how lp_locator_put writes it.
 */
bool lp_locator_take(struct lp_slice *locator, struct lp_buf *name,
                     unsigned *ordinal);

/* How many levels; 0 for an empty locator. */
unsigned lp_locator_levels(struct lp_slice locator);

#endif
