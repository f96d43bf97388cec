#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "bundle/do_index.h"
#include "cmd/common.h"
#include "cmd/records.h"
#include "cmd/say.h"

struct index {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    struct lp_progress_bar bar;
};

static void
summarise_json(struct index *x, const struct lp_index_report *r,
               enum lp_exit exit)
{
    struct lp_json *j = &x->json;

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", lp_records_verdict(exit));
    lp_json_number(j, "exit", exit);
    lp_records_totals(j, &r->tally);
    lp_json_hex(j, "root", (struct lp_slice){r->root, 32});
    lp_json_end(j);
}

static void
summarise(struct index *x, const struct lp_index_report *r, const char *out,
          enum lp_exit exit)
{
    FILE *to = x->env->out;
    struct lp_buf line = {0};

    lp_text_escape(&line, lp_slice_str(out));
    lp_buf_str(&line, "  root:");
    lp_text_hex(&line, (struct lp_slice){r->root, 32});
    if (!x->quiet) {
        fputs("Indexed ", to);
        lp_say_count(to, r->documents, "document");
        fputs(" in ", to);
        lp_say_count(to, r->tally.files, "file");
        fputs(" and ", to);
        lp_say_count(to, r->tally.containers, "container");
        fputc('\n', to);
        lp_records_reasons(to, &r->tally);
    }
    fprintf(to, "Wrote %.*s\n", (int)line.len, (char *)line.data);
    if (exit != LP_EXIT_GOOD) {
        fputs("INCOMPLETE: the set says that ", to);
        lp_say_count(to, r->tally.closed + r->tally.findings + r->tally.opaque,
                     "thing");
        fputs(" in it could not be opened or believed\n", to);
    }
    lp_buf_release(&line);
}

static int
add(struct index *x, const struct lp_common *c, struct lp_index_options *o)
{
    struct lp_listener listener = {.progress = lp_progress_tell,
                                   .who = &x->bar};
    struct lp_json *json = x->as_json ? &x->json : NULL;
    struct lp_index_report report;
    struct lp_err err = {0};
    enum lp_exit exit;
    enum lp_code rc;

    if (!lp_common_how(x->env, c, &o->what.how)) {
        return LP_EXIT_UNABLE;
    }
    lp_common_progress(x->env, c, json, &o->what.how, &x->bar);
    if (x->as_json) {
        lp_records_start(&x->json, x->env);
    }
    rc = lp_do_index_add(o, &listener, &report, &err);
    lp_progress_clear(&x->bar);
    if (rc != LP_OK) {
        return lp_common_fail(x->env, json, &err);
    }
    exit = lp_records_exit(&report.tally);
    if (exit == LP_EXIT_GOOD && report.tally.opaque > 0) {
        exit = LP_EXIT_INCOMPLETE;
    }
    if (x->as_json) {
        summarise_json(x, &report, exit);
    } else {
        summarise(x, &report, o->what.out, exit);
    }
    return (int)exit;
}

/* Whether the operands make sense; told if not. */
static bool
sensible(struct lp_env *env, const struct lp_list *operands,
         const struct lp_index_options *o)
{
    const char *what = NULL;

    if (operands->n == 0 || strcmp(operands->of[0], "add") != 0) {
        what = "index does one thing: add";
    } else if (operands->n < 2) {
        what = "nothing to index";
    } else if (o->what.out == NULL) {
        what = "no place for the set";
    }
    if (what == NULL) {
        return true;
    }
    fprintf(env->log,
            "leafproof: %s [E0101]\n"
            "  try: leafproof index add PATH... -o FILE.set "
            "--publication NAME --date YYYY-MM-DD\n",
            what);
    return false;
}

static int
run_index(struct lp_env *env, int argc, char **argv)
{
    struct index x = {.env = env, .json = {.to = env->out}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    struct lp_index_options o = {.now = env->now};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_TEXT, 'o', "output", &o.what.out, "FILE.set",
         "the set to write; never replaces one"},
        {LP_OPT_TEXT, 0, "publication", &o.publication, "NAME",
         "what was published"},
        {LP_OPT_TEXT, 0, "date", &o.date, "DATE",
         "when: YYYY-MM-DD, YYYY-MM or YYYY"},
        {LP_OPT_TEXT, 0, "url", &o.url, "URL", "where"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, LP_COMMON_WALK | LP_COMMON_OUTPUT, more);
    exit = lp_common_parse(env, &lp_cmd_index, opts, &c, argc, argv, &operands);
    if (exit < 0 && !sensible(env, &operands, &o)) {
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        o.what.paths = operands.of + 1;
        o.what.n = operands.n - 1;
        x.as_json = lp_common_json(&c);
        x.quiet = c.quiet;
        exit = lp_common_end(env, add(&x, &c, &o));
    }
    lp_list_release(&operands);
    return exit;
}

const struct lp_cmd lp_cmd_index = {
    .name = "index",
    .operands = "add PATH... -o FILE.set --publication NAME --date DATE",
    .summary = "Make a published set of folders, archives or a manifest.",
    .run = run_index,
};
