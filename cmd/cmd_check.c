#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "bundle/do_check.h"
#include "cmd/common.h"
#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/shares.h"

struct check {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    bool verbose;
    struct lp_buf row;
    struct lp_progress_bar bar;
};

static void
match_text(struct lp_buf *to, const struct lp_judgement *v)
{
    const struct lp_set_meta *about = lp_set_about(v->match.set);

    lp_buf_str(to, "  = ");
    lp_text_escape(to, about->publication);
    lp_buf_str(to, ", ");
    lp_buf_put(to, about->date);
    lp_buf_str(to, ", ");
    lp_buf_put(to, v->match.record.locator);
    if (v->via_container) {
        lp_buf_str(to, " (by its container)");
    }
}

static void
line(struct check *k, const struct lp_record *r, const struct lp_where *at,
     const struct lp_judgement *v)
{
    struct lp_buf *to = &k->row;

    lp_buf_clear(to);
    lp_buf_printf(to, "  %-8s ", lp_verdict_word(v->verdict));
    lp_buf_put(to, at->path);
    if (v->match.set != NULL) {
        match_text(to, v);
    } else if (v->rule != LP_RULE_NONE) {
        lp_buf_printf(to, "  %s%s%s [%s]", lp_rule_info(v->rule)->word,
                      r->note[0] == '\0' ? "" : ": ", r->note,
                      lp_rule_info(v->rule)->id);
    }
    lp_buf_byte(to, '\n');
    lp_progress_clear(&k->bar);
    (void)fwrite(to->data, 1, to->len, k->env->out);
}

static enum lp_code
on_judged(void *who, const struct lp_record *r, const struct lp_where *at,
          const struct lp_judgement *v, struct lp_err *err)
{
    struct check *k = who;

    if (k->as_json) {
        lp_records_item(&k->json, r, at, v);
        return LP_OK;
    }
    if (!k->quiet && v->verdict != LP_VERDICT_NONE &&
        (lp_record_is_document(r) || v->verdict == LP_VERDICT_UNKNOWN ||
         k->verbose)) {
        line(k, r, at, v);
    }
    return lp_buf_check(&k->row, err);
}

static enum lp_exit
exit_of(const struct lp_check_report *r)
{
    const struct lp_shares *s = &r->shares;

    if (s->documents[LP_VERDICT_EXACT] > 0 || r->tally.findings > 0) {
        return LP_EXIT_FINDING;
    }
    if (s->documents[LP_VERDICT_UNKNOWN] > 0 || r->tally.closed > 0 ||
        (s->documents[LP_VERDICT_NEW] > 0 && r->partial + r->unopened > 0)) {
        return LP_EXIT_INCOMPLETE;
    }
    return LP_EXIT_GOOD;
}

static const char *
verdict_of(const struct lp_check_report *r)
{
    if (r->shares.documents[LP_VERDICT_EXACT] > 0) {
        return "OVERLAP";
    }
    if (r->tally.findings > 0) {
        return "FINDINGS";
    }
    return exit_of(r) == LP_EXIT_INCOMPLETE ? "INCOMPLETE" : "NO OVERLAP";
}

static void
summarise_json(struct check *k, const struct lp_check_report *r)
{
    struct lp_json *j = &k->json;
    bool new = r->shares.documents[LP_VERDICT_NEW] > 0;

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", verdict_of(r));
    lp_json_number(j, "exit", exit_of(r));
    lp_records_counts(j, &r->tally);
    lp_shares_json(j, &r->shares);
    lp_json_object(j, "searched");
    lp_json_number(j, "sets", r->searched.sets);
    lp_json_number(j, "documents", r->searched.documents);
    lp_json_object_end(j);
    lp_json_array(j, "incomplete");
    lp_records_incomplete(j, &r->tally);
    if (new) {
        /* "Not found" is less than "never published": how much less. */
        lp_records_reason(j, "partial-set", r->partial);
        lp_records_reason(j, "unopened-in-set", r->unopened);
    }
    lp_json_array_end(j);
    lp_records_checked(j, &r->tally);
    lp_json_end(j);
}

