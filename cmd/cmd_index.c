#include "cmd/index.h"
#include "cmd/verbs.h"

static const struct lp_cmd *const verbs[] = {
    &lp_cmd_index_add,    &lp_cmd_index_list,   &lp_cmd_index_remove,
    &lp_cmd_index_verify, &lp_cmd_index_export,
};

static int
run_index(struct lp_env *env, int argc, char **argv)
{
    return lp_verbs_run(env, &lp_cmd_index, verbs,
                        sizeof verbs / sizeof verbs[0], argc, argv);
}

const struct lp_cmd lp_cmd_index = {
    .name = "index",
    .operands = "VERB ...",
    .summary = "Make published sets, and look after them.",
    .run = run_index,
};
