#include "cmd/common.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alg.h"
#include "base/text.h"
#include "bundle/levels.h"
#include "cmd/ask.h"
#include "cmd/say.h"

void
lp_common_opts(struct lp_common *c, unsigned which,
               struct lp_opt to[LP_COMMON_MAX])
{
    const struct {
        unsigned in;
        struct lp_opt opt;
    } all[] = {
        {LP_COMMON_WALK | LP_COMMON_LIMITS,
         {LP_OPT_NUMBER, 0, "depth", &c->depth, "N",
          "open containers down to this depth (default: all)"}},
        {LP_COMMON_WALK | LP_COMMON_LIMITS,
         {LP_OPT_NUMBER, 0, "max-ratio", &c->max_ratio, "N",
          "give up on data that unpacks more than N:1 (default: 200)"}},
        {LP_COMMON_WALK | LP_COMMON_LIMITS,
         {LP_OPT_TEXT, 0, "max-expand", &c->max_expand, "SIZE",
          "give up unpacking past this total (default: 64G or 100 x input)"}},
        {LP_COMMON_WALK | LP_COMMON_LIMITS | LP_COMMON_PASSWORD,
         {LP_OPT_NUMBER, 0, "password-fd", &c->password_fd, "N",
          "read the password of encrypted ZIP members from this descriptor"}},
        {LP_COMMON_WALK,
         {LP_OPT_TEXT, 0, "digest", &c->digest, "LIST",
          "beside sha256: md5, sha1, sha512, blake2b, btv2, with commas"}},
        {LP_COMMON_WALK,
         {LP_OPT_TEXT, 0, "levels", &c->levels, "LIST",
          "of identity: raw, decoded, message, text, near, partial, with "
          "commas (default: all)"}},
        {LP_COMMON_OUTPUT | LP_COMMON_RECORDS,
         {LP_OPT_FLAG, 0, "json", &c->json, NULL, "one JSON object a line"}},
        {LP_COMMON_OUTPUT | LP_COMMON_RECORDS,
         {LP_OPT_TEXT, 0, "format", &c->format, "FORMAT",
          c->reads != NULL ? "text (default), ndjson, junit; or what to read: "
                             "bagit, torrent, or a kind of list as of convert "
                             "--from"
          : c->lists       ? "text (default), ndjson; or what lists are, as of "
                             "convert --from"
          : c->also == NULL ? "text (default), ndjson"
                            : "text (default), ndjson, junit"}},
        {LP_COMMON_OUTPUT | LP_COMMON_RECORDS,
         {LP_OPT_FLAG, 'q', "quiet", &c->quiet, NULL,
          "no notes: only what was asked for, and the verdict"}},
        {LP_COMMON_VERBOSE,
         {LP_OPT_FLAG, 'v', "verbose", &c->verbose, NULL,
          "say what matched, too"}},
        {LP_COMMON_OUTPUT,
         {LP_OPT_TEXT, 0, "progress", &c->progress, "WHEN",
          "auto (default: on a terminal), always, never"}},
        {LP_COMMON_OUTPUT,
         {LP_OPT_NUMBER, 'j', "jobs", &c->jobs, "N",
          "threads (default: one a core)"}},
    };
    size_t n = 0;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if ((which & all[i].in) != 0) {
            to[n++] = all[i].opt;
        }
    }
    to[n++] =
        (struct lp_opt){LP_OPT_FLAG, 'h', "help", &c->help, NULL, "this text"};
    to[n] = (struct lp_opt){0};
}

static void
usage(const struct lp_cmd *cmd, const struct lp_opt *opts, FILE *to)
{
    fprintf(to, "usage: leafproof %s%s%s\n\n%s\n\n", cmd->name,
            cmd->operands[0] == '\0' ? "" : " ", cmd->operands, cmd->summary);
    lp_opt_usage(opts, to);
}

/* Whether the format is one of those that the command reads. */
static bool
is_read(const struct lp_common *c)
{
    struct lp_cursor words =
        lp_cursor_over(lp_slice_str(c->reads == NULL ? "" : c->reads));
    bool is = false;

    while (!is && words.rest.len > 0) {
        struct lp_slice rest = words.rest;
        struct lp_slice word = lp_cursor_until(&words, ' ');

        is = lp_slice_is(words.failed ? rest : word, c->format);
        words.rest.len = words.failed ? 0 : words.rest.len;
    }
    return is;
}

