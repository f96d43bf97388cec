#ifndef LP_EVIDENCE_PDF_CHANGE_H
#define LP_EVIDENCE_PDF_CHANGE_H

#include "evidence/pdf_field.h"

/*
 * What became of a document after it was signed: which of the changes since
 * then a signer expects (further signatures, validation data, a form that is
 * filled in), and which change what a reader sees.
 */

struct lp_pdf_change {
    unsigned kinds; /* LP_PDF_DIFF_...: not expected */
    unsigned added; /* LP_PDF_ADDED_... */
};

/**
 * Compare the document as it was signed with what it is now. The work of `now`
 * pays. LP_E_LIMIT: it was used up, and nothing is known.
 */
LP_MUST_USE enum lp_code lp_pdf_changes(struct lp_pdf *old, struct lp_pdf *now,
                                        const struct lp_pdf_policy *policy,
                                        struct lp_pdf_change *out,
                                        struct lp_err *err);

#endif
