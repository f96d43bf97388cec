#include <inttypes.h>

#include "bundle/do_diff.h"
#include "cmd/common.h"
#include "cmd/records.h"
#include "cmd/verdicts.h"
#include "cmd/verdicts_json.h"

struct diff {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    bool verbose;
};

static enum lp_code
on_event(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct diff *d = who;

    (void)err;
    if (e->what == LP_VERIFY_MATCHED && !d->verbose) {
        return LP_OK;
    }
    if (d->as_json) {
        lp_verdicts_event_json(&d->json, (struct lp_slice){0}, e);
    } else if (!d->quiet) {
        lp_verdicts_event(d->env->out, e);
    }
    return LP_OK;
}

static uint64_t
differences(const struct lp_diff_report *r)
{
    return r->count[LP_VERIFY_CHANGED] + r->count[LP_VERIFY_MISSING] +
           r->count[LP_VERIFY_MOVED] + r->count[LP_VERIFY_ADDED];
}

static enum lp_exit
exit_of(const struct lp_diff_report *r)
{
    if (r->same_bytes || r->same_content) {
        return LP_EXIT_GOOD;
    }
    if (differences(r) > 0) {
        return LP_EXIT_FINDING;
    }
    return r->count[LP_VERIFY_UNREADABLE] > 0 ? LP_EXIT_INCOMPLETE
                                              : LP_EXIT_GOOD;
}

static const char *
word_of(enum lp_exit exit)
{
    return exit == LP_EXIT_GOOD      ? "SAME"
           : exit == LP_EXIT_FINDING ? "DIFFERENT"
                                     : "INCOMPLETE";
}

static void
summarise_json(struct lp_json *j, const struct lp_diff_report *r)
{
    static const char *const names[LP_VERIFY_COUNT] = {
        "matched", "changed", "unreadable", "missing", "moved", "added"};
    enum lp_exit exit = exit_of(r);

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", word_of(exit));
    lp_json_number(j, "exit", exit);
    lp_json_bool(j, "same_content", r->same_bytes || r->same_content);
    lp_json_object(j, "counts");
    for (unsigned w = 0; w < LP_VERIFY_COUNT; w++) {
        lp_json_number(j, names[w], r->count[w]);
    }
    lp_json_object_end(j);
    lp_json_array(j, "incomplete");
    lp_records_reason(j, "unreadable", r->count[LP_VERIFY_UNREADABLE]);
    lp_json_array_end(j);
    lp_json_end(j);
}

static void
summarise(struct diff *d, const struct lp_diff_report *r)
{
    const uint64_t *n = r->count;
    FILE *to = d->env->out;
    enum lp_exit exit = exit_of(r);

    if (!d->quiet && !r->same_bytes && r->sets) {
        fprintf(to,
                "Entries    %" PRIu64 " in both, %" PRIu64
                " only in the first, %" PRIu64 " only in the second\n",
                n[LP_VERIFY_MATCHED], n[LP_VERIFY_MISSING], n[LP_VERIFY_ADDED]);
    } else if (!d->quiet && !r->same_bytes) {
        lp_verdicts_files(to, n);
        fputc('\n', to);
    }
    fprintf(to, "%s: ", word_of(exit));
    if (r->same_bytes) {
        fputs("word for word\n", to);
    } else if (r->sets && exit == LP_EXIT_GOOD) {
        fputs("the sets hold the same\n", to);
    } else if (r->same_content && differences(r) > 0) {
        fprintf(to,
                "equal content root; %" PRIu64 " changed, moved, missing or "
                "added by path\n",
                differences(r));
    } else if (exit == LP_EXIT_GOOD) {
        fputs("the same files\n", to);
    } else if (exit == LP_EXIT_FINDING) {
        fputs(r->sets ? "the sets do not hold the same\n"
                      : "the files are not the same\n",
              to);
    } else {
        fputs("not everything could be read when they were made\n", to);
    }
}

static int
diff(struct diff *d, const struct lp_list *paths)
{
    const struct lp_diff_options o = {
        .a = paths->of[0], .b = paths->of[1], .told = on_event, .who = d};
    struct lp_diff_report report;
    struct lp_err err = {0};

    if (d->as_json) {
        lp_records_start(&d->json, d->env);
    }
    if (lp_do_diff(&o, &report, &err) != LP_OK) {
        return lp_common_fail(d->env, d->as_json ? &d->json : NULL, &err);
    }
    if (d->as_json) {
        summarise_json(&d->json, &report);
    } else {
        summarise(d, &report);
    }
    return (int)exit_of(&report);
}

static int
run_diff(struct lp_env *env, int argc, char **argv)
{
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list paths = {0};
    struct lp_opt opts[LP_COMMON_MAX];
    int exit;

    lp_common_opts(&c, LP_COMMON_RECORDS | LP_COMMON_VERBOSE, opts);
    exit = lp_common_parse(env, &lp_cmd_diff, opts, &c, argc, argv, &paths);
    if (exit < 0 && paths.n != 2) {
        fputs("leafproof: diff takes two manifests, lists or sets [E0101]\n"
              "  try: leafproof diff OLD.leaf NEW.leaf\n",
              env->log);
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        struct diff d = {.env = env,
                         .json = {.to = env->out},
                         .as_json = lp_common_json(&c),
                         .quiet = c.quiet,
                         .verbose = c.verbose};

        exit = lp_common_end(env, diff(&d, &paths));
    }
    lp_list_release(&paths);
    return exit;
}

const struct lp_cmd lp_cmd_diff = {
    .name = "diff",
    .operands = "A B",
    .summary = "Compare two manifests, lists or sets; no document is read.",
    .run = run_diff,
};
