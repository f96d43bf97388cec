#include <string.h>
#include <unistd.h>

#include "bundle/do_sets.h"
#include "cmd/common.h"
#include "cmd/index.h"
#include "cmd/say.h"

/* Nothing is removed before all are known to be sets. */
static bool
check_all(struct lp_env *env, const struct lp_list *sets)
{
    for (size_t i = 0; i < sets->n; i++) {
        struct lp_err err = {0};

        if (lp_do_set_removable(sets->of[i], &err) != LP_OK) {
            (void)lp_common_fail(env, NULL, &err);
            return false;
        }
    }
    return true;
}

static bool
confirmed(struct lp_env *env, const struct lp_list *sets)
{
    char answer[16];

    fputs("Remove ", env->log);
    lp_say_count(env->log, sets->n, "set");
    fputs("? [y/N] ", env->log);
    return fgets(answer, sizeof answer, stdin) != NULL &&
           (strcmp(answer, "y\n") == 0 || strcmp(answer, "yes\n") == 0);
}

/* Whether to go on; told if not. */
static bool
agreed(struct lp_env *env, const struct lp_list *sets, bool yes)
{
    if (yes) {
        return true;
    }
    if (isatty(STDIN_FILENO) != 1) {
        fputs("leafproof: there is no terminal to ask whether to remove "
              "[E0101]\n"
              "  try: leafproof index remove SET... --yes\n",
              env->log);
        return false;
    }
    if (!confirmed(env, sets)) {
        fputs("leafproof: nothing was removed\n", env->log);
        return false;
    }
    return true;
}

static int
remove_all(struct lp_env *env, const struct lp_list *sets, bool quiet)
{
    for (size_t i = 0; i < sets->n; i++) {
        struct lp_err err = {0};
        bool signature = false;

        if (lp_do_set_remove(sets->of[i], &signature, &err) != LP_OK) {
            return lp_common_fail(env, NULL, &err);
        }
        if (!quiet) {
            fputs("Removed ", env->out);
            lp_say_text(env->out, sets->of[i]);
            fputs(signature ? " and its signature\n" : "\n", env->out);
        }
    }
    return LP_EXIT_GOOD;
}

static int
run_remove(struct lp_env *env, int argc, char **argv)
{
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list sets = {0};
    bool yes = false;
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_FLAG, 'y', "yes", &yes, NULL, "do not ask"},
        {LP_OPT_FLAG, 'q', "quiet", &c.quiet, NULL, "do not say what went"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, 0, more);
    exit =
        lp_common_parse(env, &lp_cmd_index_remove, opts, &c, argc, argv, &sets);
    if (exit < 0 && sets.n == 0) {
        fputs("leafproof: no set to remove [E0101]\n"
              "  try: leafproof index remove SET...\n",
              env->log);
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0 && (!check_all(env, &sets) || !agreed(env, &sets, yes))) {
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        exit = lp_common_end(env, remove_all(env, &sets, c.quiet));
    }
    lp_list_release(&sets);
    return exit;
}

const struct lp_cmd lp_cmd_index_remove = {
    .name = "index remove",
    .operands = "SET...",
    .summary = "Delete sets, and the signatures beside them.",
    .run = run_remove,
};
