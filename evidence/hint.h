#ifndef LP_EVIDENCE_HINT_H
#define LP_EVIDENCE_HINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a document says of its own making, where that does not fit together.
 * Anybody may write such things into a document, and honest clocks go wrong:
 * none of it proves anything, neither alone nor together.
 */
enum lp_hint_kind {
    LP_HINT_HOPS_BACKWARDS,
    LP_HINT_HOPS_UNEVEN,
    LP_HINT_DATE_LATER,
    LP_HINT_DATE_AHEAD,
    LP_HINT_DATE_FAR,
    LP_HINT_ZONE_IMPOSSIBLE,
    LP_HINT_ZONE_NAME,
    LP_HINT_ID_DOMAIN,
    LP_HINT_SIGNED_LATER,
    LP_HINT_SIGNED_APART,
    LP_HINT_METADATA_BACKWARDS,
    LP_HINT_METADATA_APART,
    LP_HINT_METADATA_AHEAD,
    LP_HINT_METADATA_LATER,
    LP_HINT_KINDS
};

#define LP_HINT_MAX ((size_t)240)

/* One of them, and what it was seen in. */
struct lp_hint {
    enum lp_hint_kind kind;
    char text[LP_HINT_MAX + 1];
};

/* At most one of each kind: the first. Zeroed, it is empty. */
struct lp_hints {
    struct lp_hint of[LP_HINT_KINDS];
    size_t n;
};

struct lp_hint_info {
    const char *code;
    const char *word;
    const char *text;
    bool hard; /* these claims cannot all be true: a finding. Else it is seen
                  in honest documents too: a flag */
};

/* NULL for what is none. */
const struct lp_hint_info *lp_hint_info(unsigned kind);

/* The place for the text of a new one; NULL if there is one of its kind. */
char *lp_hints_add(struct lp_hints *h, enum lp_hint_kind kind);

/* A new one that holds one time against another; `first` and `second` stand
 * before them: "Date 2014-01-01T00:00:00Z, received 2013-01-01T00:00:00Z". */
void lp_hints_times(struct lp_hints *h, enum lp_hint_kind kind,
                    const char *first, int64_t a, const char *second,
                    int64_t b);

/* How many are hard. */
size_t lp_hints_hard(const struct lp_hints *h);

#endif
