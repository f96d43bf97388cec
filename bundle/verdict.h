#ifndef LP_BUNDLE_VERDICT_H
#define LP_BUNDLE_VERDICT_H

#include <stdbool.h>

/* Whether something is already public. */
enum lp_verdict {
    LP_VERDICT_NONE, /* has no bytes: a folder, a link */
    LP_VERDICT_EXACT,
    LP_VERDICT_DECODED,
    LP_VERDICT_WEAK, /* by a digest that can be forged, and the length */
    LP_VERDICT_NEW,
    LP_VERDICT_TRIVIAL,
    LP_VERDICT_UNKNOWN,
    LP_VERDICT_COUNT
};

/* "EXACT", ... */
const char *lp_verdict_word(enum lp_verdict v);

/* Whether it says that the document is public. */
bool lp_verdict_public(enum lp_verdict v);

/* Why something is trivial. */
enum lp_trivial {
    LP_TRIVIAL_NOT,
    LP_TRIVIAL_EMPTY,
    LP_TRIVIAL_RECURS,   /* in many messages */
    LP_TRIVIAL_SOFTWARE, /* in a list of known software */
};

/* "empty", "recurring", "software". */
const char *lp_trivial_word(enum lp_trivial t);

#endif
