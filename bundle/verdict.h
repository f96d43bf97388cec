#ifndef LP_BUNDLE_VERDICT_H
#define LP_BUNDLE_VERDICT_H

#include <stdbool.h>

/* Whether something is already public. */
enum lp_verdict {
    LP_VERDICT_NONE, /* has no bytes: a folder, a link */
    LP_VERDICT_EXACT,
    LP_VERDICT_DECODED,
    LP_VERDICT_WEAK,     /* by a digest that can be forged, and the length */
    LP_VERDICT_MESSAGE,  /* the same mail: its transport may differ */
    LP_VERDICT_TEXT,     /* the same text */
    LP_VERDICT_PROBABLE, /* a mail by the same author of the same minute, with
                            the same letters in it */
    LP_VERDICT_NEAR,     /* a similar text */
    LP_VERDICT_PARTIAL,  /* a part of it is */
    LP_VERDICT_NEW,
    LP_VERDICT_TRIVIAL,
    LP_VERDICT_UNKNOWN,
    LP_VERDICT_COUNT
};

/* "EXACT", ... */
const char *lp_verdict_word(enum lp_verdict v);

/* Whether it says that the document is public. */
bool lp_verdict_public(enum lp_verdict v);

/* Whether it says that it is public as it is, so that all that lies in it is,
 * too. */
bool lp_verdict_holds(enum lp_verdict v);

/* Whether it says that something public looks like it, or is in it. */
bool lp_verdict_alike(enum lp_verdict v);

/* Why something is trivial. */
enum lp_trivial {
    LP_TRIVIAL_NOT,
    LP_TRIVIAL_EMPTY,
    LP_TRIVIAL_RECURS,   /* in many messages */
    LP_TRIVIAL_SOFTWARE, /* in a list of known software */
    LP_TRIVIAL_SCANT,    /* a row that is public, and says so little that this
                            may be by chance */
    LP_TRIVIAL_COUNT
};

/* "empty", "recurring", "software", "scant". */
const char *lp_trivial_word(enum lp_trivial t);

#endif
