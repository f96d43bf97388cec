#include "cmd/ranges.h"

#include <inttypes.h>

#include "base/text.h"
#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/verdicts.h"
#include "cmd/verdicts_json.h"

struct ranges {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
};

static void
on_judged(void *who, const struct lp_signature *s)
{
    const struct ranges *g = who;

    if (!g->as_json && !g->quiet) {
        lp_verdicts_signature(g->env->out, s);
    }
}

static enum lp_code
on_run(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct ranges *g = who;

    (void)err;
    if (g->as_json) {
        lp_verdicts_event_json(&g->json, (struct lp_slice){0}, e);
    } else if (!g->quiet) {
        lp_verdicts_event(g->env->out, e);
    }
    return LP_OK;
}

static bool
take_range(const char *text, struct lp_range_options *o)
{
    struct lp_cursor c = lp_cursor_over(lp_slice_str(text));
    struct lp_slice at = lp_cursor_until(&c, '+');

    return !c.failed && lp_text_u64(at, &o->at) &&
           lp_text_u64(c.rest, &o->len) && o->len > 0;
}

/* Why no byte of the file was looked at. */
static void
say_stopped(const struct ranges *g, const struct lp_range_options *o,
            const struct lp_verify_report *r)
{
    FILE *log = g->env->log;

    if (r->malformed[0] == '\0') {
        lp_verdicts_stopped(log, o->manifest, r);
        return;
    }
    fputs("leafproof: ", log);
    lp_say_text(log, o->pieces);
    fputs(": ", log);
    lp_say_text(log, r->malformed);
    fputs(" [E0103]\n", log);
}

static void
say_verdict(const struct ranges *g, const struct lp_range_report *r)
{
    const struct lp_verify_report *b = &r->base;
    bool trusted = b->signature.verdict == LP_SIG_GOOD;
    FILE *to = g->env->out;

    if (!b->compared && b->malformed[0] == '\0') {
        lp_verdicts_close(to, b);
        return;
    }
    fputs(lp_verdicts_word(b->verdict), to);
    if (!b->compared) {
        fputs(": the pieces prove nothing; no byte was read\n", to);
    } else if (b->verdict == LP_VERIFIED) {
        fprintf(to, ": bytes %" PRIu64 "-%" PRIu64 " are those of %s\n", r->at,
                r->end - 1,
                trusted ? "the signed document"
                        : "a document of the manifest, which nobody trusted "
                          "has signed");
    } else {
        fputs(b->verdict == LP_NOT_VERIFIED
                  ? ": these are not the bytes of the document\n"
                  : ": not all of these bytes are there\n",
              to);
    }
}

static void
summarise(struct ranges *g, const struct lp_range_options *o,
          const struct lp_range_report *r)
{
    const uint64_t *n = r->pieces;
    FILE *to = g->env->out;

    if (!r->base.compared) {
        say_stopped(g, o, &r->base);
    }
    if (g->as_json) {
        lp_json_begin(&g->json, "summary");
        lp_verdicts_report_json(&g->json, &r->base);
        lp_json_end(&g->json);
        return;
    }
    if (r->base.compared && !g->quiet) {
        fprintf(to,
                "Pieces     %" PRIu64 " matched, %" PRIu64 " changed, %" PRIu64
                " not there\n",
                n[LP_VERIFY_MATCHED], n[LP_VERIFY_CHANGED],
                n[LP_VERIFY_UNREADABLE]);
    }
    say_verdict(g, r);
}

int
lp_ranges_run(struct lp_env *env, const struct lp_common *c,
              const struct lp_range_options *asked, const char *range)
{
    struct ranges g = {.env = env,
                       .json = {.to = env->out},
                       .as_json = lp_common_json(c),
                       .quiet = c->quiet};
    struct lp_range_options o = *asked;
    struct lp_range_report report;
    struct lp_err err = {0};
    int exit;

    o.len = UINT64_MAX;
    if (range != NULL && !take_range(range, &o)) {
        fputs("leafproof: --range must be OFFSET+LENGTH, in bytes [E0101]\n"
              "  try: --range 0+1048576\n",
              env->log);
        return LP_EXIT_UNABLE;
    }
    o.told = on_run;
    o.judged = on_judged;
    o.who = &g;
    if (g.as_json) {
        lp_records_start(&g.json, env);
    }
    if (lp_do_range(&o, &report, &err) != LP_OK) {
        exit = lp_common_fail(env, g.as_json ? &g.json : NULL, &err);
    } else {
        exit = (int)lp_verdicts_exit(report.base.verdict);
        summarise(&g, &o, &report);
    }
    lp_signature_release(&report.base.signature);
    return exit;
}
