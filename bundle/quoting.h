#ifndef LP_BUNDLE_QUOTING_H
#define LP_BUNDLE_QUOTING_H

#include "bundle/quoting_told.h"

/* Parts a message's own text into what it says itself, and what it quotes of
 * other messages. The memory is bounded, whatever the text is. */
struct lp_quoting;

LP_MUST_USE enum lp_code lp_quoting_new(struct lp_quoting **out,
                                        struct lp_err *err);
void lp_quoting_free(struct lp_quoting *q); /* NULL is nothing */

/* Begin with a text; `markup`: it was HTML, and all of it is said. */
LP_MUST_USE enum lp_code lp_quoting_begin(struct lp_quoting *q, bool markup,
                                          struct lp_err *err);

/* More of it, in UTF-8, cut between two characters. */
void lp_quoting_text(struct lp_quoting *q, struct lp_slice utf8);

/* The text is over: append to `to` what there is to tell of it (see
 * quoting_told.h). */
LP_MUST_USE enum lp_code lp_quoting_end(struct lp_quoting *q, struct lp_buf *to,
                                        struct lp_err *err);

#endif
