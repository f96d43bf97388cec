#include "cmd/torrents.h"

#include <inttypes.h>

#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/verdicts.h"
#include "cmd/verdicts_json.h"

struct torrents {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    bool verbose;
    struct lp_progress_bar bar;
};

static void
on_judged(void *who, const struct lp_signature *s)
{
    const struct torrents *v = who;

    if (!v->as_json && !v->quiet) {
        lp_verdicts_signature(v->env->out, s);
    }
}

static void
flaw_json(struct lp_json *j, const struct lp_torrent_flaw *flaw)
{
    const struct lp_rule_info *info = lp_rule_info(flaw->rule);

    lp_json_begin(j, "finding");
    lp_json_text(j, "code", info->id);
    lp_json_text(j, "word", info->word);
    lp_json_text(j, "severity",
                 info->class == LP_CLASS_ADVICE ? "warning" : "error");
    lp_json_slice(j, "path", flaw->path);
    lp_json_object(j, "evidence");
    if (flaw->other.len > 0) {
        lp_json_slice(j, "other", flaw->other);
    }
    if (flaw->placed) {
        lp_json_number(j, flaw->rule == LP_RULE_TORRENT_PIECE ? "piece" : "at",
                       flaw->at);
    }
    lp_json_object_end(j);
    lp_json_end(j);
}

static void
flaw_text(FILE *to, const struct lp_torrent_flaw *flaw)
{
    const struct lp_rule_info *info = lp_rule_info(flaw->rule);

    fprintf(to, "  %-10s %s  %.*s",
            info->class == LP_CLASS_ADVICE ? "warning" : "error", info->word,
            (int)flaw->path.len, (const char *)flaw->path.data);
    if (flaw->other.len > 0) {
        fprintf(to, " to %.*s", (int)flaw->other.len,
                (const char *)flaw->other.data);
    }
    if (flaw->placed) {
        fprintf(to, "  %s %" PRIu64,
                flaw->rule == LP_RULE_TORRENT_PIECE ? "piece" : "at byte",
                flaw->at);
    }
    fprintf(to, " [%s]\n", info->id);
}

static enum lp_code
on_flaw(void *who, const struct lp_torrent_flaw *flaw, struct lp_err *err)
{
    struct torrents *v = who;
    bool advice = lp_rule_info(flaw->rule)->class == LP_CLASS_ADVICE;

    (void)err;
    if (v->as_json) {
        flaw_json(&v->json, flaw);
    } else if (!v->quiet || !advice) {
        lp_progress_clear(&v->bar);
        flaw_text(v->env->out, flaw);
    }
    return LP_OK;
}

static enum lp_code
on_event(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct torrents *v = who;

    (void)err;
    if (v->as_json) {
        lp_verdicts_event_json(&v->json, (struct lp_slice){0}, e);
    } else if (!v->quiet && (e->what != LP_VERIFY_MATCHED || v->verbose)) {
        lp_progress_clear(&v->bar);
        if (e->rule == LP_RULE_TORRENT_UNDECIDED) {
            fprintf(v->env->out, "  %-10s %.*s%s%.*s  %.*s [%s]\n", "UNDECIDED",
                    (int)e->path.len, (const char *)e->path.data,
                    e->to.len > 0 ? " -> " : "", (int)e->to.len,
                    e->to.len > 0 ? (const char *)e->to.data : "",
                    (int)e->note.len, (const char *)e->note.data,
                    lp_rule_info(e->rule)->id);
        } else {
            lp_verdicts_event(v->env->out, e);
        }
    }
    return LP_OK;
}

static const char *
versions(const struct lp_torrent_report *r)
{
    return !r->v2 ? "1" : r->v1 ? "1 and 2" : "2";
}

static void
say_hash(FILE *to, const char *before, const uint8_t *hash, size_t n)
{
    fputs(before, to);
    for (size_t i = 0; i < n; i++) {
        fprintf(to, "%02x", hash[i]);
    }
    fputc('\n', to);
}

static void
say_torrent(FILE *to, const struct lp_torrent_report *r)
{
    fprintf(to, "Torrent    version %s, \"%.*s\"\n", versions(r),
            (int)r->name.len, (const char *)r->name.data);
    if (r->v1) {
        say_hash(to, "  infohash v1  ", r->infohash_v1, sizeof r->infohash_v1);
    }
    if (r->v2) {
        say_hash(to, "  infohash v2  ", r->infohash_v2, sizeof r->infohash_v2);
    }
}

static void
say_counts(FILE *to, const struct lp_torrent_report *r)
{
    const struct lp_verify_report *b = &r->base;
    char size[24];

    lp_progress_size(size, (double)b->bytes);
    lp_verdicts_files(to, b->count);
    if (b->absent > 0) {
        fprintf(to, ", %" PRIu64 " absent", b->absent);
    }
    fprintf(to, "; every byte of %s was re-read\n", size);
    if (r->undecided > 0) {
        fputs("  undecided: ", to);
        lp_say_many(to, r->undecided, "file");
        fputs(" in pieces that could not all be compared\n", to);
    }
}

