#ifndef LP_EVIDENCE_FIELD_COVER_H
#define LP_EVIDENCE_FIELD_COVER_H

#include "evidence/cms_claim.h"
#include "formats/mail_entity.h"

/**
 * Which fields that a reader is shown (`own`, of the whole message) what is
 * signed does not repeat to the byte: the doubt LP_DOUBT_FIELD_UNSIGNED, and a
 * note with their names. Of S/MIME the certificate can vouch for From: if that
 * is not repeated, `c->name` is "From", and the judge decides.
 */
LP_MUST_USE enum lp_code
lp_field_cover(struct lp_cms_claim *c, const struct lp_mail_own *own,
               struct lp_view *v, const struct lp_mail_piece *part,
               const struct lp_limits *limits, struct lp_err *err);

#endif
