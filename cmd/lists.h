#ifndef LP_CMD_LISTS_H
#define LP_CMD_LISTS_H

#include "bundle/do_convert.h"
#include "cmd/cmd.h"

/* What the commands that write flat lists have in common. */

/* The words of their options; all but the first may be NULL. */
struct lp_lists_words {
    const char *out;
    const char *from;
    const char *to;
    const char *digest;
};

/* What they say. */
struct lp_lists_said {
    struct lp_sums_form from;
    enum lp_sums_kind to;
    unsigned algs; /* 0: not said */
};

/* False, told, if they make no sense. */
bool lp_lists_parse(struct lp_env *env, const struct lp_lists_words *w,
                    struct lp_lists_said *said);

/* A list that was made. */
struct lp_lists_made {
    const char *out;      /* the file that it was written to; NULL: none */
    struct lp_slice text; /* else, the list itself */
    uint64_t documents;
    uint64_t broken; /* lines that could not be read, which were told */
    uint64_t left_out;
    const char *why; /* they were left out, after "N documents left out" */
};

/* Print the list as it is, unless it was written to a file, and say what it
 * came to: the exit code. On a terminal, a list with names that could lead it
 * astray is refused. */
int lp_lists_end(struct lp_env *env, const struct lp_lists_made *made);

#endif
