#include <inttypes.h>
#include <string.h>

#include "cmd/common.h"
#include "cmd/proofs.h"
#include "cmd/proofs_say.h"
#include "cmd/records.h"
#include "cmd/say.h"

struct auth {
    struct lp_env *env;
    const struct lp_cmd *cmd;
    struct lp_json json;
    bool as_json;
    bool quiet;
    bool verbose;
    struct lp_buf line;
    struct lp_progress_bar bar;
};

static void
tell_json(struct auth *x, const struct lp_auth_item *item)
{
    struct lp_json *j = &x->json;

    lp_records_begin(j, item->record, item->at);
    if (item->judged) {
        lp_proofs_json(j, item);
    }
    lp_json_end(j);
    lp_records_findings(j, item->record, item->at);
    lp_proofs_codes(j, item);
    lp_proofs_faults(j, item);
    lp_proofs_hints(j, item);
    lp_proofs_flaws(j, item);
}

static enum lp_code
on_item(void *who, const struct lp_auth_item *item, struct lp_err *err)
{
    struct auth *x = who;

    if (x->as_json) {
        tell_json(x, item);
        return LP_OK;
    }
    if (x->quiet) {
        return LP_OK;
    }
    lp_progress_clear(&x->bar);
    lp_buf_clear(&x->line);
    if (item->judged) {
        lp_proofs_text(&x->line, item, x->verbose);
    } else {
        lp_proofs_hints_text(&x->line, item, x->verbose);
    }
    if (x->line.len > 0) {
        (void)fwrite(x->line.data, 1, x->line.len, x->env->out);
    }
    lp_records_problem(x->env->out, item->record, item->at);
    return lp_buf_check(&x->line, err);
}

static bool
is_finding(const struct lp_auth_report *r)
{
    return r->proofs[LP_PROOF_MISMATCH] > 0 ||
           r->proofs[LP_PROOF_ALTERED] > 0 || r->absent > 0 || r->hints > 0 ||
           r->flaws > 0 || r->codes > 0 || r->faults > 0;
}

static enum lp_exit
exit_of(const struct lp_auth_report *r)
{
    enum lp_exit walk = lp_records_exit(&r->tally);

    if (is_finding(r) || walk == LP_EXIT_FINDING) {
        return LP_EXIT_FINDING;
    }
    return walk == LP_EXIT_INCOMPLETE ||
                   r->proofs[LP_PROOF_AUTHENTIC] < r->judged
               ? LP_EXIT_INCOMPLETE
               : LP_EXIT_GOOD;
}

/* The weakest of what was found, for the last line. */
static const char *
verdict_of(const struct lp_auth_report *r)
{
    static const enum lp_proof order[] = {
        LP_PROOF_ALTERED,  LP_PROOF_MISMATCH,      LP_PROOF_UNVERIFIABLE,
        LP_PROOF_UNSIGNED, LP_PROOF_PARTLY_SIGNED, LP_PROOF_AUTHENTIC,
    };

    if (r->absent > 0) {
        return "ABSENT";
    }
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (r->proofs[order[i]] > 0) {
            return lp_proof_word(order[i]);
        }
    }
    return lp_records_verdict(exit_of(r));
}

/* What the last line says of the weakest, and of what that does not mean. */
static const char *
meaning_of(const struct lp_auth_report *r)
{
    static const struct {
        enum lp_proof proof;
        const char *text;
    } rows[] = {
        {LP_PROOF_ALTERED,
         "what is shown is not what was signed; who changed it, and why, that "
         "does not tell"},
        {LP_PROOF_MISMATCH,
         "these are not the bytes that were signed; who changed what, and why, "
         "that does not tell"},
        {LP_PROOF_UNVERIFIABLE, "what cannot be read or judged here proves "
                                "nothing; that does not mean "
                                "forged"},
        {LP_PROOF_UNSIGNED,
         "nothing vouches for these bytes; that does not mean forged"},
        {LP_PROOF_PARTLY_SIGNED, "a signature vouches only for what it covers"},
    };

    if (r->absent > 0) {
        return "a proof that was required is not there; why, that does not "
               "tell";
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (r->proofs[rows[i].proof] > 0) {
            return rows[i].text;
        }
    }
    return "a signature shows who vouched for these bytes";
}

/* Whether there is a word that may be taken for more than it is. */
static bool
says_authentic(const struct lp_auth_report *r)
{
    return r->proofs[LP_PROOF_AUTHENTIC] > 0 ||
           r->proofs[LP_PROOF_PARTLY_SIGNED] > 0 || r->judged == 0;
}

