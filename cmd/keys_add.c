#include <inttypes.h>

#include "cmd/common.h"
#include "cmd/keys.h"
#include "cmd/records.h"
#include "cmd/say.h"

static enum lp_exit
exit_of(const struct lp_keys_report *r)
{
    return r->bad > 0 ? LP_EXIT_INCOMPLETE : LP_EXIT_GOOD;
}

static void
summarise_json(struct lp_keys_out *x, const struct lp_keys_report *r)
{
    struct lp_json *j = &x->json;

    lp_keys_summary(x, exit_of(r));
    lp_json_object(j, "keys");
    lp_json_number(j, "records", r->records);
    lp_json_number(j, "names", r->names);
    lp_json_number(j, "added", r->added);
    lp_json_number(j, "widened", r->widened);
    lp_json_number(j, "joined", r->joined);
    lp_json_object_end(j);
    lp_keys_summary_end(x, r);
}

static void
summarise(struct lp_keys_out *x, const struct lp_keys_report *r,
          const char *archive)
{
    FILE *to = x->env->out;

    if (!x->quiet) {
        fputs("Added ", to);
        lp_say_count(to, r->added, "record");
        fprintf(to, "; %" PRIu64 " known for longer, %" PRIu64 " joined\n",
                r->widened, r->joined);
    }
    fputs("Wrote ", to);
    lp_say_text(to, archive);
    fputs("  ", to);
    lp_say_count(to, r->records, "record");
    fputs(" of ", to);
    lp_say_count(to, r->names, "name");
    fputc('\n', to);
    lp_keys_say_incomplete(x, r);
}

static int
add(struct lp_keys_out *x, const struct lp_list *operands)
{
    const struct lp_keys_options o = {.archive = operands->of[0],
                                      .files = operands->of + 1,
                                      .n = operands->n - 1,
                                      .bad = lp_keys_say_bad,
                                      .who = x};
    struct lp_keys_report report;
    struct lp_err err = {0};
    enum lp_code rc;

    if (x->as_json) {
        lp_records_start(&x->json, x->env);
    }
    rc = lp_do_keys_add(&o, &report, &err);
    if (rc != LP_OK) {
        return lp_common_fail(x->env, x->as_json ? &x->json : NULL, &err);
    }
    if (x->as_json) {
        summarise_json(x, &report);
    } else {
        summarise(x, &report, o.archive);
    }
    return (int)exit_of(&report);
}

static int
run_add(struct lp_env *env, int argc, char **argv)
{
    struct lp_keys_out x = {.env = env, .json = {.to = env->out}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    struct lp_opt opts[LP_COMMON_MAX];
    int exit;

    lp_common_opts(&c, LP_COMMON_RECORDS, opts);
    exit =
        lp_common_parse(env, &lp_cmd_keys_add, opts, &c, argc, argv, &operands);
    if (exit < 0 && operands.n < 2) {
        fputs("leafproof: nothing to add, or no archive to add it to [E0101]\n"
              "  try: leafproof keys add ARCHIVE FILE...\n",
              env->log);
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        x.as_json = lp_common_json(&c);
        x.quiet = c.quiet;
        exit = lp_common_end(env, add(&x, &operands));
    }
    lp_list_release(&operands);
    return exit;
}

const struct lp_cmd lp_cmd_keys_add = {
    .name = "keys add",
    .operands = "ARCHIVE FILE...",
    .summary = "Add records to an archive: each of them once, by name.",
    .run = run_add,
};
