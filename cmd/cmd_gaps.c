#include <inttypes.h>

#include "base/text.h"
#include "bundle/do_gaps.h"
#include "cmd/common.h"
#include "cmd/records.h"
#include "cmd/say.h"

#define DAY 86400

struct gaps {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    struct lp_buf line;
    bool begun; /* the heading of `kind` was printed */
    enum lp_gap_kind kind;
    uint64_t findings;
    struct lp_progress_bar bar;
};

/* What each kind of finding is called: in records, over a list of them, and
 * what an editor may ask. */
static const struct {
    const char *code;
    const char *word;
    const char *heading;
    const char *question;
} kinds[LP_GAP_KINDS] = {
    [LP_GAP_MISSING_MESSAGE] =
        {"F0901", "MISSING-MESSAGE", "Messages that others refer to",
         "Who has this message, and why is it not here?"},
    [LP_GAP_STRIPPED_ATTACHMENT] =
        {"F0902", "STRIPPED-ATTACHMENT", "Attachments that are not there",
         "Who took the attachment out, and who has it?"},
    [LP_GAP_SERIES_HOLE] = {"F0903", "SERIES-HOLE", "Numbers left out",
                            "Did documents with these numbers exist?"},
    [LP_GAP_SILENCE] = {"F0904", "SILENCE", "Silences",
                        "Was nothing written then, or is it not here?"},
    [LP_GAP_ONE_SIDED] = {"F0905", "ONE-SIDED", "Voices that are not there",
                          "Where is what this correspondent wrote?"},
    [LP_GAP_QUOTED_MISSING] =
        {"F0907", "QUOTED-MISSING", "Quoted, but not there",
         "Who has the message that is quoted, and why is it not here?"},
};

static const char *
stripped_text(enum lp_gap_stripped how)
{
    static const char *const words[] = {
        [LP_STRIPPED_NONE] = "",
        [LP_STRIPPED_EXTERNAL] = "the part says that it is elsewhere",
        [LP_STRIPPED_DELETED] = "a mail program took it out and says so",
        [LP_STRIPPED_EMPTY] = "it has a name and no bytes",
        [LP_STRIPPED_SAID] = "the text says that it was removed",
        [LP_STRIPPED_NAMED] = "the text names it",
    };

    return words[how];
}

static void
put_foreign(struct lp_buf *to, const char *before, struct lp_slice text)
{
    if (text.len > 0) {
        lp_buf_str(to, before);
        lp_text_escape(to, text);
    }
}

/* An identifier without its angle brackets. */
static struct lp_slice
bare(const struct lp_gap *g)
{
    struct lp_slice id = g->what;

    if (g->kind == LP_GAP_MISSING_MESSAGE && id.len > 2 && id.data[0] == '<') {
        id = lp_slice_head(lp_slice_from(id, 1), id.len - 2);
    }
    return id;
}

static void
put_place(struct lp_buf *to, const char *before, struct lp_slice locator)
{
    if (locator.len > 0) {
        lp_buf_str(to, before);
        lp_buf_put(to, locator);
    }
}

static void
put_silence(struct lp_buf *to, const struct lp_gap *g)
{
    put_place(to, "", g->what);
    lp_buf_str(to, g->what.len > 0 ? ": " : "");
    lp_text_time(to, g->from);
    lp_buf_str(to, " to ");
    lp_text_time(to, g->to);
    lp_buf_printf(to, ", %" PRId64 " days, among %" PRIu64 " messages",
                  (g->to - g->from) / DAY, g->of);
}

