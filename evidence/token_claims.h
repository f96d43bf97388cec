#ifndef LP_EVIDENCE_TOKEN_CLAIMS_H
#define LP_EVIDENCE_TOKEN_CLAIMS_H

#include "base/view.h"
#include "evidence/cms_claim.h"

/*
 * What stands beside a document: FILE.tsr, a response or a token of RFC 3161,
 * FILE.ots, a proof of OpenTimestamps, and FILE.asc and FILE.sig, signatures of
 * OpenPGP, all of FILE.
 */

enum lp_stamp_kind {
    LP_STAMP_NONE, /* it is neither */
    LP_STAMP_TOKEN,
    LP_STAMP_PROOF,
};

/* By its first bytes. */
enum lp_stamp_kind lp_stamp_kind(struct lp_slice head);

/**
 * What `stamp` claims of `document`, added to `out`: one claim, or one for each
 * signature, also if it is broken; none if it is of no such kind. `document` is
 * NULL if it is not there.
 */
LP_MUST_USE enum lp_code lp_stamp_claims(struct lp_view *stamp,
                                         struct lp_view *document,
                                         struct lp_cms_claims *out,
                                         struct lp_err *err);

#endif
