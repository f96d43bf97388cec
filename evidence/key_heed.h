#ifndef LP_EVIDENCE_KEY_HEED_H
#define LP_EVIDENCE_KEY_HEED_H

#include "evidence/key_fault.h"

/* What is the matter with the key of a match makes less of it: `e`, whose
 * strength and bits are known, gets that and the reasons. */
void lp_key_heed(struct lp_evidence *e, const struct lp_key_faults *f);

#endif
