#include "cmd/keys.h"
#include "cmd/verbs.h"

static const struct lp_cmd *const verbs[] = {
    &lp_cmd_keys_list,
    &lp_cmd_keys_add,
    &lp_cmd_keys_fetch,
};

static int
run_keys(struct lp_env *env, int argc, char **argv)
{
    return lp_verbs_run(env, &lp_cmd_keys, verbs,
                        sizeof verbs / sizeof verbs[0], argc, argv);
}

const struct lp_cmd lp_cmd_keys = {
    .name = "keys",
    .operands = "VERB ...",
    .summary = "Look after archives of the keys that mail is signed with.",
    .run = run_keys,
};
