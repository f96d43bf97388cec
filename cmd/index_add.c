#include <stdlib.h>

#include "base/text.h"
#include "bundle/do_index.h"
#include "cmd/common.h"
#include "cmd/index.h"
#include "cmd/records.h"
#include "cmd/say.h"

struct add {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    struct lp_progress_bar bar;
};

/* Things in it that could not be opened or believed. */
static uint64_t
doubtful(const struct lp_index_report *r)
{
    return r->tally.closed + r->tally.findings + r->tally.opaque;
}

static enum lp_exit
exit_of(const struct lp_index_report *r)
{
    enum lp_exit exit = lp_records_exit(&r->tally);

    if (exit == LP_EXIT_GOOD && (r->tally.opaque > 0 || r->list)) {
        exit = LP_EXIT_INCOMPLETE;
    }
    return exit;
}

static void
summarise_json(struct add *x, const struct lp_index_report *r)
{
    struct lp_json *j = &x->json;
    enum lp_exit exit = exit_of(r);

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", lp_records_verdict(exit));
    lp_json_number(j, "exit", exit);
    lp_records_counts(j, &r->tally);
    lp_json_array(j, "incomplete");
    lp_records_incomplete(j, &r->tally);
    lp_records_reason(j, lp_rule_info(LP_RULE_LEFT)->word, r->tally.opaque);
    lp_records_reason(j, "made-from-list", r->list ? 1 : 0);
    lp_json_array_end(j);
    lp_records_checked(j, &r->tally);
    lp_json_hex(j, "root", (struct lp_slice){r->root, 32});
    lp_json_end(j);
}

static void
say_indexed(FILE *to, const struct lp_index_report *r)
{
    fputs("Indexed ", to);
    lp_say_count(to, r->documents, "document");
    fputs(" in ", to);
    lp_say_count(to, r->tally.files, "file");
    fputs(" and ", to);
    lp_say_count(to, r->tally.containers, "container");
    fputc('\n', to);
    lp_records_rows(to, &r->tally);
    lp_records_reasons(to, &r->tally);
}

static void
summarise(struct add *x, const struct lp_index_report *r, const char *out)
{
    FILE *to = x->env->out;
    struct lp_buf line = {0};

    lp_text_escape(&line, lp_slice_str(out));
    lp_buf_str(&line, "  root:");
    lp_text_hex(&line, (struct lp_slice){r->root, 32});
    if (!x->quiet) {
        say_indexed(to, r);
    }
    fprintf(to, "Wrote %.*s\n", (int)line.len, (char *)line.data);
    if (r->list) {
        fputs("INCOMPLETE: made from a list, which says nothing of what is in "
              "containers",
              to);
    } else if (exit_of(r) != LP_EXIT_GOOD) {
        fputs("INCOMPLETE: the set says that ", to);
        lp_say_count(to, doubtful(r), "thing");
        fputs(" in it could not be opened or believed", to);
    }
    if (r->list && doubtful(r) > 0) {
        fputs("; and ", to);
        lp_say_count(to, doubtful(r), "thing");
        fputs(" beside it could not be opened or believed", to);
    }
    fputs(exit_of(r) == LP_EXIT_GOOD ? "" : "\n", to);
    lp_buf_release(&line);
}

/* The key is made before anything else, and stays whatever comes of the set. */
static void
say_secret(struct add *x, const struct lp_index_options *o,
           const struct lp_index_report *r)
{
    FILE *to = x->as_json ? x->env->log : x->env->out;

    if (r->made_secret) {
        fputs("Made index key ", to);
        lp_say_text(to, o->secret);
        fputs(": keep it; without it nobody can search these sets\n", to);
    }
}

static int
add(struct add *x, const struct lp_common *c, struct lp_index_options *o)
{
    struct lp_listener listener = {.progress = lp_progress_tell,
                                   .who = &x->bar};
    struct lp_json *json = x->as_json ? &x->json : NULL;
    struct lp_index_report report;
    struct lp_err err = {0};
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
    say_secret(x, o, &report);
    if (rc != LP_OK) {
        return lp_common_fail(x->env, json, &err);
    }
    if (x->as_json) {
        summarise_json(x, &report);
    } else {
        summarise(x, &report, o->what.out);
    }
    return (int)exit_of(&report);
}

/* Whether the words make sense; told if not. */
static bool
sensible(struct lp_env *env, const char *status, struct lp_index_options *o)
{
    const char *what = NULL;

    if (status != NULL) {
        o->status = lp_set_status_by_word(lp_slice_str(status));
    }
    if (o->what.n == 0) {
        what = "nothing to index";
    } else if (o->what.out == NULL) {
        what = "no place for the set";
    } else if (o->status == LP_SET_STATUS_COUNT) {
        what = "--status must be published, received, refused, withheld or "
               "software";
    } else if (o->secret != NULL && !lp_set_status_keyed(o->status)) {
        what = "--index-key is for what was received, refused or withheld: "
               "anybody may search what is public";
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
run_add(struct lp_env *env, int argc, char **argv)
{
    struct add x = {.env = env, .json = {.to = env->out}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    struct lp_index_options o = {.now = env->now};
    const char *status = NULL;
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_FILE, 'o', "output", &o.what.out, "FILE.set",
         "the set to write; never replaces one"},
        {LP_OPT_TEXT, 0, "publication", &o.publication, "NAME",
         "what was published"},
        {LP_OPT_TEXT, 0, "date", &o.date, "DATE",
         "when: YYYY-MM-DD, YYYY-MM or YYYY; lists and known software may "
         "have none"},
        {LP_OPT_TEXT, 0, "url", &o.url, "URL", "where"},
        {LP_OPT_TEXT, 0, "status", &status, "STATUS",
         "published (default), received, refused, withheld or software"},
        {LP_OPT_TEXT, 0, "index-key", &o.secret, "FILE",
         "the key for what is not published, made if it is not there "
         "(default: $LEAFPROOF_INDEX_KEY)"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    c.lists = true;
    lp_common_opts(&c, LP_COMMON_WALK | LP_COMMON_OUTPUT, more);
    exit = lp_common_parse(env, &lp_cmd_index_add, opts, &c, argc, argv,
                           &operands);
    o.what.paths = operands.of;
    o.what.n = operands.n;
    o.what.list = lp_common_list(&c);
    o.what.list.sure = o.what.list.kind != LP_SUMS_NONE;
    if (exit < 0 && !sensible(env, status, &o)) {
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        if (o.secret == NULL && lp_set_status_keyed(o.status)) {
            o.secret = getenv("LEAFPROOF_INDEX_KEY");
        }
        x.as_json = lp_common_json(&c);
        x.quiet = c.quiet;
        exit = lp_common_end(env, add(&x, &c, &o));
    }
    lp_list_release(&operands);
    return exit;
}

const struct lp_cmd lp_cmd_index_add = {
    .name = "index add",
    .operands = "PATH... -o FILE.set --publication NAME --date DATE",
    .summary = "Make a set of folders, archives, manifests or lists.",
    .run = run_add,
};