static void
summarise_json(struct auth *x, const struct lp_auth_report *r)
{
    struct lp_json *j = &x->json;

    lp_json_begin(j, "summary");
    lp_json_text(j, "verdict", verdict_of(r));
    lp_json_number(j, "exit", exit_of(r));
    lp_records_counts(j, &r->tally);
    lp_json_array(j, "incomplete");
    lp_records_incomplete(j, &r->tally);
    lp_records_reason(j, "unsigned", r->proofs[LP_PROOF_UNSIGNED]);
    lp_records_reason(j, "unverifiable", r->proofs[LP_PROOF_UNVERIFIABLE]);
    lp_records_reason(j, "partly-signed", r->proofs[LP_PROOF_PARTLY_SIGNED]);
    lp_records_reason(j, "signatures-passed-over", r->passed_over);
    lp_json_array_end(j);
    lp_records_checked(j, &r->tally);
    lp_json_object(j, "proofs");
    for (unsigned p = LP_PROOFS; p-- > 0;) {
        lp_json_number(j, lp_proof_word((enum lp_proof)p), r->proofs[p]);
    }
    lp_json_object_end(j);
    lp_json_number(j, "signatures", r->signatures);
    lp_json_number(j, "keys", r->keys);
    lp_json_number(j, "pgp_keys", r->pgp_keys);
    lp_json_bool(j, "keys_compared", r->compared);
    lp_json_number(j, "key_faults", r->faults);
    lp_json_number(j, "absent", r->absent);
    lp_json_number(j, "hints", r->hints);
    lp_json_end(j);
}

/* With what was judged. */
static void
say_trust(FILE *to, const struct lp_auth_report *r)
{
    fputs("; with ", to);
    lp_say_count(to, r->keys, "key record");
    if (r->roots > 0) {
        fputs(" and ", to);
        lp_say_count(to, r->roots, "trusted certificate");
    }
    if (r->pgp_keys > 0) {
        fputs(" and ", to);
        lp_say_count(to, r->pgp_keys, "OpenPGP key");
    }
    fputc('\n', to);
}

static void
summarise(struct auth *x, const struct lp_auth_report *r)
{
    static const char *const words[LP_PROOFS] = {
        [LP_PROOF_UNSIGNED] = "unsigned",
        [LP_PROOF_UNVERIFIABLE] = "unverifiable",
        [LP_PROOF_MISMATCH] = "mismatch",
        [LP_PROOF_ALTERED] = "altered",
        [LP_PROOF_PARTLY_SIGNED] = "partly signed",
        [LP_PROOF_AUTHENTIC] = "authentic",
    };
    FILE *to = x->env->out;

    if (!x->quiet) {
        const char *before = ": ";

        fputs("Judged     ", to);
        lp_say_count(to, r->judged, "document");
        for (unsigned p = LP_PROOFS; p-- > 0;) {
            if (r->proofs[p] > 0) {
                fprintf(to, "%s%" PRIu64 " %s", before, r->proofs[p], words[p]);
                before = ", ";
            }
        }
        say_trust(to, r);
        if (!r->compared) {
            fputs("Keys       too many to look for shared primes here\n", to);
        }
        if (r->faults > 0) {
            fputs("Bad keys   ", to);
            lp_say_count(to, r->faults, "signature");
            fputs(" that others than the signer could make\n", to);
        }
        if (r->hints > 0) {
            fputs("Hints      ", to);
            lp_say_count(to, r->hints, "contradiction");
            fputs(" in what documents say of themselves: claims, no proof\n",
                  to);
        }
        lp_records_reasons(to, &r->tally);
    }
    fprintf(to, "%s: %s%s\n", verdict_of(r), meaning_of(r),
            says_authentic(r) ? "; authentic does not mean true" : "");
}

static int
authenticate(struct auth *x, const struct lp_common *c,
             struct lp_auth_options *o)
{
    struct lp_listener listener = {.progress = lp_progress_tell,
                                   .who = &x->bar};
    struct lp_json *json = x->as_json ? &x->json : NULL;
    struct lp_auth_report report;
    struct lp_err err = {0};
    enum lp_code rc;

    if (!lp_common_how(x->env, c, &o->how)) {
        return LP_EXIT_UNABLE;
    }
    lp_common_progress(x->env, c, json, &o->how, &x->bar);
    if (x->as_json) {
        lp_records_start(&x->json, x->env);
    }
    rc = lp_do_auth(o, &listener, &report, &err);
    lp_progress_clear(&x->bar);
    if (rc != LP_OK) {
        return lp_common_fail(x->env, json, &err);
    }
    if (x->as_json) {
        summarise_json(x, &report);
    } else {
        summarise(x, &report);
    }
    return (int)exit_of(&report);
}

/* Methods of --require; NULL, or the word that is none. */
static const char *
read_required(const struct lp_list *words, unsigned *require)
{
    for (size_t i = 0; i < words->n; i++) {
        unsigned method;

        if (!lp_proofs_method(words->of[i], &method)) {
            return words->of[i];
        }
        *require |= 1U << method;
    }
    return NULL;
}

