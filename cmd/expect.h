#ifndef LP_CMD_EXPECT_H
#define LP_CMD_EXPECT_H

#include <stdbool.h>

#include "base/buf.h"

/* One line of a file of known results. */
struct lp_expectation {
    struct lp_slice where; /* BUNDLE, or BUNDLE:PATH; as printed */
    struct lp_slice code;  /* "-": the bundle's own verdict */
    struct lp_slice verdict;
    uint64_t line;
    bool seen;
};

/*
 * Known results, docs/man: lines of WHERE, CODE and VERDICT with a tab between,
 * `#` comments and empty lines. Zeroed, it expects nothing.
 */
struct lp_expect {
    struct lp_buf text;
    struct lp_expectation *of; /* in the order of `where`, code and verdict */
    size_t n;
    size_t cap;
};

/* LP_E_FORMAT, with the line, if it breaks its grammar. */
LP_MUST_USE enum lp_code lp_expect_read(struct lp_expect *e, const char *path,
                                        struct lp_err *err);

/* Whether `verdict` is what is expected of `bundle` as a whole, or (`code` is
 * not "-") of `path` in it. What is found is seen. */
bool lp_expect_take(struct lp_expect *e, struct lp_slice bundle,
                    struct lp_slice path, const char *code,
                    const char *verdict);
void lp_expect_release(struct lp_expect *e);

#endif
