#ifndef LP_FORMATS_SUMS_SFV_H
#define LP_FORMATS_SUMS_SFV_H

#include "formats/sums_item.h"

/*
 * SFV: a name, blanks, and the CRC-32 in eight digits; lines that begin with
 * `;` are comments. Nothing is escaped.
 */

/* Whether `text`, or as much of it as there is, holds such lines alone, one at
 * least, and either begins with a comment or `file` ends in .sfv: a word of
 * eight digits ends many a line. */
bool lp_sums_sfv_recognise(struct lp_slice text, struct lp_slice file);

LP_MUST_USE enum lp_code lp_sums_sfv_next(struct lp_sums *l,
                                          struct lp_sums_item *item, bool *end,
                                          struct lp_err *err);

/* One line. The name has no line end, and no blank at an end of it. */
void lp_sums_sfv_put(struct lp_buf *to, const struct lp_sums_item *item);

#endif
