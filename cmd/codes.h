#ifndef LP_CMD_CODES_H
#define LP_CMD_CODES_H

#include <stdbool.h>

/* A code of a finding that no rule of formats/rule.h stands for: of what is
 * compared, missing, or said of several documents. For `explain`. */
struct lp_code_text {
    const char *id;
    const char *word;
    const char *text;
    const char *means;
    const char *next;
};

/* The i-th, in the order of their ids; false behind the last. */
bool lp_codes_get(unsigned i, struct lp_code_text *out);

#endif
