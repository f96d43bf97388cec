#ifndef LP_EVIDENCE_WITNESS_SAID_H
#define LP_EVIDENCE_WITNESS_SAID_H

#include "evidence/mail_claim.h"
#include "formats/header_list.h"

/* Append a value in one line, its first 16 KiB; what is returned borrows from
 * `to`. */
struct lp_slice lp_witness_unfold(struct lp_buf *to, struct lp_slice value);

/* What a header says that its signatures are compared with: the fields that
 * are shown, times, the author; `said->from` borrows from `room`. */
LP_MUST_USE enum lp_code lp_witness_said(struct lp_mail_said *said,
                                         struct lp_headers *h,
                                         struct lp_buf *room,
                                         struct lp_err *err);

#endif
