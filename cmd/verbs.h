#ifndef LP_CMD_VERBS_H
#define LP_CMD_VERBS_H

#include "cmd/cmd.h"

/* Run the one of `n` verbs that `argv` names behind the command: "add" for the
 * verb that is called "index add". */
int lp_verbs_run(struct lp_env *env, const struct lp_cmd *cmd,
                 const struct lp_cmd *const *verbs, size_t n, int argc,
                 char **argv);

#endif
