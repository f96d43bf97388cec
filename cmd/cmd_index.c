#include <string.h>

#include "cmd/common.h"
#include "cmd/index.h"

static const struct lp_cmd *const verbs[] = {
    &lp_cmd_index_add,    &lp_cmd_index_list,   &lp_cmd_index_remove,
    &lp_cmd_index_verify, &lp_cmd_index_export,
};

#define VERBS (sizeof verbs / sizeof verbs[0])

/* "add" of "index add". */
static const char *
word_of(const struct lp_cmd *verb)
{
    return strchr(verb->name, ' ') + 1;
}

static void
usage(FILE *to)
{
    fprintf(to, "usage: leafproof index VERB ...\n\n%s\n\n",
            lp_cmd_index.summary);
    for (size_t i = 0; i < VERBS; i++) {
        fprintf(to, "  %-7s  %s\n", word_of(verbs[i]), verbs[i]->summary);
    }
    fprintf(to, "\n`leafproof index VERB --help` says more.\n");
}

static int
unknown(struct lp_env *env, const char *word)
{
    fprintf(env->log, "leafproof: index has no such verb [E0101]\n");
    for (size_t i = 0; i < VERBS; i++) {
        if (lp_opt_distance(word_of(verbs[i]), word) <= 2) {
            fprintf(env->log, "  did you mean index %s?\n", word_of(verbs[i]));
        }
    }
    fprintf(env->log, "  try: leafproof index --help\n");
    return LP_EXIT_UNABLE;
}

static int
run_index(struct lp_env *env, int argc, char **argv)
{
    if (argc < 2) {
        usage(env->log);
        return LP_EXIT_UNABLE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        usage(env->out);
        return lp_common_end(env, LP_EXIT_GOOD);
    }
    for (size_t i = 0; i < VERBS; i++) {
        if (strcmp(word_of(verbs[i]), argv[1]) == 0) {
            return verbs[i]->run(env, argc - 1, argv + 1);
        }
    }
    return unknown(env, argv[1]);
}

const struct lp_cmd lp_cmd_index = {
    .name = "index",
    .operands = "VERB ...",
    .summary = "Make published sets, and look after them.",
    .run = run_index,
};
