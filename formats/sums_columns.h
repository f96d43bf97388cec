#ifndef LP_FORMATS_SUMS_COLUMNS_H
#define LP_FORMATS_SUMS_COLUMNS_H

#include "formats/sums_item.h"

/* What the columns of a table are called, and so hold. */

/* What is known of a header's columns. */
struct lp_sums_columns {
    uint8_t rank[LP_SUMS_HOLDS]; /* by what a column holds; 0: none does */
    size_t at[LP_SUMS_HOLDS];
    unsigned known; /* columns that are not passed over */
    bool digest;    /* one of them holds digests by an algorithm that it says */
    bool keeper;    /* the columns are those of HashKeeper */
};

/* Put a column down, in `l` too. NULL if it is good, else why not. */
const char *lp_sums_columns_add(struct lp_sums *l, struct lp_sums_columns *c,
                                struct lp_slice name);

/* All columns are there: pass over those that others make needless. `any`: one
 * that does not say which digests it holds counts, if no other has some. */
void lp_sums_columns_end(struct lp_sums *l, struct lp_sums_columns *c,
                         bool any);

#endif