/* Why the torrent was not relied upon. */
static void
say_refused(FILE *log, const char *torrent, const struct lp_torrent_report *r)
{
    fputs("leafproof: ", log);
    lp_say_text(log, torrent);
    fputs(": ", log);
    lp_say_text(log, r->base.malformed);
    fprintf(log, " [%s]\n", lp_rule_info(r->refused)->id);
}

static void
close_good(FILE *to, const struct lp_torrent_report *r)
{
    const struct lp_verify_report *b = &r->base;
    bool trusted = b->signature.verdict == LP_SIG_GOOD;

    if (b->absent > 0) {
        fprintf(to, ": what is there is as in the %s; %" PRIu64 " absent",
                trusted ? "signed torrent"
                        : "torrent, which nobody trusted has signed",
                b->absent);
    } else {
        fputs(trusted ? ": the files are those of the signed torrent"
                      : ": the files are those of the torrent, which nobody "
                        "trusted has signed",
              to);
    }
    if (b->weak > 0) {
        fputs("; pieces of SHA-1 can be forged", to);
    }
}

static void
say_verdict(FILE *to, const struct lp_torrent_report *r)
{
    const struct lp_verify_report *b = &r->base;

    if (!b->compared && b->malformed[0] == '\0') {
        lp_verdicts_close(to, b);
        return;
    }
    fputs(lp_verdicts_word(b->verdict), to);
    if (!b->compared) {
        fputs(": the torrent cannot be relied upon; no file was read", to);
    } else if (b->verdict == LP_VERIFIED) {
        close_good(to, r);
    } else if (b->verdict == LP_VERIFY_INCOMPLETE) {
        fputs(lp_verify_nothing(b) ? ": nothing of it is there"
                                   : ": not every file could be judged",
              to);
    } else if (b->count[LP_VERIFY_CHANGED] + b->count[LP_VERIFY_MISSING] +
                   b->count[LP_VERIFY_ADDED] >
               0) {
        fputs(": the files are not those of the torrent", to);
    } else {
        fputs(": not all that the torrent says holds", to);
    }
    fputc('\n', to);
}

static void
hash_json(struct lp_json *j, const char *key, const uint8_t *hash, size_t n)
{
    lp_json_hex(j, key, (struct lp_slice){hash, n});
}

static void
summary_json(struct lp_json *j, const struct lp_torrent_report *r)
{
    lp_json_begin(j, "summary");
    lp_verdicts_report_json(j, &r->base);
    lp_json_text(j, "format", "torrent");
    if (r->base.malformed[0] != '\0') {
        lp_json_text(j, "refused", lp_rule_info(r->refused)->id);
    }
    if (r->base.compared) {
        lp_json_object(j, "torrent");
        lp_json_slice(j, "name", lp_buf_slice(&r->name));
        if (r->v1) {
            hash_json(j, "infohash_v1", r->infohash_v1, sizeof r->infohash_v1);
        }
        if (r->v2) {
            hash_json(j, "infohash_v2", r->infohash_v2, sizeof r->infohash_v2);
        }
        lp_json_number(j, "pieces", r->pieces);
        lp_json_number(j, "undecided", r->undecided);
        lp_json_number(j, "errors", r->flaws);
        lp_json_number(j, "warnings", r->advice);
        lp_json_object_end(j);
    }
    lp_json_end(j);
}

static void
summarise(struct torrents *v, const struct lp_torrent_options *o,
          const struct lp_torrent_report *r)
{
    FILE *to = v->env->out;

    if (r->base.malformed[0] != '\0') {
        say_refused(v->env->log, o->torrent, r);
    } else if (!r->base.compared) {
        lp_verdicts_stopped(v->env->log, o->torrent, &r->base);
    }
    if (v->as_json) {
        summary_json(&v->json, r);
        return;
    }
    if (r->base.compared && !v->quiet) {
        say_torrent(to, r);
        say_counts(to, r);
    }
    say_verdict(to, r);
}

int
lp_torrents_run(struct lp_env *env, const struct lp_common *c,
                const struct lp_torrent_options *options)
{
    struct lp_torrent_options o = *options;
    struct torrents v = {.env = env,
                         .json = {.to = env->out},
                         .as_json = lp_common_json(c),
                         .quiet = c->quiet,
                         .verbose = c->verbose};
    struct lp_listener listener = {.progress = lp_progress_tell, .who = &v.bar};
    struct lp_json *json = v.as_json ? &v.json : NULL;
    struct lp_torrent_report report = {0};
    struct lp_err err = {0};
    enum lp_code rc;
    int exit;

    if (!lp_common_how(env, c, &o.how)) {
        return LP_EXIT_UNABLE;
    }
    o.told = on_event;
    o.flawed = on_flaw;
    o.judged = on_judged;
    o.who = &v;
    lp_common_progress(env, c, json, &o.how, &v.bar);
    if (v.as_json) {
        lp_records_start(&v.json, env);
    }
    rc = lp_do_torrent(&o, &listener, &report, &err);
    lp_progress_clear(&v.bar);
    if (rc != LP_OK) {
        exit = lp_common_fail(env, json, &err);
    } else {
        exit = (int)lp_verdicts_exit(report.base.verdict);
        summarise(&v, &o, &report);
    }
    lp_torrent_report_release(&report);
    return exit;
}
