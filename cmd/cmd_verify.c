#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "bundle/do_verify.h"
#include "cmd/bags.h"
#include "cmd/common.h"
#include "cmd/each.h"
#include "cmd/ranges.h"
#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/torrents.h"
#include "cmd/trusted.h"
#include "cmd/verdicts.h"
#include "cmd/verdicts_json.h"

struct verify {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    bool verbose;
    struct lp_progress_bar bar;
};

/* What the options ask for, beside what all commands have. */
struct wishes {
    struct lp_verify_options o;
    bool each;
    const char *expect;
    const char *pieces;
    const char *range;
    bool keys; /* trusted keys were named */
};

static void
on_judged(void *who, const struct lp_signature *s)
{
    struct verify *v = who;

    if (!v->as_json && !v->quiet) {
        lp_verdicts_signature(v->env->out, s);
    }
}

static void
on_claimed(void *who, const struct lp_manifest_trailer *t)
{
    struct verify *v = who;

    if (!v->as_json && !v->quiet) {
        lp_verdicts_claims(v->env->out, t);
    }
}

static enum lp_code
on_event(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct verify *v = who;

    (void)err;
    if (v->as_json) {
        lp_verdicts_event_json(&v->json, (struct lp_slice){0}, e);
    } else if (!v->quiet && (e->what != LP_VERIFY_MATCHED || v->verbose)) {
        lp_progress_clear(&v->bar);
        lp_verdicts_event(v->env->out, e);
    }
    return LP_OK;
}

static void
summarise(struct verify *v, const struct lp_verify_options *o,
          const struct lp_verify_report *r)
{
    FILE *to = v->env->out;

    if (o->deep && r->by_content) {
        fputs("leafproof: --deep needs the folder as it was hashed; no member "
              "was derived again\n",
              v->env->log);
    }
    if (v->as_json) {
        lp_json_begin(&v->json, "summary");
        lp_verdicts_report_json(&v->json, r);
        lp_json_end(&v->json);
        return;
    }
    if (r->compared && !v->quiet) {
        lp_verdicts_counts(to, r);
    }
    if (!r->compared) {
        lp_verdicts_stopped(v->env->log, o->manifest, r);
    }
    lp_verdicts_close(to, r);
}

static int
verify(struct verify *v, const struct lp_common *c, struct lp_verify_options *o)
{
    struct lp_listener listener = {.progress = lp_progress_tell,
                                   .who = &v->bar};
    struct lp_json *json = v->as_json ? &v->json : NULL;
    struct lp_verify_report report;
    struct lp_err err = {0};
    enum lp_code rc;
    int exit;

    o->told = on_event;
    o->judged = on_judged;
    o->claimed = on_claimed;
    o->who = v;
    o->census = true;
    if (!lp_common_how(v->env, c, &o->how)) {
        return LP_EXIT_UNABLE;
    }
    lp_common_progress(v->env, c, json, &o->how, &v->bar);
    if (v->as_json) {
        lp_records_start(&v->json, v->env);
    }
    rc = lp_do_verify(o, &listener, &report, &err);
    lp_progress_clear(&v->bar);
    if (rc != LP_OK) {
        exit = lp_common_fail(v->env, json, &err);
    } else {
        exit = (int)lp_verdicts_exit(report.verdict);
        summarise(v, o, &report);
    }
    lp_verify_report_release(&report);
    return exit;
}

