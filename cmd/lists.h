#ifndef LP_CMD_LISTS_H
#define LP_CMD_LISTS_H

#include "bundle/do_convert.h"
#include "cmd/cmd.h"

/* What the commands that write flat lists have in common. */

/* The words of their options; the last two may be NULL. */
struct lp_lists_words {
    const char *out;
    const char *to;
    const char *digest;
};

/* The kind of list and its digests (0: not said), or false, told. */
bool lp_lists_parse(struct lp_env *env, const struct lp_lists_words *w,
                    enum lp_sums_kind *kind, unsigned *algs);

/* Print a list as it is. On a terminal, one with names that could lead it
 * astray is refused: false, told. */
bool lp_lists_print(struct lp_env *env, struct lp_slice text);

/* Where notes go: not into the list. */
FILE *lp_lists_notes(struct lp_env *env, const char *out);

/* "Wrote FILE  N documents", unless it was printed. */
void lp_lists_wrote(struct lp_env *env, const char *out, uint64_t documents);

#endif
