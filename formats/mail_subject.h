#ifndef LP_FORMATS_MAIL_SUBJECT_H
#define LP_FORMATS_MAIL_SUBJECT_H

#include "base/buf.h"

/*
 * The forms of a Subject by which messages are told apart, from its raw
 * unfolded value; docs/FORMAT-identity-mail.md has the exact rules. Time and
 * memory are n log n in the value, whatever it holds.
 */

/* Append it as it reads: encoded words (RFC 2047) decoded, in the normal form
 * NFC, each run of white space one space, and none at its ends. What is not
 * UTF-8 is read as windows-1252. The result is well-formed UTF-8. */
LP_MUST_USE enum lp_code
lp_mail_subject(struct lp_buf *to, struct lp_slice value, struct lp_err *err);

/* Append only its letters and digits, in the normal form NFKC, with the case
 * folded. */
LP_MUST_USE enum lp_code lp_mail_subject_loose(struct lp_buf *to,
                                               struct lp_slice value,
                                               struct lp_err *err);

#endif
