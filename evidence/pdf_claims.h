#ifndef LP_EVIDENCE_PDF_CLAIMS_H
#define LP_EVIDENCE_PDF_CLAIMS_H

#include "base/limits.h"
#include "base/view.h"
#include "evidence/cms_claim.h"

/**
 * What the PDF in `view` claims with its signatures, in the order in which they
 * were made, added to `out`.
 *
 * LP_OK in all that the document itself may be, also if it is no PDF: then
 * there are none. LP_E_IO, LP_E_MEMORY, LP_E_ENGINE: as they are; `out` then
 * holds what was found before. Holds up to about 100 MiB while it works, for a
 * hostile document.
 */
LP_MUST_USE enum lp_code lp_pdf_claims(struct lp_view *view,
                                       const struct lp_limits *limits,
                                       struct lp_cms_claims *out,
                                       struct lp_err *err);

#endif