int
lp_common_parse(struct lp_env *env, const struct lp_cmd *cmd,
                const struct lp_opt *opts, const struct lp_common *c, int argc,
                char **argv, struct lp_list *operands)
{
    if (!lp_opt_parse(opts, argc, argv, operands, env->log)) {
        fprintf(env->log, "  try: leafproof %s --help\n", cmd->name);
        return LP_EXIT_UNABLE;
    }
    if (c->help) {
        usage(cmd, opts, env->out);
        return lp_common_end(env, LP_EXIT_GOOD);
    }
    if (c->format != NULL && strcmp(c->format, "text") != 0 &&
        strcmp(c->format, "ndjson") != 0 &&
        (c->also == NULL || strcmp(c->format, c->also) != 0) && !is_read(c) &&
        lp_common_list(c).kind == LP_SUMS_NONE) {
        fprintf(env->log, "leafproof: there is no format \"");
        lp_say_text(env->log, c->format);
        fprintf(env->log, "\" [E0101]\n"
                          "  try: --format text, or --format ndjson\n");
        return LP_EXIT_UNABLE;
    }
    if (c->progress != NULL && strcmp(c->progress, "auto") != 0 &&
        strcmp(c->progress, "always") != 0 &&
        strcmp(c->progress, "never") != 0) {
        fprintf(env->log, "leafproof: --progress must be auto, always or never "
                          "[E0101]\n");
        return LP_EXIT_UNABLE;
    }
    return -1;
}

struct lp_sums_form
lp_common_list(const struct lp_common *c)
{
    return c->lists && c->format != NULL
               ? lp_sums_by_word(lp_slice_str(c->format))
               : (struct lp_sums_form){0};
}

bool
lp_common_json(const struct lp_common *c)
{
    return c->json || (c->format != NULL && strcmp(c->format, "ndjson") == 0);
}

static unsigned
cores(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0) {
        return 1;
    }
    return (unsigned)CPU_COUNT(&set);
}

bool
lp_common_size(const char *text, uint64_t *out)
{
    static const char units[] = "KMGT";
    size_t len = strlen(text);
    const char *unit = len == 0 ? NULL : strchr(units, text[len - 1]);
    struct lp_slice digits = {(const uint8_t *)text,
                              unit == NULL ? len : len - 1};
    unsigned shift = unit == NULL ? 0 : (unsigned)(unit - units + 1) * 10;

    if (!lp_text_u64(digits, out) || *out > (uint64_t)INT64_MAX >> shift) {
        return false;
    }
    *out <<= shift;
    return true;
}

static bool
senseless(struct lp_env *env, const char *option, const char *must)
{
    fprintf(env->log, "leafproof: %s must be %s [E0101]\n", option, must);
    return false;
}

bool
lp_common_digests(const char *text, unsigned *algs)
{
    struct lp_slice rest = lp_slice_str(text);

    while (rest.len > 0) {
        struct lp_cursor c = lp_cursor_over(rest);
        struct lp_slice word = lp_cursor_until(&c, ',');
        enum lp_alg alg = lp_alg_by_word(c.failed ? rest : word);

        if (alg == LP_ALG_NONE) {
            return false;
        }
        *algs |= 1U << alg;
        rest = c.failed ? (struct lp_slice){0} : c.rest;
    }
    return true;
}

/* One line, which is the password of every encrypted member. */
static bool
read_password(struct lp_env *env, const struct lp_common *c)
{
    struct lp_asker asker = {.fd = (int)c->password_fd};
    struct lp_err err = {0};

    if (c->password_fd > INT_MAX) {
        return senseless(env, "--password-fd", "a descriptor");
    }
    if (env->password.len == 0 &&
        lp_ask_passphrase(&asker, &env->password, false, &err) != LP_OK) {
        lp_hint(&err, "write one line to that descriptor, as in "
                      "--password-fd 3 3<FILE");
        (void)lp_common_fail(env, NULL, &err);
        return false;
    }
    return true;
}

bool
lp_common_how(struct lp_env *env, const struct lp_common *c,
              struct lp_walk_how *how)
{
    const char *text = getenv("LEAFPROOF_JOBS");
    bool said = c->jobs != UINT64_MAX;
    uint64_t jobs = said ? c->jobs : cores();

