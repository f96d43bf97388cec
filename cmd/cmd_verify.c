#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "bundle/do_verify.h"
#include "cmd/common.h"
#include "cmd/records.h"
#include "cmd/say.h"

struct verify {
    struct lp_env *env;
    const char *manifest;
    struct lp_json json;
    bool as_json;
    bool quiet;
    bool verbose;
    struct lp_progress_bar bar;
};

static const char *
signature_word(enum lp_sig_verdict v)
{
    static const char *const words[] = {
        [LP_SIG_NONE] = "none",
        [LP_SIG_GOOD] = "good",
        [LP_SIG_BAD] = "bad",
        [LP_SIG_BAD_COMMENT] = "bad-comment",
        [LP_SIG_MALFORMED] = "malformed",
        [LP_SIG_LEGACY] = "legacy",
        [LP_SIG_UNKNOWN_KEY] = "unknown-key",
    };

    return words[v];
}

/* The code of a finding, by what happened; as in docs/FORMAT-records.md. */
static const char *
event_code(enum lp_verify_what w)
{
    static const char *const codes[LP_VERIFY_COUNT] = {
        [LP_VERIFY_MATCHED] = "",    [LP_VERIFY_CHANGED] = "F0501",
        [LP_VERIFY_UNREADABLE] = "", [LP_VERIFY_MISSING] = "F0502",
        [LP_VERIFY_MOVED] = "F0503", [LP_VERIFY_ADDED] = "F0504",
    };

    return codes[w];
}

/* Seconds from a `timestamp:N` field of a trusted comment. */
static bool
claimed_time(struct lp_slice comment, int64_t *out)
{
    struct lp_cursor c = lp_cursor_over(comment);

    while (c.rest.len > 0) {
        struct lp_slice rest = c.rest;
        struct lp_slice field = lp_cursor_until(&c, '\t');

        if (c.failed) {
            field = rest;
            c = lp_cursor_over((struct lp_slice){0});
        }
        if (lp_slice_begins(field, lp_slice_str("timestamp:"))) {
            return lp_text_i64(lp_slice_from(field, 10), out);
        }
    }
    return false;
}

static void
say_good(FILE *to, const struct lp_signature *s)
{
    struct lp_buf when = {0};
    int64_t seconds;

    fprintf(to, "Signature  good    \"");
    lp_say(to, lp_buf_slice(&s->signer));
    fprintf(to, "\" (key %s)", s->id);
    if (claimed_time(lp_buf_slice(&s->comment), &seconds)) {
        lp_text_time(&when, seconds);
        fprintf(to, ", %.*s as claimed by the signer", (int)when.len,
                (char *)when.data);
        lp_buf_release(&when);
    }
    fputc('\n', to);
}

static void
say_signature(struct verify *v, const struct lp_signature *s)
{
    FILE *to = v->env->out;

    switch (s->verdict) {
    case LP_SIG_GOOD:
        say_good(to, s);
        break;
    case LP_SIG_NONE:
        fprintf(to, "Signature  none\n");
        break;
    case LP_SIG_BAD:
        fprintf(to, "Signature  BAD     this is not what key %s signed\n",
                s->id);
        break;
    case LP_SIG_BAD_COMMENT:
        fprintf(to, "Signature  BAD     its trusted comment was changed\n");
        break;
    case LP_SIG_MALFORMED:
        fprintf(to, "Signature  BAD     ");
        lp_say(to, lp_slice_str(s->reason));
        fputc('\n', to);
        break;
    case LP_SIG_LEGACY:
        fprintf(to, "Signature  legacy  of key %s; not accepted\n", s->id);
        break;
    case LP_SIG_UNKNOWN_KEY:
        fprintf(
            to,
            "Signature  unknown made by key %s, which is not trusted here\n",
            s->id);
        break;
    }
}

static void
on_judged(void *who, const struct lp_signature *s)
{
    struct verify *v = who;

    if (!v->as_json && !v->quiet) {
        say_signature(v, s);
    }
}

