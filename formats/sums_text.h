#ifndef LP_FORMATS_SUMS_TEXT_H
#define LP_FORMATS_SUMS_TEXT_H

#include "formats/sums_item.h"

/* Lists whose bytes are no UTF-8, as text. */

/* Make `own` of the bytes of the list, as `l->bytes` says, and read that. */
LP_MUST_USE enum lp_code lp_sums_decode(struct lp_sums *l, struct lp_err *err);

/* LP_SUMS_UTF16 if `text` begins with such a mark; else LP_SUMS_PLAIN. */
enum lp_sums_bytes lp_sums_bytes_of(struct lp_slice text);

#endif
