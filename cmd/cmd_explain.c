#include <string.h>

#include "bundle/record.h"
#include "cmd/codes.h"
#include "cmd/common.h"

static void
explain(FILE *to, const struct lp_rule_info *info)
{
    static const char *const means[] = {
        [LP_CLASS_CLOSED] = "not opened: the answer is unknown (exit 3)",
        [LP_CLASS_MALFORMED] = "malformed: a finding (exit 1)",
        [LP_CLASS_AMBIGUOUS] = ("ambiguous: a finding (exit 1); members that "
                                "match nothing published are unknown"),
        [LP_CLASS_ADVICE] = "advice: no finding",
    };

    fprintf(to, "%s  %s\n  %s\n  %s\n", info->id, info->word, info->text,
            means[info->class]);
    if (info->next[0] != '\0') {
        fprintf(to, "  %s\n", info->next);
    }
}

/* False: there is no code of that name. */
static bool
explain_any(FILE *to, const char *id)
{
    enum lp_rule rule = lp_rule_by_id(id);
    struct lp_code_text code;

    if (rule != LP_RULE_NONE) {
        explain(to, lp_rule_info(rule));
        return true;
    }
    for (unsigned i = 0; lp_codes_get(i, &code); i++) {
        if (strcmp(code.id, id) == 0) {
            fprintf(to, "%s  %s\n  %s\n  %s\n  %s\n", code.id, code.word,
                    code.text, code.means, code.next);
            return true;
        }
    }
    return false;
}

static void
list(FILE *to)
{
    struct lp_code_text code;

    for (unsigned rule = 1; rule < LP_RULE_COUNT; rule++) {
        fprintf(to, "%s  %s\n", lp_rule_info(rule)->id,
                lp_rule_info(rule)->word);
    }
    for (unsigned i = 0; lp_codes_get(i, &code); i++) {
        fprintf(to, "%s  %s\n", code.id, code.word);
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
    if (exit < 0 && codes.n == 0) {
        list(env->out);
    }
    for (size_t i = 0; exit < 0 && i < codes.n; i++) {
        if (!explain_any(env->out, codes.of[i])) {
            fprintf(env->log,
                    "leafproof: there is no code of that name [E0101]\n"
                    "  try: leafproof explain, for all of them\n");
            exit = LP_EXIT_UNABLE;
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