    if (!said && text != NULL && text[0] != '\0' &&
        (!lp_text_u64(lp_slice_str(text), &jobs) || jobs == 0 || jobs > 1024)) {
        return senseless(env, "LEAFPROOF_JOBS", "a number from 1 to 1024");
    }
    if (said && (jobs == 0 || jobs > 1024)) {
        return senseless(env, "-j", "a number from 1 to 1024");
    }
    *how = (struct lp_walk_how){.limits = lp_limits_default};
    how->threads = jobs > 1024 ? 1024 : (unsigned)jobs;
    how->sha256 = getenv("LEAFPROOF_SHA256");
    how->depth = c->depth > UINT_MAX ? UINT_MAX : (unsigned)c->depth;
    if (c->max_ratio > 0) {
        how->limits.ratio = c->max_ratio;
    }
    if (c->max_expand != NULL) {
        if (!lp_common_size(c->max_expand, &how->limits.total_floor)) {
            return senseless(env, "--max-expand", "a size such as 500G");
        }
        how->limits.total_ratio = 0;
    }
    if (c->digest != NULL &&
        (!lp_common_digests(c->digest, &how->algs) ||
         (how->algs & ~(LP_ALG_OTHERS | 1U << LP_ALG_SHA256)) != 0)) {
        return senseless(
            env, "--digest",
            "of sha256, md5, sha1, sha512, blake2b, btv2, with commas");
    }
    how->algs &= LP_ALG_OTHERS; /* sha256 is always there */
    how->levels = LP_LEVELS_ALL;
    if (c->levels != NULL && !lp_levels_read(c->levels, &how->levels)) {
        return senseless(env, "--levels",
                         "of raw, decoded, message, text, near, partial, all, "
                         "with commas");
    }
    if (c->password_fd != UINT64_MAX) {
        if (!read_password(env, c)) {
            return false;
        }
        how->password = lp_buf_slice(&env->password);
    }
    return true;
}

void
lp_common_progress(struct lp_env *env, const struct lp_common *c,
                   struct lp_json *json, struct lp_walk_how *how,
                   struct lp_progress_bar *p)
{
    const char *when = c->progress == NULL ? "auto" : c->progress;
    const char *term = getenv("TERM");
    bool terminal = isatty(fileno(env->log)) == 1 && term != NULL &&
                    strcmp(term, "dumb") != 0;

    *p = (struct lp_progress_bar){.to = env->log};
    if (strcmp(when, "always") == 0) {
        p->json = json;
        p->line = json == NULL;
    } else if (strcmp(when, "never") != 0 && !c->quiet) {
        p->line = terminal;
    }
    how->progress = p->line || p->json != NULL;
}

/* Class of the error as a stable number; what the user is told with it. */
static const char *
error_id(enum lp_code code)
{
    static const char *const ids[] = {
        [LP_OK] = "E0100",       [LP_E_USAGE] = "E0101",
        [LP_E_IO] = "E0102",     [LP_E_FORMAT] = "E0103",
        [LP_E_LIMIT] = "E0104",  [LP_E_MEMORY] = "E0105",
        [LP_E_ENGINE] = "E0106", [LP_E_TRUST] = "E0107",
    };

    return ids[code];
}

/* What the caller had no word for, the system's reason tells. */
static const char *
next_step(const struct lp_err *err)
{
    if (err->hint[0] != '\0') {
        return err->hint;
    }
    if (err->code == LP_E_MEMORY) {
        return "run it where there is more memory, or on less at a time";
    }
    if (err->code != LP_E_IO) {
        return "";
    }
    switch (err->sys) {
    case ENOSPC:
    case EDQUOT:
        return "make room on the disk and run it again";
    case EIO:
        return "check the disk: it may be failing";
    default:
        return "check the path and its permissions";
    }
}

int
lp_common_fail(struct lp_env *env, struct lp_json *json,
               const struct lp_err *err)
{
    const char *try = next_step(err);

    if (json != NULL) {
        lp_json_begin(json, "error");
        lp_json_text(json, "code", error_id(err->code));
        lp_json_escaped(json, "message", err->text);
        lp_json_escaped(json, "try", try);
        lp_json_end(json);
    }
    fprintf(env->log, "leafproof: ");
    lp_say_text(env->log, err->text);
    fprintf(env->log, " [%s]\n", error_id(err->code));
    if (try[0] != '\0') {
        fprintf(env->log, "  try: ");
        lp_say_text(env->log, try);
        fputc('\n', env->log);
    }
    return LP_EXIT_UNABLE;
}

int
lp_common_end(struct lp_env *env, int exit)
{
    if (fflush(env->out) != 0 || ferror(env->out) != 0) {
        fprintf(env->log, "leafproof: the output could not be written "
                          "[E0102]\n");
        return LP_EXIT_UNABLE;
    }
    return exit;
}