static void
event_json(struct lp_json *j, const struct lp_verify_event *e)
{
    bool finding = event_code(e->what)[0] != '\0';

    lp_json_begin(j, finding ? "finding" : "item");
    if (finding) {
        lp_json_text(j, "code", event_code(e->what));
        lp_json_text(j, "severity", "error");
    }
    lp_json_slice(j, "path", e->path);
    lp_json_text(j, "verdict", lp_verify_word(e->what));
    if (!finding) {
        lp_json_number(j, "size", e->size);
        lp_json_object(j, "digests");
        if (e->has_found) {
            lp_json_hex(j, "sha256", (struct lp_slice){e->found, 32});
        }
        lp_json_object_end(j);
    }
    if (e->rule != LP_RULE_NONE) {
        lp_json_array(j, "rules");
        lp_records_rule(j, e->rule, 0);
        lp_json_array_end(j);
    }
    if (e->note.len > 0) {
        lp_json_slice(j, "note", e->note);
    }
    if (finding) {
        lp_json_object(j, "evidence");
        if (e->has_expected) {
            lp_json_hex(j, "expected", (struct lp_slice){e->expected, 32});
        }
        if (e->has_found) {
            lp_json_hex(j, "found", (struct lp_slice){e->found, 32});
        }
        if (e->to.len > 0) {
            lp_json_slice(j, "to", e->to);
        }
        lp_json_object_end(j);
    }
    lp_json_end(j);
}

static void
short_hex(FILE *to, const uint8_t *digest)
{
    fprintf(to, "%02x%02x%02x%02x...", digest[0], digest[1], digest[2],
            digest[3]);
}

static void
event_text(FILE *to, const struct lp_verify_event *e)
{
    fprintf(to, "  %-10s %.*s", lp_verify_word(e->what), (int)e->path.len,
            (const char *)e->path.data);
    if (e->what == LP_VERIFY_MOVED) {
        fprintf(to, " -> %.*s", (int)e->to.len, (const char *)e->to.data);
    } else if (e->what == LP_VERIFY_CHANGED && e->has_found &&
               e->has_expected) {
        fputs("  expected ", to);
        short_hex(to, e->expected);
        fputs(", found ", to);
        short_hex(to, e->found);
    } else if (e->what == LP_VERIFY_CHANGED && e->note.len > 0) {
        fprintf(to, "  is now of another kind: %.*s", (int)e->note.len,
                (const char *)e->note.data);
    } else if (e->what == LP_VERIFY_UNREADABLE) {
        fprintf(to, "  %.*s [%s]", (int)e->note.len, (const char *)e->note.data,
                lp_rule_info(e->rule)->id);
    }
    fputc('\n', to);
}

static enum lp_code
on_event(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    struct verify *v = who;

    (void)err;
    if (v->as_json) {
        event_json(&v->json, e);
    } else if (!v->quiet && (e->what != LP_VERIFY_MATCHED || v->verbose)) {
        lp_progress_clear(&v->bar);
        event_text(v->env->out, e);
    }
    return LP_OK;
}

static const char *
verdict_word(enum lp_verify_verdict v)
{
    return v == LP_VERIFIED       ? "VERIFIED"
           : v == LP_NOT_VERIFIED ? "NOT VERIFIED"
                                  : "INCOMPLETE";
}

static enum lp_exit
exit_of(enum lp_verify_verdict v)
{
    return v == LP_VERIFIED       ? LP_EXIT_GOOD
           : v == LP_NOT_VERIFIED ? LP_EXIT_FINDING
                                  : LP_EXIT_INCOMPLETE;
}

static void
incomplete_json(struct lp_json *j, const struct lp_verify_report *r)
{
    const char *word = NULL;

    lp_json_array(j, "incomplete");
    if (r->signature.verdict == LP_SIG_NONE) {
        word = "unsigned";
    } else if (r->signature.verdict == LP_SIG_UNKNOWN_KEY) {
        word = "unknown-key";
    } else if (r->signature.verdict == LP_SIG_LEGACY) {
        word = "legacy-signature";
    }
    if (word != NULL && r->verdict != LP_VERIFIED) {
        lp_records_reason(j, word, 1);
    }
    lp_records_reason(j, "unreadable", r->count[LP_VERIFY_UNREADABLE]);
    lp_json_array_end(j);
}

