#ifndef LP_EVIDENCE_ORG_DOMAIN_H
#define LP_EVIDENCE_ORG_DOMAIN_H

#include "base/slice.h"
#include "evidence/evidence.h"

/* How the domain of a signer stands to that of an author. Both are names as
 * lp_domain_name makes them; empty ones are nobody's. What belongs to one
 * organisation is told from the public suffix list. */
enum lp_alignment lp_domain_alignment(struct lp_slice signer,
                                      struct lp_slice author);

#endif
