#ifndef LP_FORMATS_LINE_HAND_H
#define LP_FORMATS_LINE_HAND_H

#include "base/view.h"

/* The longest line that is shown whole. */
#define LP_LINE_HAND_MAX 1024

/* Takes lines from a part of a view. Zeroed, it is empty and safe to
 * release. */
struct lp_line_hand {
    struct lp_source from;
    struct lp_feed feed;
    uint64_t base; /* where the part begins */
    uint8_t line[LP_LINE_HAND_MAX];
};

/* From `at` of `v` up to `end`; a reference on `v` is held. The hand must not
 * move in memory. */
LP_MUST_USE enum lp_code lp_line_hand_open(struct lp_line_hand *h,
                                           struct lp_view *v, uint64_t at,
                                           uint64_t end, struct lp_err *err);

/* A line without its end, which is CRLF, LF or CR. */
struct lp_hand_line {
    struct lp_slice text; /* of a long one, as much as there is room for */
    bool cut;             /* it is a long one */
    bool none;            /* there is no line any more */
    uint64_t at;          /* in the view */
    uint64_t end;         /* behind its end */
};

/* The next line; borrowed until the next call. */
LP_MUST_USE enum lp_code lp_line_hand_take(struct lp_line_hand *h,
                                           struct lp_hand_line *out,
                                           struct lp_err *err);
void lp_line_hand_release(struct lp_line_hand *h);

#endif