static void
summarise_json(struct lp_json *j, const struct lp_verify_report *r)
{
    static const char *const names[LP_VERIFY_COUNT] = {
        "matched", "changed", "unreadable", "missing", "moved", "added"};
    const struct lp_signature *s = &r->signature;

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", verdict_word(r->verdict));
    lp_json_number(j, "exit", exit_of(r->verdict));
    lp_json_object(j, "signature");
    lp_json_text(j, "result", signature_word(s->verdict));
    if (s->id[0] != '\0') {
        lp_json_text(j, "key", s->id);
    }
    if (s->verdict == LP_SIG_GOOD) {
        lp_json_slice(j, "comment", lp_buf_slice(&s->comment));
    }
    lp_json_object_end(j);
    if (r->malformed[0] != '\0') {
        lp_json_text(j, "malformed", r->malformed);
    }
    lp_json_object(j, "counts");
    for (unsigned w = 0; w < LP_VERIFY_COUNT; w++) {
        lp_json_number(j, names[w], r->count[w]);
    }
    lp_json_object_end(j);
    incomplete_json(j, r);
    lp_json_object(j, "checked");
    lp_json_number(j, "files", r->count[LP_VERIFY_MATCHED]);
    lp_json_number(j, "bytes", r->bytes);
    lp_json_object_end(j);
    lp_json_end(j);
}

/* Why the files were not even looked at, with the next step. */
static void
say_stopped(struct verify *v, const struct lp_verify_report *r)
{
    FILE *log = v->env->log;
    struct lp_buf name = {0};

    lp_text_escape(&name, lp_slice_str(v->manifest));
    lp_buf_byte(&name, '\0');
    if (r->malformed[0] != '\0') {
        fprintf(log, "leafproof: %s: ", (char *)name.data);
        lp_say(log, lp_slice_str(r->malformed));
        fprintf(log, " [E0103]\n");
    } else if (r->signature.verdict == LP_SIG_NONE) {
        fprintf(log,
                "leafproof: %s is not signed [E0203]\n"
                "  looked for: %s.minisig\n"
                "  try: leafproof sign %s, or --allow-unsigned\n",
                (char *)name.data, (char *)name.data, (char *)name.data);
    } else if (r->signature.verdict == LP_SIG_UNKNOWN_KEY) {
        fprintf(log,
                "leafproof: %s is signed by key %s, which is not trusted "
                "here [E0204]\n"
                "  try: --pubkey KEY or --trust FILE, with a key that you got "
                "from the signer\n",
                (char *)name.data, r->signature.id);
    } else if (r->signature.verdict == LP_SIG_LEGACY) {
        fprintf(log,
                "leafproof: %s has a legacy signature [E0205]\n"
                "  try: sign it again, with leafproof sign or minisign -S\n",
                (char *)name.data);
    }
    lp_buf_release(&name);
}