static void
last_line(FILE *to, const struct lp_check_report *r)
{
    const struct lp_shares *s = &r->shares;
    char share[24];

    if (s->documents[LP_VERDICT_EXACT] > 0) {
        lp_shares_percent(share, s->documents[LP_VERDICT_EXACT],
                          s->all_documents);
        fprintf(to, "OVERLAP: %s of the documents are already public\n", share);
    } else if (r->tally.findings > 0) {
        fprintf(to,
                "FINDINGS: %" PRIu64 " malformed or ambiguous; none of the "
                "documents was found in the sets, but not everything is "
                "known\n",
                r->tally.findings);
    } else if (exit_of(r) == LP_EXIT_INCOMPLETE) {
        fprintf(to, "INCOMPLETE: none of the documents was found in the sets, "
                    "but not everything is known\n");
    } else {
        fprintf(to, "NO OVERLAP: none of the documents was found in the sets; "
                    "that does not mean never published\n");
    }
}

static void
summarise(struct check *k, const struct lp_check_report *r)
{
    FILE *to = k->env->out;

    if (!k->quiet) {
        fprintf(to, "Searched   %zu published set%s, %" PRIu64 " documents\n",
                r->searched.sets, r->searched.sets == 1 ? "" : "s",
                r->searched.documents);
        if (r->manifests > 0) {
            fputs("Believed   ", to);
            lp_say_count(to, r->manifests, "manifest");
            fputs(" in place of documents; no signature was asked for\n", to);
        }
        if (r->partial > 0) {
            fputs("  ", to);
            lp_say_count(to, r->partial, "set");
            fputs(" with only a part of a publication\n", to);
        }
        if (r->unopened > 0) {
            fputs("  ", to);
            lp_say_count(to, r->unopened, "thing");
            fputs(" in them could not be opened or believed\n", to);
        }
        lp_shares_text(to, &r->shares, r->searched.sets);
        lp_records_reasons(to, &r->tally);
    }
    last_line(to, r);
}

static int
check(struct check *k, const struct lp_common *c, struct lp_check_options *o)
{
    struct lp_listener listener = {.progress = lp_progress_tell,
                                   .who = &k->bar};
    struct lp_json *json = k->as_json ? &k->json : NULL;
    struct lp_check_report report;
    struct lp_err err = {0};
    enum lp_code rc;

    if (!lp_common_how(k->env, c, &o->what.how)) {
        return LP_EXIT_UNABLE;
    }
    lp_common_progress(k->env, c, json, &o->what.how, &k->bar);
    if (k->as_json) {
        lp_records_start(&k->json, k->env);
    }
    rc = lp_do_check(o, &listener, &report, &err);
    lp_progress_clear(&k->bar);
    if (rc != LP_OK) {
        return lp_common_fail(k->env, json, &err);
    }
    if (k->as_json) {
        summarise_json(k, &report);
    } else {
        summarise(k, &report);
    }
    return (int)exit_of(&report);
}

static int
run_check(struct lp_env *env, int argc, char **argv)
{
    struct check k = {.env = env, .json = {.to = env->out}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list paths = {0};
    struct lp_list sets = {0};
    struct lp_check_options o = {.told = on_judged, .who = &k};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_LIST, 'a', "against", &sets, "SET",
         "a published set, or a folder of sets (repeatable; default: "
         "$LEAFPROOF_INDEX)"},
        {LP_OPT_MORE, .into = more},
    };
    const char *standing = getenv("LEAFPROOF_INDEX");
    int exit;

    lp_common_opts(&c, LP_COMMON_WALK | LP_COMMON_OUTPUT | LP_COMMON_VERBOSE,
                   more);
    exit = lp_common_parse(env, &lp_cmd_check, opts, &c, argc, argv, &paths);
    if (exit < 0 && (paths.n == 0 || (sets.n == 0 && standing == NULL))) {
        fprintf(env->log,
                "leafproof: %s [E0101]\n"
                "  try: leafproof check PATH... --against SET\n",
                paths.n == 0 ? "nothing to check" : "no set to search");
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        o.what.paths = paths.of;
        o.what.n = paths.n;
        o.against = sets.n == 0 ? &standing : sets.of;
        o.sets = sets.n == 0 ? 1 : sets.n;
        k.as_json = lp_common_json(&c);
        k.quiet = c.quiet;
        k.verbose = c.verbose;
        exit = lp_common_end(env, check(&k, &c, &o));
    }
    lp_buf_release(&k.row);
    lp_list_release(&paths);
    lp_list_release(&sets);
    return exit;
}

const struct lp_cmd lp_cmd_check = {
    .name = "check",
    .operands = "PATH... --against SET",
    .summary = "Say of every document whether it is already public.",
    .run = run_check,
};
