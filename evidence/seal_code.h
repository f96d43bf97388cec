#ifndef LP_EVIDENCE_SEAL_CODE_H
#define LP_EVIDENCE_SEAL_CODE_H

#include <stdbool.h>

/* What can be wrong with a signature of an office package, or with the package
 * beside it: bits 1 << of lp_evidence.flaws. */
enum lp_seal_code {
    LP_SEAL_WRAPPED,
    LP_SEAL_DOCTYPE,
    LP_SEAL_TRANSFORM,
    LP_SEAL_CHANGED,
    LP_SEAL_GONE,
    LP_SEAL_UNSIGNED,
    LP_SEAL_TYPE,
    LP_SEAL_TWO_WAYS,
    LP_SEAL_UNREACHED,
    LP_SEAL_LOOSE,
    LP_SEAL_CODES
};

struct lp_seal_info {
    const char *code;
    const char *word;
    const char *text;
    const char *next;
    bool hard; /* a finding; else a flag: honest documents show it too */
};

/* NULL for what is none. */
const struct lp_seal_info *lp_seal_info(unsigned code);

/* How many of `codes` are hard. */
unsigned lp_seal_hard(unsigned codes);

#endif