static void
summarise(struct verify *v, const struct lp_verify_report *r)
{
    FILE *to = v->env->out;
    const uint64_t *n = r->count;
    char size[24];

    if (r->compared && !v->quiet) {
        lp_progress_size(size, (double)r->bytes);
        fprintf(to,
                "Files      %" PRIu64 " matched, %" PRIu64 " changed, %" PRIu64
                " missing, %" PRIu64 " moved, %" PRIu64 " added, %" PRIu64
                " unreadable; every byte of %s was re-read\n",
                n[LP_VERIFY_MATCHED], n[LP_VERIFY_CHANGED],
                n[LP_VERIFY_MISSING], n[LP_VERIFY_MOVED], n[LP_VERIFY_ADDED],
                n[LP_VERIFY_UNREADABLE], size);
    }
    if (!r->compared) {
        say_stopped(v, r);
    }
    fprintf(to, "%s", verdict_word(r->verdict));
    if (r->verdict == LP_VERIFIED) {
        fputs(r->signature.verdict == LP_SIG_GOOD
                  ? ": the files are the signed ones\n"
                  : ": the files are those of the manifest, which nobody "
                    "trusted has signed\n",
              to);
    } else if (!r->compared) {
        fputs(r->malformed[0] != '\0' ? ": the manifest is malformed\n"
              : r->verdict == LP_NOT_VERIFIED
                  ? ": the signature is bad; no file was read\n"
                  : ": no trusted signature; no file was read\n",
              to);
    } else if (r->verdict == LP_NOT_VERIFIED) {
        fputs(r->signature.verdict == LP_SIG_GOOD
                  ? ": the signature is good, the files are not the signed "
                    "ones\n"
                  : ": the files are not those of the manifest\n",
              to);
    } else {
        fputs(": not everything could be read\n", to);
    }
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
        exit = (int)exit_of(report.verdict);
        if (v->as_json) {
            summarise_json(&v->json, &report);
        } else {
            summarise(v, &report);
        }
    }
    lp_verify_report_release(&report);
    return exit;
}

/* All keys that the options name. */
static bool
load_trust(struct lp_env *env, struct lp_json *json, struct lp_trust *t,
           const struct lp_list *keys, const struct lp_list *files)
{
    const char *standing = getenv("LEAFPROOF_TRUST");
    struct lp_err err = {0};
    enum lp_code rc = LP_OK;

    for (size_t i = 0; rc == LP_OK && i < keys->n; i++) {
        rc = lp_trust_key(t, keys->of[i], &err);
    }
    for (size_t i = 0; rc == LP_OK && i < files->n; i++) {
        rc = lp_trust_file(t, files->of[i], &err);
    }
    if (rc == LP_OK && keys->n + files->n == 0 && standing != NULL) {
        rc = lp_trust_file(t, standing, &err);
    }
    if (rc != LP_OK) {
        (void)lp_common_fail(env, json, &err);
    }
    return rc == LP_OK;
}

static int
run_verify(struct lp_env *env, int argc, char **argv)
{
    struct verify v = {.env = env, .json = {.to = env->out}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list operands = {0};
    struct lp_list keys = {0};
    struct lp_list files = {0};
    struct lp_trust trust = {0};
    struct lp_verify_options o = {
        .trust = &trust, .told = on_event, .judged = on_judged, .who = &v};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_LIST, 'p', "pubkey", &keys, "KEY",
         "trust this public key, a file or its base64 (repeatable)"},
        {LP_OPT_LIST, 0, "trust", &files, "FILE",
         "trust the public keys in this file (default: $LEAFPROOF_TRUST)"},
        {LP_OPT_FLAG, 0, "allow-unsigned", &o.allow_unsigned, NULL,
         "compare files although no trusted key signed"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, LP_COMMON_OUTPUT | LP_COMMON_VERBOSE, more);
    exit =
        lp_common_parse(env, &lp_cmd_verify, opts, &c, argc, argv, &operands);
    if (exit < 0 && (operands.n == 0 || operands.n > 2)) {
        fprintf(env->log,
                "leafproof: verify takes a manifest and a folder [E0101]\n"
                "  try: leafproof verify FILE.leaf [DIR] --pubkey KEY\n");
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0 && !load_trust(env, lp_common_json(&c) ? &v.json : NULL,
                                &trust, &keys, &files)) {
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        o.manifest = operands.of[0];
        o.folder = operands.n > 1 ? operands.of[1] : NULL;
        v.manifest = o.manifest;
        v.as_json = lp_common_json(&c);
        v.quiet = c.quiet;
        v.verbose = c.verbose;
        exit = lp_common_end(env, verify(&v, &c, &o));
    }
    lp_trust_release(&trust);
    lp_list_release(&operands);
    lp_list_release(&keys);
    lp_list_release(&files);
    return exit;
}

const struct lp_cmd lp_cmd_verify = {
    .name = "verify",
    .operands = "FILE.leaf [DIR] --pubkey KEY",
    .summary = "Check the signature of a manifest, and every file against it.",
    .run = run_verify,
};
