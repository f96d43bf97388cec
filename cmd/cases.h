#ifndef LP_CMD_CASES_H
#define LP_CMD_CASES_H

#include "cmd/cmd.h"
#include "cmd/expect.h"
#include "cmd/json.h"
#include "cmd/junit.h"

/* Many bundles verified in one run: what is said in the end. */
struct lp_cases {
    uint64_t total;
    uint64_t good;       /* verified, or repacked */
    uint64_t expected;   /* not good, but known to be so */
    uint64_t failed;     /* neither, by a finding ... */
    uint64_t incomplete; /* ... or because something is not known */
    uint64_t files;      /* that matched */
    uint64_t bytes;      /* re-read */
    struct lp_expect expect;
    struct lp_junit junit;
};

/* The worst: a finding, or something that was expected and not seen; then
 * something incomplete. */
enum lp_exit lp_cases_exit(const struct lp_cases *s);

void lp_cases_text(const struct lp_cases *s, FILE *to);
void lp_cases_json(const struct lp_cases *s, struct lp_json *j);
LP_MUST_USE enum lp_code lp_cases_junit(struct lp_cases *s, FILE *to,
                                        struct lp_err *err);
void lp_cases_release(struct lp_cases *s);

#endif
