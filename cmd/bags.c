#include "cmd/bags.h"

#include <inttypes.h>

#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/trusted.h"
#include "cmd/verdicts.h"

struct bags {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    struct lp_progress_bar bar;
};

static const char *
severity(const struct lp_rule_info *info)
{
    return info->class == LP_CLASS_ADVICE   ? "warning"
           : info->class == LP_CLASS_CLOSED ? "unknown"
                                            : "error";
}

static void
event_json(struct lp_json *j, const struct lp_bag_event *e)
{
    const struct lp_rule_info *info = lp_rule_info(e->rule);
    size_t n = lp_alg_len(e->alg);

    lp_json_begin(j, "finding");
    lp_json_text(j, "code", info->id);
    lp_json_text(j, "word", info->word);
    lp_json_text(j, "severity", severity(info));
    lp_json_slice(j, "path", e->path);
    lp_json_object(j, "evidence");
    if (e->in != NULL) {
        lp_json_escaped(j, "in", e->in);
    }
    if (e->line > 0) {
        lp_json_number(j, "line", e->line);
    }
    if (e->other.len > 0) {
        lp_json_slice(j, "other", e->other);
    }
    if (e->alg != LP_ALG_NONE) {
        lp_json_text(j, "algorithm", lp_alg_word(e->alg));
        lp_json_hex(j, "expected", (struct lp_slice){e->expected, n});
        lp_json_hex(j, "found", (struct lp_slice){e->found, n});
    }
    lp_json_object_end(j);
    if (e->note != NULL) {
        lp_json_escaped(j, "note", e->note);
    }
    lp_json_end(j);
}

static void
event_text(FILE *to, const struct lp_bag_event *e)
{
    const struct lp_rule_info *info = lp_rule_info(e->rule);

    fprintf(to, "  %-7s %s  %.*s", severity(info), info->word, (int)e->path.len,
            (const char *)e->path.data);
    if (e->in != NULL) {
        fputs("  in ", to);
        lp_say_text(to, e->in);
    }
    if (e->line > 0) {
        fprintf(to, "%s%" PRIu64, e->in != NULL ? ":" : "  line ", e->line);
    }
    if (e->note != NULL) {
        fputs("  ", to);
        lp_say_text(to, e->note);
    }
    if (e->other.len > 0) {
        fprintf(to, " %.*s", (int)e->other.len, (const char *)e->other.data);
    }
    if (e->alg != LP_ALG_NONE) {
        fprintf(to,
                "  %s expected %02x%02x%02x%02x..., found %02x%02x%02x%02x"
                "...",
                lp_alg_word(e->alg), e->expected[0], e->expected[1],
                e->expected[2], e->expected[3], e->found[0], e->found[1],
                e->found[2], e->found[3]);
    }
    fprintf(to, " [%s]\n", info->id);
}

static enum lp_code
on_told(void *who, const struct lp_bag_event *e, struct lp_err *err)
{
    struct bags *v = who;
    bool advice = lp_rule_info(e->rule)->class == LP_CLASS_ADVICE;

    (void)err;
    if (v->as_json) {
        event_json(&v->json, e);
    } else if (!v->quiet || !advice) {
        lp_progress_clear(&v->bar);
        event_text(v->env->out, e);
    }
    return LP_OK;
}

static const char *const words[] = {[LP_BAG_VALID] = "VALID",
                                    [LP_BAG_INVALID] = "INVALID",
                                    [LP_BAG_INCOMPLETE] = "INCOMPLETE"};

static int
exit_of(const struct lp_bag_report *r)
{
    return r->verdict == LP_BAG_INVALID      ? LP_EXIT_FINDING
           : r->verdict == LP_BAG_INCOMPLETE ? LP_EXIT_INCOMPLETE
                                             : LP_EXIT_GOOD;
}

static bool
is_signed(const struct lp_bag_report *r)
{
    return r->signature.verdict == LP_SIG_GOOD && r->whole;
}

/* Whether two different files with all the digests of the payload can be
 * made. */
static bool
is_weak(const struct lp_bag_report *r)
{
    return (r->algs & (1U << LP_ALG_SHA256 | 1U << LP_ALG_SHA512)) == 0;
}

