/*
 * What the static analyzer cannot see, because it looks at one source at a
 * time: a function that fails hands back the code it was given, never LP_OK.
 * Included before every source but err.c, by tests/lint/tidy.sh alone.
 */
#ifndef LP_TESTS_LINT_ANALYZER_H
#define LP_TESTS_LINT_ANALYZER_H

#include "base/err.h"

static inline enum lp_code
lp_analyzer_told(enum lp_code said, enum lp_code code)
{
    (void)said;
    return code;
}

#define lp_fail(err, code, ...) \
    lp_analyzer_told((lp_fail)(err, code, __VA_ARGS__), code)
#define lp_fail_at(err, code, ...) \
    lp_analyzer_told((lp_fail_at)(err, code, __VA_ARGS__), code)
#define lp_no_memory(err) lp_analyzer_told((lp_no_memory)(err), LP_E_MEMORY)

#endif
