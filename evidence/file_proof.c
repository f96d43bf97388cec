#include "evidence/file_proof.h"

#include <stdlib.h>

#include "base/mem.h"

void
lp_evidences_release(struct lp_evidences *e)
{
    free(e->of);
    *e = (struct lp_evidences){0};
}

enum lp_code
lp_evidences_add(struct lp_evidences *e, struct lp_evidence **out,
                 struct lp_err *err)
{
    struct lp_evidence *more = lp_mem_grow(e->of, e->n, &e->cap, sizeof *more);

    if (more == NULL) {
        return lp_no_memory(err);
    }
    e->of = more;
    *out = &more[e->n++];
    **out = (struct lp_evidence){0};
    return LP_OK;
}

enum lp_proof
lp_proof_of_file(const struct lp_evidence *of, size_t n)
{
    enum lp_proof all = lp_proof_of_message(of, n);
    bool less = false;

    for (size_t i = 0; i < n; i++) {
        if (lp_proof_of(&of[i]) == LP_PROOF_ALTERED ||
            lp_proof_of(&of[i]) == LP_PROOF_MISMATCH ||
            (of[i].doubts & LP_DOUBT_CHANGED_LATER) != 0) {
            return LP_PROOF_ALTERED;
        }
        /* Whoever signs may bring something along that is seen. */
        less = less || (of[i].method == LP_METHOD_PDF &&
                        lp_proof_of(&of[i]) != LP_PROOF_AUTHENTIC);
    }
    return all == LP_PROOF_AUTHENTIC && less ? LP_PROOF_PARTLY_SIGNED : all;
}

/* Whether a match vouches for the author's words: it may outweigh that another
 * signature does not hold. A timestamp vouches for nobody, and a signer who is
 * not known, or not of the author's, for what the author did not write as
 * well. A chain of ARC is made to tell that an earlier signature held. */
static bool
is_of_author(const struct lp_evidence *e)
{
    if (e->method == LP_METHOD_TIMESTAMP ||
        e->method == LP_METHOD_OPENTIMESTAMPS ||
        (e->doubts & LP_DOUBT_UNTRUSTED) != 0) {
        return false;
    }
    return e->method == LP_METHOD_ARC || e->alignment == LP_ALIGNMENT_SAME ||
           e->alignment == LP_ALIGNMENT_RELAXED;
}

enum lp_proof
lp_proof_of_message(const struct lp_evidence *of, size_t n)
{
    enum lp_proof all = LP_PROOF_UNSIGNED;
    enum lp_proof wrong = LP_PROOF_UNSIGNED;
    bool author = false;

    for (size_t i = 0; i < n; i++) {
        enum lp_proof one = lp_proof_of(&of[i]);

        all = lp_proof_both(all, one);
        if (one == LP_PROOF_MISMATCH || one == LP_PROOF_ALTERED) {
            wrong = lp_proof_both(wrong, one);
        }
        author =
            author || (one >= LP_PROOF_PARTLY_SIGNED && is_of_author(&of[i]));
    }
    return all == LP_PROOF_PARTLY_SIGNED && wrong != LP_PROOF_UNSIGNED &&
                   !author
               ? wrong
               : all;
}
