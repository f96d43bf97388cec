#include "cmd/verbs.h"

#include <string.h>

#include "cmd/common.h"

/* "add" of "index add". */
static const char *
word_of(const struct lp_cmd *verb)
{
    return strchr(verb->name, ' ') + 1;
}

static void
usage(const struct lp_cmd *cmd, const struct lp_cmd *const *verbs, size_t n,
      FILE *to)
{
    fprintf(to, "usage: leafproof %s VERB ...\n\n%s\n\n", cmd->name,
            cmd->summary);
    for (size_t i = 0; i < n; i++) {
        fprintf(to, "  %-7s  %s\n", word_of(verbs[i]), verbs[i]->summary);
    }
    fprintf(to, "\n`leafproof %s VERB --help` says more.\n", cmd->name);
}

static int
unknown(struct lp_env *env, const struct lp_cmd *cmd,
        const struct lp_cmd *const *verbs, size_t n, const char *word)
{
    fprintf(env->log, "leafproof: %s has no such verb [E0101]\n", cmd->name);
    for (size_t i = 0; i < n; i++) {
        if (lp_opt_distance(word_of(verbs[i]), word) <= 2) {
            fprintf(env->log, "  did you mean %s?\n", verbs[i]->name);
        }
    }
    fprintf(env->log, "  try: leafproof %s --help\n", cmd->name);
    return LP_EXIT_UNABLE;
}

int
lp_verbs_run(struct lp_env *env, const struct lp_cmd *cmd,
             const struct lp_cmd *const *verbs, size_t n, int argc, char **argv)
{
    if (argc < 2) {
        usage(cmd, verbs, n, env->log);
        return LP_EXIT_UNABLE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        usage(cmd, verbs, n, env->out);
        return lp_common_end(env, LP_EXIT_GOOD);
    }
    for (size_t i = 0; i < n; i++) {
        if (strcmp(word_of(verbs[i]), argv[1]) == 0) {
            return verbs[i]->run(env, argc - 1, argv + 1);
        }
    }
    return unknown(env, cmd, verbs, n, argv[1]);
}
