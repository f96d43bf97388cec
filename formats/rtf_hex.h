#ifndef LP_FORMATS_RTF_HEX_H
#define LP_FORMATS_RTF_HEX_H

#include "base/view.h"

/**
 * The data of a picture or an object in RTF, from `at` of `v` up to `end`,
 * where its group closes: hexadecimal digits, and bytes behind `\bin`. Control
 * words and groups in it are passed over. Holds a reference on `v`.
 *
 * Fails with LP_E_FORMAT and LP_RULE_RTF_OBJECT at what is none of these.
 */
LP_MUST_USE enum lp_code lp_rtf_hex(struct lp_source *out, struct lp_view *v,
                                    uint64_t at, uint64_t end,
                                    struct lp_err *err);

#endif
