#ifndef LP_FORMATS_FROM_FIND_H
#define LP_FORMATS_FROM_FIND_H

#include "base/slice.h"

/* Where the next "From " of `s` begins, at `at` or behind; NULL if there is
 * none. */
const uint8_t *lp_from_find(struct lp_slice s, size_t at);

#endif
