#ifndef LP_FORMATS_PACKED_NAME_H
#define LP_FORMATS_PACKED_NAME_H

#include "base/buf.h"

/* An ending of a compressed file's name, and what stands in its place. */
struct lp_packed_end {
    const char *end;
    const char *instead;
};

/* Append what the content of a compressed file of the name `container` is
 * called: without the first ending that fits, else "content" if nothing is
 * left. `ends` ends with a NULL. docs/FORMAT-locator.md. */
void lp_packed_name(struct lp_buf *to, struct lp_slice container,
                    const struct lp_packed_end *ends);

#endif
