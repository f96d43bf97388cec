#ifndef LP_FORMATS_SUMS_CSV_H
#define LP_FORMATS_SUMS_CSV_H

#include "formats/sums_item.h"

/*
 * Comma-separated values (RFC 4180; also with `;` or TAB), with a header line
 * that names at least one column of digests. Columns of other names are passed
 * over.
 */

/*
 * Load files, in which documents are handed over, are tables too: their fields
 * are parted by 0x14 and stand between two U+00FE (LP_SUMS_DAT).
 */

/* Whether `text` begins with such a header and a row that goes with it. */
bool lp_sums_csv_recognise(struct lp_slice text, enum lp_sums_kind kind);

/* Whether it is such a load file, in UTF-8. */
bool lp_sums_dat_recognise(struct lp_slice text);

/* Read the header: `l` is zeroed but for its text, kind and form. */
LP_MUST_USE enum lp_code lp_sums_csv_open(struct lp_sums *l,
                                          struct lp_err *err);

LP_MUST_USE enum lp_code lp_sums_csv_next(struct lp_sums *l,
                                          struct lp_sums_item *item, bool *end,
                                          struct lp_err *err);

void lp_sums_csv_begin(struct lp_buf *to, unsigned algs);

/* One row; the cell of a digest or a size that `item` lacks is empty. */
void lp_sums_csv_put(struct lp_buf *to, const struct lp_sums_item *item,
                     unsigned algs);

#endif
