#ifndef LP_BUNDLE_GAP_TEXT_H
#define LP_BUNDLE_GAP_TEXT_H

#include "base/err.h"
#include "base/slice.h"

/* So much of a line is looked at. */
#define LP_GAP_LINE_MAX ((size_t)1000)

/* A line of a text that stands in for an attachment, by the rule of
 * docs/FORMAT-gaps.md. */
struct lp_gap_line {
    bool removed;          /* it says that one was removed ... */
    struct lp_slice named; /* ... with this name, if it says it */
    struct lp_slice rest;  /* where names of files may follow */
    char around;           /* how they are marked there: '<', ',' or 0 */
};

/* Read a line without its end. False if it stands in for nothing. */
LP_MUST_USE bool lp_gap_line_read(struct lp_gap_line *l, struct lp_slice line);

/* Take the next name that the line has; false after the last. */
LP_MUST_USE bool lp_gap_line_name(struct lp_gap_line *l, struct lp_slice *name);

#endif
