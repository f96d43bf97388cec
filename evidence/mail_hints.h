#ifndef LP_EVIDENCE_MAIL_HINTS_H
#define LP_EVIDENCE_MAIL_HINTS_H

#include "evidence/hint.h"
#include "evidence/mail_claim.h"
#include "formats/header_list.h"

/* What does not fit together in a header of which `said` was read. The first
 * 64 Received and the first 16 KiB of each value are looked at. */
LP_MUST_USE enum lp_code lp_mail_hints(struct lp_hints *h,
                                       struct lp_headers *headers,
                                       const struct lp_mail_said *said,
                                       struct lp_buf *room, struct lp_err *err);

/* ... and in one of its signatures. */
void lp_mail_hints_signed(struct lp_hints *h, const struct lp_mail_sig *sig,
                          const struct lp_mail_said *said);

#endif
