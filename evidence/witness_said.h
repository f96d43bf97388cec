#ifndef LP_EVIDENCE_WITNESS_SAID_H
#define LP_EVIDENCE_WITNESS_SAID_H

#include "evidence/mail_claim.h"
#include "evidence/witness_head.h"

/* Append a value in one line, its first 16 KiB; what is returned borrows from
 * `to`. */
struct lp_slice lp_witness_unfold(struct lp_buf *to, struct lp_slice value);

/* What a header says that its signatures are compared with: times, the author;
 * `said->from` borrows from `room`. */
LP_MUST_USE enum lp_code lp_witness_said(struct lp_mail_said *said,
                                         struct lp_headers *h,
                                         struct lp_buf *room,
                                         struct lp_err *err);

/* Which of the shown fields are there, and which more than once: whichever way
 * of reading line ends a reader has counts. */
void lp_witness_shown(struct lp_mail_said *said, struct lp_witness_head *w);

/* ... and which of them a signature does not cover, or not each. */
unsigned lp_witness_unsigned(struct lp_witness_head *w,
                             const struct lp_witness_sig *s);

/* Whether another Content-Type could take the body apart as well, of which the
 * beginning and the end are given. */
bool lp_witness_loose(struct lp_headers *h, struct lp_slice first,
                      struct lp_slice last, struct lp_buf *room);

#endif
