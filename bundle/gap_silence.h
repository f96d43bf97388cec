#ifndef LP_BUNDLE_GAP_SILENCE_H
#define LP_BUNDLE_GAP_SILENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Below these there is no rhythm that a silence could break. */
#define LP_SILENCE_MIN 30     /* messages with a date */
#define LP_SILENCE_AT_ENDS 10 /* of them, before and behind the silence */

/* The rhythm of a mailbox, in seconds. */
struct lp_rhythm {
    int64_t usual;   /* three quarters of the time, without the longest
                        pause, is in pauses up to this */
    int64_t longest; /* pause */
    int64_t second;  /* the longest but one */
    size_t n;        /* messages */
};

/* What `n` dates in ascending order (seconds since 1970) show. `scratch` has
 * room for `n` numbers. */
struct lp_rhythm lp_rhythm_of(const int64_t *dates, size_t n, int64_t *scratch);

/* Whether the pause between the dates `i` and `i` + 1 is a silence, by the
 * rule of docs/FORMAT-gaps.md. */
bool lp_rhythm_breaks(const struct lp_rhythm *r, const int64_t *dates,
                      size_t i);

#endif
