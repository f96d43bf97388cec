#ifndef LP_EVIDENCE_PDF_FIND_H
#define LP_EVIDENCE_PDF_FIND_H

#include "evidence/pdf_sig.h"

/* The signatures of a document. Zeroed, there are none. */
struct lp_pdf_sigs {
    struct lp_pdf_sig *of; /* ordered by the end of what they cover */
    size_t n;
    size_t cap;
    bool more; /* there are more than LP_PDF_SIGS_MAX */
};

#define LP_PDF_SIGS_MAX ((size_t)100)

/**
 * Find every signature: those that fields of the newest revision show, and
 * those that stand in the file, in older revisions and where nothing refers to
 * them. `pdf` is NULL if the document is encrypted; `w` pays then.
 */
LP_MUST_USE enum lp_code lp_pdf_sigs_find(struct lp_pdf_sigs *out,
                                          struct lp_view *v, struct lp_pdf *pdf,
                                          struct lp_pdf_work *w,
                                          struct lp_err *err);
void lp_pdf_sigs_release(struct lp_pdf_sigs *s);

#endif
