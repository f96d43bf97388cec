#ifndef LP_EVIDENCE_SMIME_CLAIMS_H
#define LP_EVIDENCE_SMIME_CLAIMS_H

#include "base/limits.h"
#include "base/view.h"
#include "evidence/cms_claim.h"

/**
 * What the message in `view` claims with its S/MIME signatures (RFC 8551):
 * multipart/signed, and signed data that holds its content, wherever they lie
 * in it, but not in messages that are attached to it. Added to `out`, the outer
 * ones first.
 *
 * LP_OK in all that the message itself may be. A signed part is digested as it
 * stands, with the line ends of mail, and with those of Unix, where these
 * differ.
 */
LP_MUST_USE enum lp_code lp_smime_claims(struct lp_view *view,
                                         const struct lp_limits *limits,
                                         struct lp_cms_claims *out,
                                         struct lp_err *err);

#endif
