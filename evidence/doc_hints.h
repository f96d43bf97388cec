#ifndef LP_EVIDENCE_DOC_HINTS_H
#define LP_EVIDENCE_DOC_HINTS_H

#include "evidence/hint.h"
#include "formats/doc_dates.h"

/* What does not fit together in the dates that a document states of itself.
 * `stored` is when it was last changed, as what holds it says; 0: it does not.
 */
void lp_doc_hints(struct lp_hints *h, const struct lp_doc_dates *d,
                  int64_t stored, int64_t now);

#endif
