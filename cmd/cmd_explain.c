#include <string.h>

#include "bundle/record.h"
#include "cmd/common.h"

static void
explain(FILE *to, const struct lp_rule_info *info)
{
    static const char *const means[] = {
        [LP_CLASS_CLOSED] = "not opened: the answer is unknown (exit 3)",
        [LP_CLASS_MALFORMED] = "malformed: a finding (exit 1)",
        [LP_CLASS_AMBIGUOUS] = ("ambiguous: a finding (exit 1); members that "
                                "match nothing published are unknown"),
    };

    fprintf(to, "%s  %s\n  %s\n  %s\n", info->id, info->word, info->text,
            means[info->class]);
    if (info->next[0] != '\0') {
        fprintf(to, "  %s\n", info->next);
    }
}

static int
run_explain(struct lp_env *env, int argc, char **argv)
{
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list codes = {0};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {{LP_OPT_MORE, .into = more}};
    int exit;

    lp_common_opts(&c, 0, more);
    exit = lp_common_parse(env, &lp_cmd_explain, opts, &c, argc, argv, &codes);
    for (unsigned rule = 1; exit < 0 && codes.n == 0 && rule < LP_RULE_COUNT;
         rule++) {
        fprintf(env->out, "%s  %s\n", lp_rule_info(rule)->id,
                lp_rule_info(rule)->word);
    }
    for (size_t i = 0; exit < 0 && i < codes.n; i++) {
        enum lp_rule rule = lp_rule_by_id(codes.of[i]);

        if (rule == LP_RULE_NONE) {
            fprintf(env->log,
                    "leafproof: there is no code of that name [E0101]\n"
                    "  try: leafproof explain, for all of them\n");
            exit = LP_EXIT_UNABLE;
        } else {
            explain(env->out, lp_rule_info(rule));
        }
    }
    lp_list_release(&codes);
    return lp_common_end(env, exit < 0 ? LP_EXIT_GOOD : exit);
}

const struct lp_cmd lp_cmd_explain = {
    .name = "explain",
    .operands = "[CODE...]",
    .summary = "Say what a code in a report means, and what to do.",
    .run = run_explain,
};
