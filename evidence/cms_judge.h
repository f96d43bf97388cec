#ifndef LP_EVIDENCE_CMS_JUDGE_H
#define LP_EVIDENCE_CMS_JUDGE_H

#include "evidence/cms_claim.h"
#include "evidence/file_proof.h"
#include "evidence/key_fault.h"
#include "evidence/pgp_keys.h"

/* What a claim is judged by. Zeroed, nobody is trusted. */
struct lp_cms_trust {
    const struct lp_roots *roots; /* NULL: none were given */
    struct lp_bad_keys *bad; /* keys that are known to be bad; may be NULL */
    struct lp_slice blocks;  /* headers of blocks, as lp_ots_run takes them */
    struct lp_pgp_keys *pgp; /* of OpenPGP; NULL: none were given */
    int64_t now;             /* 0: not known */
};

/**
 * Judge a claim: one entry for each of its signers is added to `out`, and at
 * least one. What the claim is like is no error.
 *
 * A certificate is judged at the time that a timestamp of the signature
 * states, else at the one that the signer claims; without a store, every chain
 * leads nowhere (LP_DOUBT_UNTRUSTED), which leaves the result as it is.
 */
LP_MUST_USE enum lp_code lp_cms_judge(const struct lp_cms_claim *c,
                                      const struct lp_cms_trust *trust,
                                      struct lp_evidences *out,
                                      struct lp_err *err);

#endif
