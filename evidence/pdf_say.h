#ifndef LP_EVIDENCE_PDF_SAY_H
#define LP_EVIDENCE_PDF_SAY_H

#include "evidence/cms_claim.h"
#include "evidence/pdf_change.h"

/* Put into the note of a claim what became of the document since. */
void lp_pdf_say_change(struct lp_cms_claim *c,
                       const struct lp_pdf_change *change);

/* And which of its objects were written since: `n`, the first `cap` of them
 * in `wrote`. */
void lp_pdf_say_written(struct lp_cms_claim *c, const uint32_t *wrote, size_t n,
                        size_t cap);

#endif
