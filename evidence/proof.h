#ifndef LP_EVIDENCE_PROOF_H
#define LP_EVIDENCE_PROOF_H

#include "evidence/evidence.h"

/* What all evidence of a document comes to. */
enum lp_proof {
    LP_PROOF_UNSIGNED,      /* there is none */
    LP_PROOF_UNVERIFIABLE,  /* none that can be judged */
    LP_PROOF_MISMATCH,      /* mail: altered, or changed on its way */
    LP_PROOF_ALTERED,       /* what transport may not change was changed */
    LP_PROOF_PARTLY_SIGNED, /* something is proven, with a reserve */
    LP_PROOF_AUTHENTIC,
    LP_PROOFS
};

const char *lp_proof_word(enum lp_proof p);

/* What one entry alone would make of its document. */
enum lp_proof lp_proof_of(const struct lp_evidence *e);

/* What two come to together: the better of them, but a mismatch goes before
 * what could not be judged. */
enum lp_proof lp_proof_both(enum lp_proof a, enum lp_proof b);

#endif
