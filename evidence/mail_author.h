#ifndef LP_EVIDENCE_MAIL_AUTHOR_H
#define LP_EVIDENCE_MAIL_AUTHOR_H

#include "evidence/cms_claim.h"
#include "formats/mail_entity.h"

/* Put into a claim what the header `own` says of author and time: the addresses
 * of From, by which a reader knows the author, and Date, or 0. */
LP_MUST_USE enum lp_code lp_mail_author_note(struct lp_cms_claim *c,
                                             const struct lp_mail_own *own,
                                             struct lp_err *err);

#endif
