#ifndef LP_CMD_KEYS_H
#define LP_CMD_KEYS_H

#include "bundle/do_keys.h"
#include "cmd/cmd.h"
#include "cmd/json.h"

/* The verbs of `leafproof keys`. */
extern const struct lp_cmd lp_cmd_keys_list;
extern const struct lp_cmd lp_cmd_keys_add;
extern const struct lp_cmd lp_cmd_keys_fetch;

/* Where they speak; `who` of lp_keys_bad_told. */
struct lp_keys_out {
    struct lp_env *env;
    struct lp_json json;
    bool as_json;
    bool quiet;
};

/* Tell of what is no record: an item under --json, else a line on stderr. */
enum lp_code lp_keys_say_bad(void *who, const char *file,
                             const struct lp_key_bad *bad, struct lp_err *err);

/* Begin a summary, and end it with the lines that were no records. */
void lp_keys_summary(struct lp_keys_out *x, enum lp_exit exit);
void lp_keys_summary_end(struct lp_keys_out *x, const struct lp_keys_report *r);

/* The last line, if there were such. */
void lp_keys_say_incomplete(struct lp_keys_out *x,
                            const struct lp_keys_report *r);

#endif
