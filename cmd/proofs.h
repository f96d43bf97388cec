#ifndef LP_CMD_PROOFS_H
#define LP_CMD_PROOFS_H

#include "bundle/do_auth.h"
#include "cmd/json.h"

/* What is proven of a document, in records. */

/* `evidence` and `verdict` of an item. */
void lp_proofs_json(struct lp_json *j, const struct lp_auth_item *item);

/* "hint", or "flag" for what honest documents show too. */
const char *lp_proofs_grade(const struct lp_hint_info *info);

/* The method of that name; false: there is none. */
bool lp_proofs_method(const char *word, unsigned *method);

/* A `finding` for each code of a signature that is one. */
void lp_proofs_codes(struct lp_json *j, const struct lp_auth_item *item);

/* A `finding` for each thing that is the matter with a key that matches. */
void lp_proofs_faults(struct lp_json *j, const struct lp_auth_item *item);

/* A `finding` for each contradiction in what it says of itself. */
void lp_proofs_hints(struct lp_json *j, const struct lp_auth_item *item);

/* A `finding` for each thing that is wrong with signatures of office packages.
 */
void lp_proofs_flaws(struct lp_json *j, const struct lp_auth_item *item);

#endif