static void
put_finding(struct lp_buf *to, const struct lp_gap *g)
{
    lp_buf_str(to, "  ");
    switch (g->kind) {
    case LP_GAP_MISSING_MESSAGE:
        put_foreign(to, "", bare(g));
        lp_buf_printf(to, "  named by %" PRIu64, g->count);
        put_place(to, ", first by ", g->path);
        break;
    case LP_GAP_STRIPPED_ATTACHMENT:
        put_place(to, "", g->path);
        put_foreign(to, "  ", g->what);
        lp_buf_printf(to, "  %s", stripped_text(g->how));
        break;
    case LP_GAP_SERIES_HOLE:
        put_foreign(to, "", g->what);
        put_foreign(to, " to ", g->last);
        lp_buf_printf(to, "  %" PRIu64 " missing, %" PRIu64 " there", g->count,
                      g->of);
        put_place(to, ", between ", g->path);
        put_place(to, " and ", g->next);
        break;
    case LP_GAP_SILENCE:
        put_silence(to, g);
        break;
    case LP_GAP_QUOTED_MISSING:
        put_foreign(to, "", g->what);
        lp_buf_printf(to, "  %" PRIu64 " letters, quoted by %" PRIu64, g->of,
                      g->count);
        put_place(to, ", first by ", g->path);
        break;
    default:
        put_foreign(to, "", g->what);
        lp_buf_printf(to,
                      "  %" PRIu64 " messages to it, none from it; %" PRIu64
                      " answers to messages that are not here",
                      g->count, g->of);
        put_place(to, ", first ", g->path);
        break;
    }
    lp_buf_byte(to, '\n');
}

static void
tell_text(struct gaps *x, const struct lp_gap *g)
{
    if (x->quiet) {
        return;
    }
    if (!x->begun || x->kind != g->kind) {
        lp_buf_printf(&x->line, "%s: %s\n", kinds[g->kind].heading,
                      kinds[g->kind].question);
    }
    x->begun = true;
    x->kind = g->kind;
    put_finding(&x->line, g);
    lp_progress_clear(&x->bar);
    (void)fwrite(x->line.data, 1, x->line.len, x->env->out);
}

/* A foreign text as the value of `key`, if there is one. */
static void
json_foreign(struct gaps *x, const char *key, struct lp_slice text)
{
    if (text.len > 0) {
        lp_buf_clear(&x->line);
        lp_text_escape(&x->line, text);
        lp_json_slice(&x->json, key, lp_buf_slice(&x->line));
    }
}

static void
tell_json(struct gaps *x, const struct lp_gap *g)
{
    struct lp_json *j = &x->json;

    lp_json_begin(j, "finding");
    lp_json_text(j, "code", kinds[g->kind].code);
    lp_json_text(j, "verdict", kinds[g->kind].word);
    lp_json_text(j, "severity", "note");
    lp_json_slice(j, "path", g->path);
    lp_json_text(j, "message", kinds[g->kind].question);
    lp_json_object(j, "evidence");
    if (g->kind == LP_GAP_SILENCE) {
        lp_json_slice(j, "mailbox", g->what);
        lp_json_time(j, "from", g->from);
        lp_json_time(j, "to", g->to);
    } else {
        json_foreign(x, "what", bare(g));
    }
    json_foreign(x, "last", g->last);
    if (g->next.len > 0) {
        lp_json_slice(j, "next", g->next);
    }
    if (g->how != LP_STRIPPED_NONE) {
        lp_json_text(j, "how", stripped_text(g->how));
    }
    lp_json_number(j, "count", g->count);
    lp_json_number(j, "of", g->of);
    lp_json_object_end(j);
    lp_json_end(j);
}

static enum lp_code
on_gap(void *who, const struct lp_gap *g, struct lp_err *err)
{
    struct gaps *x = who;

    x->findings++;
    lp_buf_clear(&x->line);
    if (x->as_json) {
        tell_json(x, g);
    } else {
        tell_text(x, g);
    }
    return lp_buf_check(&x->line, err);
}

static enum lp_exit
exit_of(const struct gaps *x, const struct lp_gaps_report *r)
{
    return x->findings > 0 ? LP_EXIT_FINDING : lp_records_exit(&r->tally);
}