static void
summary_json(struct lp_json *j, const struct lp_bag_report *r)
{
    const struct lp_signature *s = &r->signature;

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", words[r->verdict]);
    lp_json_number(j, "exit", (uint64_t)exit_of(r));
    lp_json_text(j, "format", "bagit");
    lp_json_object(j, "signature");
    lp_json_text(j, "result", lp_trusted_word(s->verdict));
    if (s->id[0] != '\0') {
        lp_json_text(j, "key", s->id);
    }
    lp_json_object_end(j);
    lp_json_object(j, "counts");
    lp_json_number(j, "files", r->files);
    lp_json_number(j, "matched", r->matched);
    lp_json_number(j, "not_fetched", r->holes);
    lp_json_number(j, "tag_files_not_covered", r->uncovered);
    lp_json_number(j, "errors", r->findings);
    lp_json_number(j, "unknown", r->closed);
    lp_json_number(j, "warnings", r->advice);
    lp_json_object_end(j);
    lp_json_bool(j, "weak", is_weak(r));
    lp_json_array(j, "incomplete");
    lp_records_reason(j, "unknown", r->closed);
    lp_records_reason(j, "unsigned",
                      r->verdict == LP_BAG_INCOMPLETE && !is_signed(r) ? 1 : 0);
    lp_json_array_end(j);
    lp_json_object(j, "checked");
    lp_json_number(j, "files", r->matched);
    lp_json_number(j, "bytes", r->bytes);
    lp_json_object_end(j);
    lp_json_end(j);
}

static void
say_algs(FILE *to, const struct lp_bag_report *r)
{
    const char *between = " by ";

    for (unsigned a = 1; a < LP_ALG_COUNT; a++) {
        if ((r->algs >> a & 1) != 0) {
            fprintf(to, "%s%s", between, lp_alg_word((enum lp_alg)a));
            between = ", ";
        }
    }
}

static void
summary_text(FILE *to, const struct lp_bag_report *r, bool quiet)
{
    char size[24];

    lp_progress_size(size, (double)r->bytes);
    if (!quiet) {
        lp_verdicts_signature(to, &r->signature);
        fprintf(to, "Payload    %" PRIu64 " of %" PRIu64 " files matched",
                r->matched, r->files);
        say_algs(to, r);
        fprintf(to, "; every byte of %s was re-read\n", size);
        if (r->uncovered > 0) {
            fputs("  in no tag manifest: ", to);
            lp_say_many(to, r->uncovered, "tag file");
            fputs(", which may be anybody's\n", to);
        }
    }
    fputs(words[r->verdict], to);
    if (r->verdict == LP_BAG_INVALID) {
        fputs(": this is no valid bag\n", to);
    } else if (r->closed > 0) {
        fputs(": not everything could be checked\n", to);
    } else if (r->verdict == LP_BAG_INCOMPLETE) {
        fputs(": the bag is valid, but no trusted key signed all of it\n", to);
    } else if (is_signed(r)) {
        fprintf(to, ": the bag is the signed one%s\n",
                is_weak(r) ? ", by digests that can be forged" : "");
    } else {
        fprintf(to,
                ": the bag agrees with itself%s; nobody trusted has signed "
                "it\n",
                is_weak(r) ? ", by digests that can be forged" : "");
    }
}

int
lp_bags_run(struct lp_env *env, const struct lp_common *c,
            const struct lp_bag_options *options)
{
    struct lp_bag_options o = *options;
    struct bags v = {.env = env,
                     .json = {.to = env->out},
                     .as_json = lp_common_json(c),
                     .quiet = c->quiet};
    struct lp_listener listener = {.progress = lp_progress_tell, .who = &v.bar};
    struct lp_json *json = v.as_json ? &v.json : NULL;
    struct lp_bag_report report = {0};
    struct lp_err err = {0};
    enum lp_code rc;
    int exit;

    if (!lp_common_how(env, c, &o.how)) {
        return LP_EXIT_UNABLE;
    }
    o.told = on_told;
    o.who = &v;
    lp_common_progress(env, c, json, &o.how, &v.bar);
    if (v.as_json) {
        lp_records_start(&v.json, env);
    }
    rc = lp_do_bag(&o, &listener, &report, &err);
    lp_progress_clear(&v.bar);
    if (rc != LP_OK) {
        exit = lp_common_fail(env, json, &err);
    } else if (v.as_json) {
        exit = exit_of(&report);
        summary_json(&v.json, &report);
    } else {
        exit = exit_of(&report);
        summary_text(env->out, &report, v.quiet);
    }
    lp_bag_report_release(&report);
    return exit;
}
