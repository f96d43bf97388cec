#include "cmd/common.h"

static int
run_version(struct lp_env *env, int argc, char **argv)
{
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {{LP_OPT_MORE, .into = more}};
    int exit;

    lp_common_opts(&c, 0, more);
    exit =
        lp_common_parse(env, &lp_cmd_version, opts, &c, argc, argv, &operands);
    if (exit < 0) {
        fprintf(env->out, "leafproof " LP_VERSION "\n");
        exit = lp_common_end(env, LP_EXIT_GOOD);
    }
    lp_list_release(&operands);
    return exit;
}

const struct lp_cmd lp_cmd_version = {
    .name = "version",
    .operands = "",
    .summary = "Print the version.",
    .run = run_version,
};
