#ifndef LP_CMD_COMMON_H
#define LP_CMD_COMMON_H

#include "bundle/inputs.h"
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
    const char *progress;
    unsigned long long jobs;
    unsigned long long depth;
    unsigned long long max_ratio;
    const char *max_expand;
};

#define LP_COMMON_INIT      \
    {                       \
        .depth = UINT64_MAX \
    }

#define LP_COMMON_OUTPUT(c)                                                      \
    {LP_OPT_FLAG, 0, "json", &(c).json, NULL, "one JSON object a line"},         \
        {LP_OPT_TEXT, 0,        "format",                                        \
         &(c).format, "FORMAT", "text (default), ndjson"},                       \
        {LP_OPT_FLAG, 'q', "quiet", &(c).quiet, NULL, "only the verdict"},       \
        {LP_OPT_FLAG,  'v',  "verbose",                                          \
         &(c).verbose, NULL, "say more: what matched, too"},                     \
        {LP_OPT_TEXT,   0,      "progress",                                      \
         &(c).progress, "WHEN", "auto (default: on a terminal), always, never"}, \
    {                                                                            \
        LP_OPT_NUMBER, 'j', "jobs", &(c).jobs, "N",                              \
            "threads (default: one a core)"                                      \
    }

#define LP_COMMON_WALK(c)                                                      \
    {LP_OPT_NUMBER, 0,   "depth",                                              \
     &(c).depth,    "N", "open containers down to this depth (default: all)"}, \
        {LP_OPT_NUMBER,                                                        \
         0,                                                                    \
         "max-ratio",                                                          \
         &(c).max_ratio,                                                       \
         "N",                                                                  \
         "give up on data that unpacks more than N:1 (default: 200)"},         \
    {                                                                          \
        LP_OPT_TEXT, 0, "max-expand", &(c).max_expand, "SIZE",                 \
            "give up unpacking past this total (default: 64G or 100 x input)"  \
    }

#define LP_COMMON_HELP(c)                                      \
    {                                                          \
        LP_OPT_FLAG, 'h', "help", &(c).help, NULL, "this text" \
    }

/**
 * Parse `argv` for `cmd`. Returns -1 to go on, or the exit code to end with
 * (usage errors and --help; both printed).
 */
int lp_common_parse(struct lp_env *env, const struct lp_cmd *cmd,
                    const struct lp_opt *opts, const struct lp_common *c,
                    int argc, char **argv, struct lp_list *operands);

/* Whether records are asked for instead of text. */
bool lp_common_json(const struct lp_common *c);

/* How to walk, from the options and LEAFPROOF_JOBS; false, told, if an option
 * makes no sense. */
bool lp_common_how(struct lp_env *env, const struct lp_common *c,
                   struct lp_walk_how *how);

/* Ready `p` and `how->progress` as the options say. */
void lp_common_progress(struct lp_env *env, const struct lp_common *c,
                        struct lp_json *json, struct lp_walk_how *how,
                        struct lp_progress_bar *p);

/* Tell an error: cause, and next step. Also as a record under --json. Returns
 * the exit code for it. */
int lp_common_fail(struct lp_env *env, struct lp_json *json,
                   const struct lp_err *err);

/* Everything was said: `exit`, or LP_EXIT_UNABLE if stdout did not take it. */
int lp_common_end(struct lp_env *env, int exit);

#endif
