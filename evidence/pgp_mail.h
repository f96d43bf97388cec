#ifndef LP_EVIDENCE_PGP_MAIL_H
#define LP_EVIDENCE_PGP_MAIL_H

#include "base/limits.h"
#include "base/view.h"
#include "evidence/cms_claim.h"

/**
 * What the message in `view` claims with OpenPGP: multipart/signed and
 * multipart/encrypted (RFC 3156), and cleartext signatures in what it says for
 * itself, wherever they lie in it, but not in what is attached to it. Added to
 * `out`, the outer ones first.
 *
 * LP_OK in all that the message itself may be.
 */
LP_MUST_USE enum lp_code lp_pgp_mail_claims(struct lp_view *view,
                                            const struct lp_limits *limits,
                                            struct lp_cms_claims *out,
                                            struct lp_err *err);

/**
 * What the signatures in `file` claim of `document`, beside which they stand:
 * FILE.asc, FILE.sig. `document` is NULL if it is not there. `*any` says
 * whether `file` is of that kind at all.
 */
LP_MUST_USE enum lp_code lp_pgp_file_claims(struct lp_slice file,
                                            struct lp_view *document,
                                            struct lp_cms_claims *out,
                                            bool *any, struct lp_err *err);

#endif
