#ifndef LP_FORMATS_SUMS_CDX_H
#define LP_FORMATS_SUMS_CDX_H

#include "formats/sums_item.h"

/*
 * Indexes of web archives. CDX: a header, ` CDX N b a m s k r M S V g`, says
 * which field is which; `a` is the address, `k` the SHA-1 of what was sent, in
 * base32. CDXJ: a key, a time and a JSON object with `url` and `digest`. The
 * digest is of the payload, not of the record; sizes there are those of
 * records, and are not told.
 */

bool lp_sums_cdx_recognise(struct lp_slice text);
LP_MUST_USE enum lp_code lp_sums_cdx_open(struct lp_sums *l,
                                          struct lp_err *err);
LP_MUST_USE enum lp_code lp_sums_cdx_next(struct lp_sums *l,
                                          struct lp_sums_item *item, bool *end,
                                          struct lp_err *err);

bool lp_sums_cdxj_recognise(struct lp_slice text);
LP_MUST_USE enum lp_code lp_sums_cdxj_next(struct lp_sums *l,
                                           struct lp_sums_item *item, bool *end,
                                           struct lp_err *err);

#endif
