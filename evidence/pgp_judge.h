#ifndef LP_EVIDENCE_PGP_JUDGE_H
#define LP_EVIDENCE_PGP_JUDGE_H

#include "evidence/cms_claim.h"
#include "evidence/pgp_keys.h"

/**
 * Judge a claim of OpenPGP that could be read: `e`, which was begun with what
 * the claim says, is filled in. `keys` may be NULL: there are none. `now` may
 * be 0: not known.
 */
LP_MUST_USE enum lp_code lp_pgp_judge(const struct lp_cms_claim *c,
                                      struct lp_pgp_keys *keys, int64_t now,
                                      struct lp_evidence *e,
                                      struct lp_err *err);

/* The codes of what the claim itself says, however it is judged. */
unsigned lp_pgp_judge_codes(const struct lp_cms_claim *c);

#endif
