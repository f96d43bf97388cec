#ifndef LP_CMD_CMD_H
#define LP_CMD_CMD_H

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"

/* The answer, as the shell sees it (docs/man, and the README). */
enum lp_exit {
    LP_EXIT_GOOD = 0,       /* complete, and nothing to report */
    LP_EXIT_FINDING = 1,    /* altered, missing, added, public, malformed */
    LP_EXIT_UNABLE = 2,     /* could not run */
    LP_EXIT_INCOMPLETE = 3, /* no finding, but not everything is known */
};

/* What a command knows of the world; it has no other. */
struct lp_env {
    FILE *out;              /* what the user asked for */
    FILE *log;              /* everything else */
    struct lp_buf password; /* of --password-fd, once it was read */
    int64_t now; /* seconds since 1970; SOURCE_DATE_EPOCH if that is set */
};

struct lp_cmd {
    const char *name;
    const char *operands; /* for the usage: "PATH..." */
    const char *summary;
    int (*run)(struct lp_env *env, int argc, char **argv);
};

extern const struct lp_cmd lp_cmd_keygen;
extern const struct lp_cmd lp_cmd_hash;
extern const struct lp_cmd lp_cmd_sign;
extern const struct lp_cmd lp_cmd_verify;
extern const struct lp_cmd lp_cmd_check;
extern const struct lp_cmd lp_cmd_authenticate;
extern const struct lp_cmd lp_cmd_auth; /* the same, for short */
extern const struct lp_cmd lp_cmd_keys;
extern const struct lp_cmd lp_cmd_gaps;
extern const struct lp_cmd lp_cmd_diff;
extern const struct lp_cmd lp_cmd_index;
extern const struct lp_cmd lp_cmd_convert;
extern const struct lp_cmd lp_cmd_explain;
extern const struct lp_cmd lp_cmd_doctor;
extern const struct lp_cmd lp_cmd_version;

#endif