/* The method that a word may have meant; NULL: none is like it. */
static const char *
method_like(const char *word)
{
    const char *best = NULL;
    unsigned least = 3; /* letters that are wrong */

    for (unsigned m = 0; word != NULL && m < LP_METHOD_COUNT; m++) {
        unsigned d = lp_opt_distance(word, lp_method_word((enum lp_method)m));

        if (d < least) {
            least = d;
            best = lp_method_word((enum lp_method)m);
        }
    }
    return best;
}

static int
complain(struct auth *x, const char *what, const char *word)
{
    const char *near = method_like(word);

    fprintf(x->env->log, "leafproof: %s", what);
    if (word != NULL) {
        lp_say_text(x->env->log, word);
    }
    fprintf(x->env->log, " [E0101]\n");
    if (near != NULL) {
        fprintf(x->env->log, "  did you mean %s?\n", near);
    }
    fprintf(x->env->log, "  try: leafproof %s PATH... --keys FILE\n",
            x->cmd->name);
    return LP_EXIT_UNABLE;
}

static int
run(const struct lp_cmd *cmd, struct lp_env *env, int argc, char **argv)
{
    struct auth x = {.env = env, .cmd = cmd, .json = {.to = env->out}};
    struct lp_auth_options o = {.told = on_item, .who = &x, .now = env->now};
    struct lp_common c = LP_COMMON_INIT;
    struct lp_list paths = {0};
    struct lp_list keys = {0};
    struct lp_list bad_keys = {0};
    struct lp_list roots = {0};
    struct lp_list pgp = {0};
    struct lp_list required = {0};
    struct lp_opt more[LP_COMMON_MAX];
    const struct lp_opt opts[] = {
        {LP_OPT_LIST, 0, "keys", &keys, "FILE",
         "key records: lines of a name and a record, an archive with dates, "
         "or JSON (repeatable)"},
        {LP_OPT_LIST, 0, "bad-keys", &bad_keys, "FILE",
         "keys that are known to be bad: lines of a SHA-256 or a key, and "
         "since when and why, if it is known (repeatable)"},
        {LP_OPT_LIST, 0, "trust-store", &roots, "FILE",
         "certificates that are trusted to vouch for signers, and lists of "
         "revoked ones, in PEM (repeatable)"},
        {LP_OPT_LIST, 0, "pgp-keys", &pgp, "FILE",
         "keyrings of OpenPGP, armored or not (repeatable)"},
        {LP_OPT_TEXT, 0, "blocks", &o.blocks, "FILE",
         "headers of blocks, for OpenTimestamps"},
        {LP_OPT_LIST, 0, "require", &required, "METHOD",
         "exit 1 if a message has no match by it: dkim, arc, ... "
         "(repeatable)"},
        {LP_OPT_MORE, .into = more},
    };
    const char *wrong;
    int exit;

    lp_common_opts(&c, LP_COMMON_LIMITS | LP_COMMON_OUTPUT | LP_COMMON_VERBOSE,
                   more);
    exit = lp_common_parse(env, cmd, opts, &c, argc, argv, &paths);
    wrong = read_required(&required, &o.require);
    if (exit < 0 && paths.n == 0) {
        exit = complain(&x, "nothing to look at", NULL);
    } else if (exit < 0 && wrong != NULL) {
        exit = complain(&x, "there is no such method: ", wrong);
    }
    if (exit < 0) {
        o.paths = paths.of;
        o.n = paths.n;
        o.keys = keys.of;
        o.keys_n = keys.n;
        o.bad_keys = bad_keys.of;
        o.bad_keys_n = bad_keys.n;
        o.roots = roots.of;
        o.roots_n = roots.n;
        o.pgp_keys = pgp.of;
        o.pgp_keys_n = pgp.n;
        x.as_json = lp_common_json(&c);
        x.quiet = c.quiet;
        x.verbose = c.verbose;
        exit = lp_common_end(env, authenticate(&x, &c, &o));
    }
    lp_buf_release(&x.line);
    lp_list_release(&paths);
    lp_list_release(&keys);
    lp_list_release(&bad_keys);
    lp_list_release(&roots);
    lp_list_release(&pgp);
    lp_list_release(&required);
    return exit;
}

static int
run_authenticate(struct lp_env *env, int argc, char **argv)
{
    return run(&lp_cmd_authenticate, env, argc, argv);
}

static int
run_auth(struct lp_env *env, int argc, char **argv)
{
    return run(&lp_cmd_auth, env, argc, argv);
}

const struct lp_cmd lp_cmd_authenticate = {
    .name = "authenticate",
    .operands = "PATH... --keys FILE",
    .summary = "Say what signatures prove: of mail, PDFs, office documents, "
               "files and times.",
    .run = run_authenticate,
};

const struct lp_cmd lp_cmd_auth = {
    .name = "auth",
    .operands = "PATH... --keys FILE",
    .summary = "The same as authenticate.",
    .run = run_auth,
};
