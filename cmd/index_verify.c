#include <inttypes.h>
#include <stdlib.h>

#include "bundle/do_sets.h"
#include "cmd/common.h"
#include "cmd/index.h"
#include "cmd/records.h"
#include "cmd/say.h"
#include "cmd/trusted.h"

/* What there is to say of one set, in one word: the first that applies. */
enum word {
    WORD_GOOD,
    WORD_DAMAGED,
    WORD_BROKEN,
    WORD_BAD_SIGNATURE,
    WORD_UNREADABLE,
    WORD_UNSIGNED,
    WORD_UNKNOWN_KEY,
    WORD_LEGACY,
    WORD_COUNT
};

static const struct {
    const char *word;
    const char *name; /* in counts and reasons */
    enum lp_exit exit;
} words[WORD_COUNT] = {
    [WORD_GOOD] = {"GOOD", "good", LP_EXIT_GOOD},
    [WORD_DAMAGED] = {"DAMAGED", "damaged", LP_EXIT_FINDING},
    [WORD_BROKEN] = {"BROKEN", "broken", LP_EXIT_FINDING},
    [WORD_BAD_SIGNATURE] = {"BAD SIGNATURE", "bad-signature", LP_EXIT_FINDING},
    [WORD_UNREADABLE] = {"UNREADABLE", "unreadable", LP_EXIT_INCOMPLETE},
    [WORD_UNSIGNED] = {"UNSIGNED", "unsigned", LP_EXIT_INCOMPLETE},
    [WORD_UNKNOWN_KEY] = {"UNKNOWN KEY", "unknown-key", LP_EXIT_INCOMPLETE},
    [WORD_LEGACY] = {"LEGACY", "legacy-signature", LP_EXIT_INCOMPLETE},
};

struct verify {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
    const struct lp_trust *trust; /* NULL: no signature was asked for */
    uint64_t count[WORD_COUNT];
    uint64_t bytes; /* of good ones */
};

static enum word
word_of(const struct lp_set_verified *v)
{
    static const enum word by_state[] = {
        [LP_SET_WHOLE] = WORD_GOOD,
        [LP_SET_DAMAGED] = WORD_DAMAGED,
        [LP_SET_BROKEN] = WORD_BROKEN,
        [LP_SET_UNREADABLE] = WORD_UNREADABLE,
    };
    static const enum word by_signature[] = {
        [LP_SIG_NONE] = WORD_UNSIGNED,
        [LP_SIG_GOOD] = WORD_GOOD,
        [LP_SIG_BAD] = WORD_BAD_SIGNATURE,
        [LP_SIG_BAD_COMMENT] = WORD_BAD_SIGNATURE,
        [LP_SIG_MALFORMED] = WORD_BAD_SIGNATURE,
        [LP_SIG_LEGACY] = WORD_LEGACY,
        [LP_SIG_UNKNOWN_KEY] = WORD_UNKNOWN_KEY,
    };

    return v->state != LP_SET_WHOLE || !v->judged
               ? by_state[v->state]
               : by_signature[v->signature.verdict];
}

static void
say_why(FILE *to, const struct lp_set_verified *v, enum word w)
{
    const struct lp_signature *s = &v->signature;

    if (w == WORD_DAMAGED) {
        fprintf(to, " at byte %" PRIu64, v->why.at);
    } else if (w == WORD_BROKEN && v->why.at > 0) {
        fprintf(to, " at byte %" PRIu64 ": it breaks its own format",
                v->why.at);
    } else if (w == WORD_BROKEN || w == WORD_UNREADABLE) {
        fputs(": ", to);
        lp_say_text(to, v->why.text);
    } else if (w == WORD_GOOD && v->judged) {
        fputs(", signed by \"", to);
        lp_say(to, lp_buf_slice(&s->signer));
        fprintf(to, "\" (key %s)", s->id);
    } else if (w == WORD_UNKNOWN_KEY || w == WORD_LEGACY) {
        fprintf(to, ", whole, signed by key %s, %s", s->id,
                w == WORD_LEGACY ? "in a way that is not accepted"
                                 : "which is not trusted here");
    } else if (w == WORD_UNSIGNED) {
        fputs(", whole", to);
    } else if (w == WORD_BAD_SIGNATURE && s->reason[0] != '\0') {
        fputs(": ", to);
        lp_say_text(to, s->reason);
    }
}

static void
put_text(struct verify *x, const char *path, const struct lp_set_verified *v,
         enum word w)
{
    FILE *to = x->env->out;

    fputs("  ", to);
    lp_say_text(to, path);
    fprintf(to, "  %s", words[w].word);
    say_why(to, v, w);
    fputc('\n', to);
}

static void
put_json(struct lp_json *j, const char *path, const struct lp_set_verified *v,
         enum word w)
{
    bool known = v->state == LP_SET_WHOLE;

    lp_json_begin(j, "item");
    lp_json_escaped(j, "path", path);
    lp_json_text(j, "verdict", words[w].word);
    if (v->judged) {
        lp_json_object(j, "signature");
        lp_json_text(j, "result", lp_trusted_word(v->signature.verdict));
        if (v->signature.id[0] != '\0') {
            lp_json_text(j, "key", v->signature.id);
        }
        if (v->signature.verdict == LP_SIG_GOOD) {
            lp_json_slice(j, "comment", lp_buf_slice(&v->signature.comment));
        }
        lp_json_object_end(j);
    }
    if (known) {
        lp_json_number(j, "size", v->size);
        lp_json_hex(j, "root", (struct lp_slice){v->root, LP_KEY_SIZE});
    } else {
        lp_json_number(j, "at", v->why.at);
        lp_json_escaped(j, "note", v->why.text);
    }
    lp_json_end(j);
}

