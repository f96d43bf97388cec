#ifndef LP_CMD_PROOFS_SAY_H
#define LP_CMD_PROOFS_SAY_H

#include "bundle/do_auth.h"

/* What is proven of a document, in words: a line for it, and why it is no more
 * than that; with `all`, lines for each signature behind it instead. */
void lp_proofs_text(struct lp_buf *to, const struct lp_auth_item *item,
                    bool all);

/* The hints alone, of a part that is judged with its message. */
void lp_proofs_hints_text(struct lp_buf *to, const struct lp_auth_item *item,
                          bool all);

#endif
