#ifndef LP_EVIDENCE_PGP_TEXT_H
#define LP_EVIDENCE_PGP_TEXT_H

#include "evidence/cms_claim.h"

/* Cleartext signatures of OpenPGP in a text that goes by. */
struct lp_pgp_text;

/* Claims will be added to `out`, which outlives it, each like `like`. */
LP_MUST_USE enum lp_code lp_pgp_text_new(struct lp_pgp_text **out,
                                         struct lp_cms_claims *claims,
                                         const struct lp_cms_claim *like,
                                         struct lp_err *err);

/* The next bytes of the text. What fails is told at the end. NULL is nothing.
 */
void lp_pgp_text_feed(struct lp_pgp_text *t, struct lp_slice bytes);

/* The text is over: now the claims say how much of it they do not cover.
 * LP_E_LIMIT: there are too many; those that fit are there. */
LP_MUST_USE enum lp_code lp_pgp_text_end(struct lp_pgp_text *t,
                                         struct lp_err *err);
void lp_pgp_text_free(struct lp_pgp_text *t); /* NULL is nothing */

#endif
