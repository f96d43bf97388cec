#ifndef LP_CMD_COMMON_H
#define LP_CMD_COMMON_H

#include "bundle/inputs.h"
#include "bundle/sums_join.h"
#include "cmd/cmd.h"
#include "cmd/json.h"
#include "cmd/opt.h"
#include "cmd/progress.h"

/* What the commands that read bundles have in common. */
struct lp_common {
    bool help;
    bool json;
    bool quiet;
    bool verbose;
    const char *format;
    const char *also; /* a format that only this command has; NULL: none */
    bool lists;       /* --format takes what lists are read as, too ... */
    const char
        *reads; /* ... and these, with a blank between; NULL: no others */
    const char *progress;
    unsigned long long jobs; /* UINT64_MAX: not said */
    unsigned long long depth;
    unsigned long long max_ratio;
    const char *max_expand;
    const char *digest;
    const char *levels;
    unsigned long long password_fd; /* UINT64_MAX: not said */
};

#define LP_COMMON_INIT                                                     \
    {                                                                      \
        .depth = UINT64_MAX, .jobs = UINT64_MAX, .password_fd = UINT64_MAX \
    }

/* Which of the common options a command has; --help always. */
enum {
    LP_COMMON_OUTPUT = 1,    /* --json, --format, --quiet, --progress, --jobs */
    LP_COMMON_VERBOSE = 2,   /* --verbose */
    LP_COMMON_LIMITS = 16,   /* --depth, --max-ratio, --max-expand */
    LP_COMMON_WALK = 4,      /* these, --digest and --levels */
    LP_COMMON_PASSWORD = 32, /* --password-fd */
    LP_COMMON_RECORDS = 8,   /* of OUTPUT, --json, --format and --quiet */
};

#define LP_COMMON_MAX 16

/* Fill `to` with the options of `which`, to stand behind a command's own. */
void lp_common_opts(struct lp_common *c, unsigned which,
                    struct lp_opt to[LP_COMMON_MAX]);

/**
 * Parse `argv` for `cmd`. Returns -1 to go on, or the exit code to end with
 * (usage errors and --help; both printed).
 */
int lp_common_parse(struct lp_env *env, const struct lp_cmd *cmd,
                    const struct lp_opt *opts, const struct lp_common *c,
                    int argc, char **argv, struct lp_list *operands);

/* What --format says of how lists are read; kind NONE: nothing. */
struct lp_sums_form lp_common_list(const struct lp_common *c);

/* Whether records are asked for instead of text. */
bool lp_common_json(const struct lp_common *c);

/* How to walk, from the options and LEAFPROOF_JOBS; false, told, if an option
 * makes no sense. A password is read, once, into `env`, and borrowed there. */
bool lp_common_how(struct lp_env *env, const struct lp_common *c,
                   struct lp_walk_how *how);

/* Ready `p` and `how->progress` as the options say. */
void lp_common_progress(struct lp_env *env, const struct lp_common *c,
                        struct lp_json *json, struct lp_walk_how *how,
                        struct lp_progress_bar *p);

/* Digests as in "sha256,md5", as bits 1 << enum lp_alg; false if one is not
 * known. */
bool lp_common_digests(const char *text, unsigned *algs);

/* A number of bytes with an optional K, M, G or T (powers of 1024). */
bool lp_common_size(const char *text, uint64_t *out);

/* Tell an error: cause, and next step. Also as a record under --json. Returns
 * the exit code for it. */
int lp_common_fail(struct lp_env *env, struct lp_json *json,
                   const struct lp_err *err);

/* Everything was said: `exit`, or LP_EXIT_UNABLE if stdout did not take it. */
int lp_common_end(struct lp_env *env, int exit);

#endif
