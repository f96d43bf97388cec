#ifndef LP_FORMATS_ZIP_TAIL_H
#define LP_FORMATS_ZIP_TAIL_H

#include "base/slice.h"

/* The size of an end record without a comment. */
#define LP_ZIP_TAIL ((size_t)22)

/**
 * Whether a file of `size` bytes that does not begin as a ZIP (`first` are its
 * first bytes) ends as one: `tail` (its last LP_ZIP_TAIL bytes) is an end
 * record of one or more entries that fit before it. Readers that look from the
 * end take such a file for an archive (APPNOTE 4.3.16), others do not.
 */
bool lp_zip_tail(struct lp_slice first, struct lp_slice tail, uint64_t size);

#endif
