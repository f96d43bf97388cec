#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "bundle/do_fetch.h"
#include "cmd/common.h"
#include "cmd/keys.h"
#include "cmd/records.h"
#include "cmd/say.h"

static void
say_answer(struct lp_keys_out *x, const struct lp_fetched *f)
{
    FILE *to = x->env->out;

    fprintf(to, "  %-8s  ", lp_answer_word(f->answer));
    lp_say_text(to, f->name);
    fputs("  ", to);
    if (f->text != NULL) {
        lp_say(to, *f->text);
    } else {
        fputs(f->answer <= LP_ANSWER_INSECURE ? "has no record"
                                              : "no answer to rely on",
              to);
    }
    fputc('\n', to);
}

static enum lp_code
on_answer(void *who, const struct lp_fetched *f, struct lp_err *err)
{
    struct lp_keys_out *x = who;
    struct lp_json *j = &x->json;
    struct lp_buf text = {0};
    enum lp_code rc = LP_OK;

    if (x->as_json) {
        lp_json_begin(j, "item");
        lp_json_escaped(j, "name", f->name);
        lp_json_text(j, "answer", lp_answer_word(f->answer));
        if (f->text == NULL) {
            lp_json_null(j, "record");
        } else {
            lp_text_escape(&text, *f->text);
            lp_json_slice(j, "record", lp_buf_slice(&text));
            rc = lp_buf_check(&text, err);
        }
        lp_json_end(j);
    } else if (!x->quiet) {
        say_answer(x, f);
    }
    lp_buf_release(&text);
    return rc;
}

static enum lp_exit
exit_of(const struct lp_fetch_report *r)
{
    enum lp_exit walk = lp_records_exit(&r->tally);

    if (walk != LP_EXIT_GOOD) {
        return walk;
    }
    return r->absent > 0 || r->failed > 0 || r->keys.bad > 0
               ? LP_EXIT_INCOMPLETE
               : LP_EXIT_GOOD;
}

static void
summarise_json(struct lp_keys_out *x, const struct lp_fetch_report *r)
{
    struct lp_json *j = &x->json;

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", lp_records_verdict(exit_of(r)));
    lp_json_number(j, "exit", exit_of(r));
    lp_json_object(j, "keys");
    lp_json_number(j, "asked", r->asked);
    lp_json_number(j, "secure", r->records[LP_ANSWER_SECURE]);
    lp_json_number(j, "insecure", r->records[LP_ANSWER_INSECURE]);
    lp_json_number(j, "added", r->keys.added);
    lp_json_number(j, "widened", r->keys.widened);
    lp_json_number(j, "records", r->keys.records);
    lp_json_object_end(j);
    lp_json_array(j, "incomplete");
    lp_records_incomplete(j, &r->tally);
    lp_records_reason(j, "no-such-key", r->absent);
    lp_records_reason(j, "no-answer", r->failed);
    lp_records_reason(j, "no-record", r->keys.bad);
    lp_json_array_end(j);
    lp_json_end(j);
}

static void
summarise(struct lp_keys_out *x, const struct lp_fetch_report *r,
          const char *archive)
{
    FILE *to = x->env->out;

    if (!x->quiet) {
        fputs("Asked for  ", to);
        lp_say_count(to, r->asked, "name");
        fprintf(to, ": %" PRIu64 " secure, %" PRIu64 " insecure, ",
                r->records[LP_ANSWER_SECURE], r->records[LP_ANSWER_INSECURE]);
        fprintf(to, "%" PRIu64 " without a record, %" PRIu64 " unanswered\n",
                r->absent, r->failed);
        lp_records_reasons(to, &r->tally);
    }
    if (r->keys.records > 0) {
        fputs("Wrote ", to);
        lp_say_text(to, archive);
        fprintf(to, "  %" PRIu64 " added, %" PRIu64 " known for longer\n",
                r->keys.added, r->keys.widened);
    }
    if (exit_of(r) != LP_EXIT_GOOD) {
        fputs("INCOMPLETE: not every key could be had\n", to);
    }
}

static int
fetch(struct lp_keys_out *x, const struct lp_fetch_options *o)
{
    struct lp_fetch_report report;
    struct lp_err err = {0};
    enum lp_code rc;

    if (x->as_json) {
        lp_records_start(&x->json, x->env);
    }
    rc = lp_do_fetch(o, &report, &err);
    if (rc != LP_OK) {
        return lp_common_fail(x->env, x->as_json ? &x->json : NULL, &err);
    }
    if (x->as_json) {
        summarise_json(x, &report);
    } else {
        summarise(x, &report, o->archive);
    }
    return (int)exit_of(&report);
}

/* Whether the words make sense; told if not. */
static bool
sensible(struct lp_env *env, bool online, size_t operands, size_t mails)
{
    if (operands > 0 && (operands > 1 || mails > 0) && online) {
        return true;
    }
    if (operands == 0 || (operands == 1 && mails == 0)) {
        fputs("leafproof: nothing to ask for, or no archive to keep it in "
              "[E0101]\n",
              env->log);
    } else {
        fputs("leafproof: asking DNS tells others whose mail you have "
              "[E0101]\n",
              env->log);
    }
    fputs("  try: leafproof keys fetch ARCHIVE --online NAME...\n", env->log);
    return false;
}

static int
run_fetch(struct lp_env *env, int argc, char **argv)
{
    struct lp_keys_out x = {.env = env, .json = {.to = env->out}};
    struct lp_fetch_options o = {
        .now = env->now, .told = on_answer, .bad = lp_keys_say_bad, .who = &x};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    struct lp_list mails = {0};
    bool online = false;
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_FLAG, 0, "online", &online, NULL,
         "ask: it tells others whose mail you have"},
        {LP_OPT_LIST, 0, "from", &mails, "MAIL",
         "ask for the keys that its signatures name (repeatable)"},
        {LP_OPT_TEXT, 0, "resolver", &o.ask.resolver, "ADDRESS",
         "ask this one, instead of the servers of each domain"},
        {LP_OPT_TEXT, 0, "trust-anchor", &o.ask.anchor, "FILE",
         "of DNSSEC, instead of the system's"},
        {LP_OPT_TEXT, 0, "dns-config", &o.ask.config, "FILE",
         "a configuration of Unbound"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, LP_COMMON_RECORDS, more);
    exit = lp_common_parse(env, &lp_cmd_keys_fetch, opts, &c, argc, argv,
                           &operands);
    if (exit < 0 && (!sensible(env, online, operands.n, mails.n) ||
                     !lp_common_how(env, &c, &o.how))) {
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        o.archive = operands.of[0];
        o.names = operands.of + 1;
        o.names_n = operands.n - 1;
        o.mails = mails.of;
        o.mails_n = mails.n;
        x.as_json = lp_common_json(&c);
        x.quiet = c.quiet;
        exit = lp_common_end(env, fetch(&x, &o));
    }
    lp_list_release(&operands);
    lp_list_release(&mails);
    return exit;
}

const struct lp_cmd lp_cmd_keys_fetch = {
    .name = "keys fetch",
    .operands = "ARCHIVE --online [NAME...] [--from MAIL]",
    .summary = "Ask DNS for keys, and keep what it says with its time.",
    .run = run_fetch,
};