/* Whether the operands make sense; told, if not. */
static bool
sensible(struct lp_env *env, const struct wishes *w,
         const struct lp_list *operands)
{
    if (w->each ? operands->n != 1 : operands->n == 0) {
        fputs(w->each ? "leafproof: verify --each takes one folder [E0101]\n"
                        "  try: leafproof verify --each DIR --pubkey KEY\n"
                      : "leafproof: verify takes a manifest, and what to "
                        "compare with it [E0101]\n"
                        "  try: leafproof verify FILE.leaf [PATH...] "
                        "--pubkey KEY\n",
              env->log);
        return false;
    }
    if (w->expect != NULL && !w->each) {
        fputs("leafproof: --expect goes with --each [E0101]\n"
              "  try: leafproof verify --each DIR --expect FILE\n",
              env->log);
        return false;
    }
    if (w->range != NULL && w->pieces == NULL) {
        fputs("leafproof: --range goes with --pieces [E0101]\n"
              "  try: leafproof verify FILE.leaf FILE --pieces FILE.pieces "
              "--range 0+1048576 --pubkey KEY\n",
              env->log);
        return false;
    }
    if (w->pieces != NULL &&
        (w->each || w->o.deep || w->o.partial || operands->n != 2)) {
        fputs("leafproof: verify --pieces takes a manifest and one file "
              "[E0101]\n"
              "  try: leafproof verify FILE.leaf FILE --pieces FILE.pieces "
              "--pubkey KEY\n",
              env->log);
        return false;
    }
    return true;
}

/* Whether the operand is a bag: by --format, or because a folder that stands
 * where a manifest would has the declaration of one. */
static bool
is_bag(const struct lp_common *c, const struct wishes *w,
       const struct lp_list *operands)
{
    bool said = c->format != NULL && strcmp(c->format, "bagit") == 0;

    return said || (!w->each && w->pieces == NULL && operands->n == 1 &&
                    lp_bag_is_there(operands->of[0]));
}

static int
run_bag(struct lp_env *env, const struct lp_common *c, const struct wishes *w,
        const struct lp_list *operands)
{
    struct lp_bag_options o = {.folder = operands->of[0],
                               .trust = w->o.trust,
                               .signature = w->keys && !w->o.allow_unsigned};

    if (operands->n != 1 || w->each || w->pieces != NULL || w->o.deep ||
        w->o.partial ||
        (c->format != NULL && strcmp(c->format, "junit") == 0)) {
        fputs("leafproof: of a bag, verify takes the folder, and neither "
              "--each, --pieces, --deep, --partial nor junit [E0101]\n"
              "  try: leafproof verify --format bagit DIR\n",
              env->log);
        return LP_EXIT_UNABLE;
    }
    return lp_bags_run(env, c, &o);
}

static bool
is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Which of the operands is a torrent, by --format or by its bytes: it may stand
 * before its folder or behind. NULL: none. */
static const char *
find_torrent(const struct lp_common *c, const struct wishes *w,
             const struct lp_list *operands)
{
    bool said = c->format != NULL && strcmp(c->format, "torrent") == 0;
    const char *first = operands->n > 0 ? operands->of[0] : NULL;
    const char *second = operands->n == 2 ? operands->of[1] : NULL;

    if (w->each || w->pieces != NULL || first == NULL) {
        return said ? first : NULL;
    }
    if (second != NULL && is_folder(first) && !is_folder(second) &&
        (said || lp_torrent_is_there(second))) {
        return second;
    }
    return said || lp_torrent_is_there(first) ? first : NULL;
}

static int
run_torrent(struct lp_env *env, const struct lp_common *c,
            const struct wishes *w, const char *torrent,
            const struct lp_list *operands)
{
    struct lp_torrent_options o = {.torrent = torrent,
                                   .trust = w->o.trust,
                                   .allow_unsigned = w->o.allow_unsigned,
                                   .partial = w->o.partial};

    if (operands->n > 2 || w->each || w->pieces != NULL || w->o.deep ||
        (c->format != NULL && strcmp(c->format, "junit") == 0)) {
        fputs("leafproof: of a torrent, verify takes it and one folder, and "
              "neither --each, --pieces, --deep nor junit [E0101]\n"
              "  try: leafproof verify --format torrent FILE.torrent [DIR]\n",
              env->log);
        return LP_EXIT_UNABLE;
    }
    if (operands->n == 2) {
        o.folder = operands->of[torrent == operands->of[0] ? 1 : 0];
    }
    return lp_torrents_run(env, c, &o);
}

