#ifndef LP_CMD_TRUSTED_H
#define LP_CMD_TRUSTED_H

#include "bundle/signature.h"
#include "cmd/cmd.h"
#include "cmd/json.h"
#include "cmd/opt.h"

/* Load the keys that --pubkey and --trust name, or those of $LEAFPROOF_TRUST
 * if neither is given. False, told, if one cannot be read. */
bool lp_trusted_load(struct lp_env *env, struct lp_json *json,
                     struct lp_trust *to, const struct lp_list *keys,
                     const struct lp_list *files);

/* "none", "good", "bad", ...: as in docs/FORMAT-records.md. */
const char *lp_trusted_word(enum lp_sig_verdict v);

#endif
