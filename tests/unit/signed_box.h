#ifndef LP_SIGNED_BOX_H
#define LP_SIGNED_BOX_H

#include <stdlib.h>

#include "evidence/cms_judge.h"
#include "evidence/pdf_claims.h"
#include "evidence/smime_claims.h"
#include "evidence/token_claims.h"
#include "tests/unit/pdf_box.h"

/* Claims, through their bytes, and what is said of them. */
static inline enum lp_code
signed_judge(const struct lp_cms_claims *made, const struct lp_cms_trust *trust,
             struct lp_evidences *out, struct lp_err *err)
{
    struct lp_cms_claims got = {0};
    struct lp_buf blob = {0};
    enum lp_code rc;

    LP_TRY(lp_cms_claims_put(&blob, made, err));
    LP_TRY(lp_cms_claims_take(&got, lp_buf_slice(&blob), err));
    for (size_t i = 0; i < got.n; i++) {
        LP_TRY(lp_cms_judge(&got.of[i], trust, out, err));
    }

done:
    lp_cms_claims_release(&got);
    lp_buf_release(&blob);
    return rc;
}

/* What must be said of it, as the fixtures have it. */
static inline void
signed_tell(struct lp_buf *to, const struct lp_evidences *e, enum lp_proof p,
            bool notes)
{
    static const char *const doubts[] = {
        "field-twice",   "field-unsigned", "tail", "body-unsigned",
        "part-unsigned", "changed-later",  "time", "untrusted",
        "expired",       "edited",
    };

    lp_buf_printf(to, "%s\n", lp_proof_word(p));
    for (size_t i = 0; i < e->n; i++) {
        const struct lp_evidence *o = &e->of[i];

        lp_buf_printf(to, "%s %s %s %s", lp_method_word(o->method),
                      lp_result_word(o->result), lp_strength_word(o->strength),
                      lp_alignment_word(o->alignment));
        /* In the order in which the fixtures tell them. */
        for (unsigned k = 0; k < 10; k++) {
            unsigned bit = k == 0 ? 5 : k <= 5 ? k - 1 : k;

            if ((o->doubts >> bit & 1) != 0) {
                lp_buf_printf(to, " %s", doubts[bit]);
            }
        }
        if (notes) {
            lp_buf_printf(to, "\n    %s, %s, %u bits, %s [%s]", o->signer,
                          o->algorithm, o->key_bits, o->edits, o->note);
        }
        lp_buf_byte(to, '\n');
    }
}

/* The claims of a document, or of a stamp beside `note`, by its kind. */
enum signed_kind { SIGNED_PDF, SIGNED_MAIL, SIGNED_STAMP };

static inline enum lp_code
signed_bytes(struct lp_slice bytes, enum signed_kind kind, struct lp_slice note,
             const struct lp_cms_trust *trust, struct lp_evidences *out,
             struct lp_err *err)
{
    struct pdf_bytes b = pdf_bytes(bytes);
    struct pdf_bytes n = pdf_bytes(note);
    struct lp_cms_claims made = {0};
    enum lp_code rc;

    if (kind == SIGNED_PDF) {
        LP_TRY(lp_pdf_claims(&b.base, &lp_limits_default, &made, err));
    } else if (kind == SIGNED_MAIL) {
        LP_TRY(lp_smime_claims(&b.base, &lp_limits_default, &made, err));
    } else {
        LP_TRY(lp_stamp_claims(&b.base, note.len > 0 ? &n.base : NULL, &made,
                               err));
    }
    LP_TRY(signed_judge(&made, trust, out, err));

done:
    lp_cms_claims_release(&made);
    return rc;
}

#endif
