#ifndef LP_CMD_JUNIT_H
#define LP_CMD_JUNIT_H

#include <stdio.h>

#include "base/buf.h"

enum lp_junit_result {
    LP_JUNIT_PASSED,
    LP_JUNIT_FAILED, /* a finding */
    LP_JUNIT_ERROR,  /* could not be told */
};

/* One test case; its texts are printable or not, and in any bytes. */
struct lp_junit_case {
    struct lp_buf name;
    enum lp_junit_result result;
    const char *type;      /* the verdict */
    struct lp_buf message; /* the last line */
    struct lp_buf details;
};

struct lp_junit {
    struct lp_junit_case *of;
    size_t n;
    size_t cap;
};

/* A new case at the end, to be filled in; NULL: no memory. */
struct lp_junit_case *lp_junit_add(struct lp_junit *j);

/* Print the suite as JUnit XML. What XML 1.0 has no way to say becomes '?'. */
void lp_junit_print(const struct lp_junit *j, FILE *to);
void lp_junit_release(struct lp_junit *j);

#endif
