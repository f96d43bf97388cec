#ifndef LP_FORMATS_RTF_PACKED_H
#define LP_FORMATS_RTF_PACKED_H

#include "base/buf.h"

/* Unpack the compressed RTF of [MS-OXRTFCP], appended to `to`: at most nine
 * times the size of `packed`. LP_E_FORMAT with LP_RULE_RTF_PACKED: it breaks
 * its grammar or does not have its checksum. */
LP_MUST_USE enum lp_code
lp_rtf_unpack(struct lp_buf *to, struct lp_slice packed, struct lp_err *err);

#endif
