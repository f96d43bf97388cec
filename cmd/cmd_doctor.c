#include <inttypes.h>
#include <stdlib.h>

#include "bundle/do_doctor.h"
#include "bundle/levels.h"
#include "cmd/common.h"
#include "cmd/records.h"
#include "cmd/say.h"

struct doctor {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    uint64_t tried;
    uint64_t failed;
};

static enum lp_code
on_try(void *who, const struct lp_doctor_try *t, struct lp_err *err)
{
    struct doctor *x = who;
    FILE *to = x->env->out;

    (void)err;
    x->tried++;
    x->failed += t->good ? 0 : 1;
    if (x->as_json) {
        lp_json_begin(&x->json, t->good ? "item" : "finding");
        if (!t->good) {
            lp_json_text(&x->json, "code", "F0603");
            lp_json_text(&x->json, "severity", "error");
        }
        lp_json_escaped(&x->json, "path", t->set == NULL ? "" : t->set);
        lp_json_text(&x->json, "verdict", t->good ? "GOOD" : "BAD");
        lp_json_text(&x->json, "message", t->what);
        if (!t->good) {
            lp_json_escaped(&x->json, "why", t->why);
        }
        lp_json_end(&x->json);
    } else if (!x->quiet || !t->good) {
        fprintf(to, "  %-4s  ", t->good ? "good" : "BAD");
        lp_say_text(to, t->set == NULL ? "this program" : t->set);
        fprintf(to, " %s", t->what);
        if (!t->good) {
            fputs(": ", to);
            lp_say_text(to, t->why);
        }
        fputc('\n', to);
    }
    return LP_OK;
}

/* The rules that this program makes identities by. */
static void
say_rules(FILE *to)
{
    struct lp_buf levels = {0};
    struct lp_buf rules = {0};

    lp_levels_list(&levels, LP_LEVELS_ALL);
    lp_levels_rules(&rules, LP_LEVELS_ALL);
    fprintf(to, "Levels  %.*s\nRules   %.*s\n", (int)levels.len,
            (const char *)levels.data, (int)rules.len,
            (const char *)rules.data);
    lp_buf_release(&levels);
    lp_buf_release(&rules);
}

static int
summarise(struct doctor *x)
{
    int exit = x->failed > 0 ? LP_EXIT_FINDING : LP_EXIT_GOOD;
    const char *verdict = x->failed > 0 ? "BAD" : "GOOD";

    if (x->as_json) {
        lp_json_begin(&x->json, "summary");
        lp_json_text(&x->json, "verdict", verdict);
        lp_json_number(&x->json, "exit", (uint64_t)exit);
        lp_json_object(&x->json, "counts");
        lp_json_number(&x->json, "tried", x->tried);
        lp_json_number(&x->json, "failed", x->failed);
        lp_json_object_end(&x->json);
        lp_json_array(&x->json, "incomplete");
        lp_json_array_end(&x->json);
        lp_json_object(&x->json, "checked");
        lp_json_number(&x->json, "files", 0);
        lp_json_number(&x->json, "bytes", 0);
        lp_json_object_end(&x->json);
        lp_json_end(&x->json);
    } else if (x->failed > 0) {
        fprintf(x->env->out,
                "BAD: %" PRIu64 " of %" PRIu64
                " failed; believe no answer before that is mended\n",
                x->failed, x->tried);
    } else {
        fprintf(x->env->out, "GOOD: all %" PRIu64 " came out as they must\n",
                x->tried);
    }
    return exit;
}

static int
run_doctor(struct lp_env *env, int argc, char **argv)
{
    struct doctor x = {.env = env, .json = {.to = env->out}};
    struct lp_doctor_options o = {.told = on_try, .who = &x};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list sets = {0};
    struct lp_err err = {0};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {{LP_OPT_MORE, .into = more}};
    int exit;

    lp_common_opts(&c, LP_COMMON_RECORDS, more);
    exit = lp_common_parse(env, &lp_cmd_doctor, opts, &c, argc, argv, &sets);
    if (exit < 0) {
        o.sets = sets.of;
        o.n = sets.n;
        x.as_json = lp_common_json(&c);
        x.quiet = c.quiet;
        if (x.as_json) {
            lp_records_start(&x.json, env);
        } else if (!x.quiet) {
            say_rules(env->out);
        }
        exit = lp_do_doctor(&o, &err) == LP_OK
                   ? summarise(&x)
                   : lp_common_fail(env, x.as_json ? &x.json : NULL, &err);
        exit = lp_common_end(env, exit);
    }
    lp_list_release(&sets);
    return exit;
}

const struct lp_cmd lp_cmd_doctor = {
    .name = "doctor",
    .operands = "[SET...]",
    .summary = "Try whether this program, and sets, still tell what they must.",
    .run = run_doctor,
};