static int
run_wishes(struct lp_env *env, const struct lp_common *c, struct wishes *w,
           const struct lp_list *operands)
{
    struct verify v = {.env = env,
                       .json = {.to = env->out},
                       .as_json = lp_common_json(c),
                       .quiet = c->quiet,
                       .verbose = c->verbose};
    struct lp_each each = {.env = env, .common = c, .expect = w->expect};
    const char *torrent = find_torrent(c, w, operands);

    if (torrent != NULL) {
        return run_torrent(env, c, w, torrent, operands);
    }
    if (is_bag(c, w, operands)) {
        return run_bag(env, c, w, operands);
    }
    if (!w->each) {
        w->o.manifest = operands->of[0];
        w->o.paths = operands->of + 1;
        w->o.n = operands->n - 1;
    }
    if (w->pieces != NULL) {
        struct lp_range_options r = {.manifest = operands->of[0],
                                     .file = operands->of[1],
                                     .pieces = w->pieces,
                                     .trust = w->o.trust,
                                     .allow_unsigned = w->o.allow_unsigned};

        return lp_ranges_run(env, c, &r, w->range);
    }
    each.o = w->o;
    each.junit = c->format != NULL && strcmp(c->format, "junit") == 0;
    if (w->each) {
        return lp_each_run(&each, operands->of[0]);
    }
    return each.junit ? lp_each_one(&each) : verify(&v, c, &w->o);
}

static int
run_verify(struct lp_env *env, int argc, char **argv)
{
    struct lp_json json = {.to = env->out};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    struct lp_list keys = {0};
    struct lp_list files = {0};
    struct lp_trust trust = {0};
    struct wishes w = {.o = {.trust = &trust}};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_LIST, 'p', "pubkey", &keys, "KEY",
         "trust this public key, a file or its base64 (repeatable)"},
        {LP_OPT_LIST, 0, "trust", &files, "FILE",
         "trust the public keys in this file (default: $LEAFPROOF_TRUST)"},
        {LP_OPT_FLAG, 0, "allow-unsigned", &w.o.allow_unsigned, NULL,
         "compare files although no trusted key signed"},
        {LP_OPT_FLAG, 0, "partial", &w.o.partial, NULL,
         "what is absent is counted, and no finding"},
        {LP_OPT_FLAG, 0, "deep", &w.o.deep, NULL,
         "derive every member again, with the parsers"},
        {LP_OPT_FLAG, 0, "each", &w.each, NULL,
         "verify every bundle below a folder"},
        {LP_OPT_TEXT, 0, "expect", &w.expect, "FILE",
         "with --each: results that are known"},
        {LP_OPT_TEXT, 0, "pieces", &w.pieces, "FILE.pieces",
         "verify one file, or the part of it that is there, by its pieces"},
        {LP_OPT_TEXT, 0, "range", &w.range, "OFFSET+LENGTH",
         "with --pieces: only these bytes"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    c.also = "junit";
    c.reads = "bagit torrent";
    c.lists = true;
    lp_common_opts(
        &c, LP_COMMON_PASSWORD | LP_COMMON_OUTPUT | LP_COMMON_VERBOSE, more);
    exit =
        lp_common_parse(env, &lp_cmd_verify, opts, &c, argc, argv, &operands);
    if (exit < 0 && !sensible(env, &w, &operands)) {
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0 && !lp_trusted_load(env, lp_common_json(&c) ? &json : NULL,
                                     &trust, &keys, &files)) {
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        w.o.list = lp_common_list(&c);
        w.keys = keys.n + files.n > 0;
        exit = lp_common_end(env, run_wishes(env, &c, &w, &operands));
    }
    lp_trust_release(&trust);
    lp_list_release(&operands);
    lp_list_release(&keys);
    lp_list_release(&files);
    return exit;
}

const struct lp_cmd lp_cmd_verify = {
    .name = "verify",
    .operands = "FILE.leaf [PATH...] --pubkey KEY",
    .summary = "Check the signature of a manifest, and every file against it.",
    .run = run_verify,
};
