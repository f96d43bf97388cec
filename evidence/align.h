#ifndef LP_EVIDENCE_ALIGN_H
#define LP_EVIDENCE_ALIGN_H

#include "base/slice.h"
#include "evidence/evidence.h"

/* How two addresses stand to each other: the same, of the same domain, or
 * neither. Letters count whatever their case. */
enum lp_alignment lp_align_addresses(struct lp_slice a, struct lp_slice b);

/* How addresses stand to authors, each with LF behind it, of which there is one
 * or more: of the addresses the best counts, of the authors the worst. */
enum lp_alignment lp_align_all(const char *emails, const char *authors);

#endif
