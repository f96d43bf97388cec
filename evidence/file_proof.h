#ifndef LP_EVIDENCE_FILE_PROOF_H
#define LP_EVIDENCE_FILE_PROOF_H

#include "base/err.h"
#include "evidence/proof.h"

/* The entries of one document. Zeroed, there are none. */
struct lp_evidences {
    struct lp_evidence *of;
    size_t n;
    size_t cap;
};

/* One more, zeroed; borrowed until the next. */
LP_MUST_USE enum lp_code lp_evidences_add(struct lp_evidences *e,
                                          struct lp_evidence **out,
                                          struct lp_err *err);
void lp_evidences_release(struct lp_evidences *e);

/* What all entries of a document come to whose bytes nobody may change on the
 * way: a file, a PDF. There, one signature that does not hold, or that was
 * made before something else was shown, is not outweighed by others. */
enum lp_proof lp_proof_of_file(const struct lp_evidence *of, size_t n);

/* The same of a message: the best of them counts; but where one does not hold,
 * only one that vouches for the author, or a chain of ARC. */
enum lp_proof lp_proof_of_message(const struct lp_evidence *of, size_t n);

#endif
