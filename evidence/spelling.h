#ifndef LP_EVIDENCE_SPELLING_H
#define LP_EVIDENCE_SPELLING_H

#include "base/view.h"
#include "evidence/cms_claim.h"

/* Digest bytes `from` to `to` of `v` into the spellings of `c`: as they stand;
 * with CRLF for every bare LF, as mail is signed; with LF for every CRLF. The
 * latter two only if they differ from the first. */
LP_MUST_USE enum lp_code lp_spelling_digest(struct lp_cms_claim *c,
                                            struct lp_view *v, uint64_t from,
                                            uint64_t to, unsigned mask,
                                            struct lp_err *err);

#endif