static enum lp_exit
exit_of(const struct verify *x)
{
    enum lp_exit exit = LP_EXIT_GOOD;

    for (unsigned w = 0; w < WORD_COUNT; w++) {
        if (x->count[w] > 0 && words[w].exit != LP_EXIT_GOOD &&
            exit != LP_EXIT_FINDING) {
            exit = words[w].exit;
        }
    }
    return exit;
}

static const char *
verdict_of(enum lp_exit exit)
{
    return exit == LP_EXIT_GOOD      ? "VERIFIED"
           : exit == LP_EXIT_FINDING ? "NOT VERIFIED"
                                     : "INCOMPLETE";
}

static void
summarise_json(struct verify *x)
{
    struct lp_json *j = &x->json;

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", verdict_of(exit_of(x)));
    lp_json_number(j, "exit", exit_of(x));
    lp_json_object(j, "sets");
    for (unsigned w = 0; w < WORD_COUNT; w++) {
        lp_json_number(j, words[w].name, x->count[w]);
    }
    lp_json_object_end(j);
    lp_json_array(j, "incomplete");
    for (unsigned w = 0; w < WORD_COUNT; w++) {
        if (words[w].exit == LP_EXIT_INCOMPLETE) {
            lp_records_reason(j, words[w].name, x->count[w]);
        }
    }
    lp_json_array_end(j);
    lp_json_object(j, "checked");
    lp_json_number(j, "files", x->count[WORD_GOOD]);
    lp_json_number(j, "bytes", x->bytes);
    lp_json_object_end(j);
    lp_json_end(j);
}

static void
summarise(struct verify *x)
{
    FILE *to = x->env->out;
    enum lp_exit exit = exit_of(x);
    uint64_t all = 0;

    for (unsigned w = 0; w < WORD_COUNT; w++) {
        all += x->count[w];
    }
    fprintf(to, "%s: %" PRIu64 " of ", verdict_of(exit), x->count[WORD_GOOD]);
    lp_say_count(to, all, "set");
    fputs(x->trust != NULL ? " whole and signed by a trusted key\n"
                           : " whole; no signature was asked for\n",
          to);
}

static int
verify(struct verify *x, const struct lp_list *sets)
{
    struct lp_err err = {0};
    enum lp_code rc = LP_OK;

    if (x->as_json) {
        lp_records_start(&x->json, x->env);
    }
    for (size_t i = 0; rc == LP_OK && i < sets->n; i++) {
        struct lp_set_verified v;

        rc = lp_do_set_verify(sets->of[i], x->trust, &v, &err);
        if (rc == LP_OK) {
            enum word w = word_of(&v);

            x->count[w]++;
            x->bytes += w == WORD_GOOD ? v.size : 0;
            if (x->as_json) {
                put_json(&x->json, sets->of[i], &v, w);
            } else if (!x->quiet) {
                put_text(x, sets->of[i], &v, w);
            }
        }
        lp_set_verified_release(&v);
    }
    if (rc != LP_OK) {
        return lp_common_fail(x->env, x->as_json ? &x->json : NULL, &err);
    }
    if (x->as_json) {
        summarise_json(x);
    } else {
        summarise(x);
    }
    return (int)exit_of(x);
}

static int
run_verify(struct lp_env *env, int argc, char **argv)
{
    struct verify x = {.env = env, .json = {.to = env->out}};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list sets = {0};
    struct lp_list keys = {0};
    struct lp_list files = {0};
    struct lp_trust trust = {0};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_LIST, 'p', "pubkey", &keys, "KEY",
         "trust this public key, a file or its base64 (repeatable)"},
        {LP_OPT_LIST, 0, "trust", &files, "FILE",
         "trust the public keys in this file (default: $LEAFPROOF_TRUST)"},
        {LP_OPT_MORE, .into = more},
    };
    int exit;

    lp_common_opts(&c, LP_COMMON_RECORDS, more);
    exit =
        lp_common_parse(env, &lp_cmd_index_verify, opts, &c, argc, argv, &sets);
    x.as_json = lp_common_json(&c);
    x.quiet = c.quiet;
    if (exit < 0 && sets.n == 0) {
        fputs("leafproof: no set to verify [E0101]\n"
              "  try: leafproof index verify SET... --pubkey KEY\n",
              env->log);
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0 && !lp_trusted_load(env, x.as_json ? &x.json : NULL, &trust,
                                     &keys, &files)) {
        exit = LP_EXIT_UNABLE;
    }
    if (exit < 0) {
        x.trust = trust.n > 0 || keys.n + files.n > 0 ? &trust : NULL;
        exit = lp_common_end(env, verify(&x, &sets));
    }
    lp_trust_release(&trust);
    lp_list_release(&sets);
    lp_list_release(&keys);
    lp_list_release(&files);
    return exit;
}

const struct lp_cmd lp_cmd_index_verify = {
    .name = "index verify",
    .operands = "SET... [--pubkey KEY]",
    .summary = "Check every byte of sets, and their signatures.",
    .run = run_verify,
};
