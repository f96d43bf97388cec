#ifndef LP_EVIDENCE_PART_COVER_H
#define LP_EVIDENCE_PART_COVER_H

#include "evidence/cms_claim.h"
#include "formats/mail_entity.h"

/**
 * What was signed in one part of the multipart `e` does not cover the others:
 * say so of the claims from `first` on, where those of part i end before
 * `end[i]`. Parts that hold nothing do not count; text behind the last part
 * does.
 */
LP_MUST_USE enum lp_code
lp_part_cover(struct lp_cms_claims *claims, size_t first, const size_t *end,
              const struct lp_mail_entity *e, struct lp_view *v,
              const struct lp_limits *limits, struct lp_err *err);

#endif