static const char *
verdict_of(const struct gaps *x, const struct lp_gaps_report *r)
{
    return x->findings > 0 ? "GAPS"
           : lp_records_exit(&r->tally) == LP_EXIT_GOOD
               ? "NO GAPS"
               : lp_records_verdict(lp_records_exit(&r->tally));
}

static void
summarise_json(struct gaps *x, const struct lp_gaps_report *r)
{
    struct lp_json *j = &x->json;

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", verdict_of(x, r));
    lp_json_number(j, "exit", exit_of(x, r));
    lp_records_totals(j, &r->tally);
    lp_json_object(j, "gaps");
    for (unsigned k = 0; k < LP_GAP_KINDS; k++) {
        lp_json_number(j, kinds[k].word, r->counts.found[k]);
    }
    lp_json_object_end(j);
    lp_json_number(j, "dated", r->counts.dated);
    lp_json_number(j, "passed_over", r->counts.passed_over);
    lp_json_end(j);
}

static void
summarise(struct gaps *x, const struct lp_gaps_report *r)
{
    FILE *to = x->env->out;
    const char *verdict = verdict_of(x, r);

    if (!x->quiet) {
        fputs("Looked at  ", to);
        lp_say_count(to, r->counts.messages, "message");
        fprintf(to, " (%" PRIu64 " dated) and ", r->counts.dated);
        lp_say_count(to, r->counts.files, "named document");
        fputc('\n', to);
        lp_records_reasons(to, &r->tally);
    }
    fprintf(to, "%s: ", verdict);
    if (x->findings > 0) {
        lp_say_count(to, x->findings, "question");
        fputs(" for an editor; none of them proves that anything was removed\n",
              to);
    } else {
        fputs("nothing that the documents refer to was missed; that does not "
              "mean that they are all\n",
              to);
    }
}

static int
gaps(struct gaps *x, const struct lp_common *c, struct lp_gaps_options *o)
{
    struct lp_listener listener = {.progress = lp_progress_tell,
                                   .who = &x->bar};
    struct lp_json *json = x->as_json ? &x->json : NULL;
    struct lp_gaps_report report;
    struct lp_err err = {0};
    enum lp_code rc;

    if (!lp_common_how(x->env, c, &o->how)) {
        return LP_EXIT_UNABLE;
    }
    lp_common_progress(x->env, c, json, &o->how, &x->bar);
    if (x->as_json) {
        lp_records_start(&x->json, x->env);
    }
    rc = lp_do_gaps(o, &listener, &report, &err);
    lp_progress_clear(&x->bar);
    if (rc != LP_OK) {
        return lp_common_fail(x->env, json, &err);
    }
    if (x->as_json) {
        summarise_json(x, &report);
    } else {
        summarise(x, &report);
    }
    return (int)exit_of(x, &report);
}

static int
run_gaps(struct lp_env *env, int argc, char **argv)
{
    struct gaps x = {.env = env, .json = {.to = env->out}};
    struct lp_gaps_options o = {.told = on_gap, .who = &x};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list paths = {0};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {{LP_OPT_MORE, .into = more}};
    int exit;

    lp_common_opts(&c, LP_COMMON_LIMITS | LP_COMMON_OUTPUT, more);
    exit = lp_common_parse(env, &lp_cmd_gaps, opts, &c, argc, argv, &paths);
    if (exit < 0 && paths.n == 0) {
        fprintf(env->log, "leafproof: nothing to look at [E0101]\n"
                          "  try: leafproof gaps PATH...\n");
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        o.paths = paths.of;
        o.n = paths.n;
        x.as_json = lp_common_json(&c);
        x.quiet = c.quiet;
        exit = lp_common_end(env, gaps(&x, &c, &o));
    }
    lp_buf_release(&x.line);
    lp_list_release(&paths);
    return exit;
}

const struct lp_cmd lp_cmd_gaps = {
    .name = "gaps",
    .operands = "PATH...",
    .summary = "Say what the documents refer to, but do not hold.",
    .run = run_gaps,
};
