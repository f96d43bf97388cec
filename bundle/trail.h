#ifndef LP_BUNDLE_TRAIL_H
#define LP_BUNDLE_TRAIL_H

#include "bundle/record.h"

/* An open container: where its locator ends, and what it is. */
struct lp_step {
    size_t end;
    enum lp_kind kind;
};

/* Locators of nested records, built as containers open and close. */
struct lp_trail {
    struct lp_buf path;
    struct lp_step *step; /* the open containers, outermost first */
    size_t n;
    size_t cap;
};

/* A record's place: borrowed until the trail moves on. */
struct lp_where {
    struct lp_slice path;   /* its locator */
    struct lp_slice parent; /* its container's; empty on disk */
    enum lp_kind in;        /* what that is; OTHER on disk */
};

/* The container `r` opens: later places lie in it, until lp_trail_leave. */
LP_MUST_USE enum lp_code lp_trail_enter(struct lp_trail *t,
                                        const struct lp_record *r,
                                        struct lp_err *err);

/* The place of `r`, in the innermost open container. */
LP_MUST_USE enum lp_code lp_trail_at(struct lp_trail *t,
                                     const struct lp_record *r,
                                     struct lp_where *out, struct lp_err *err);

/* The innermost container closes; `out` is its own place. */
void lp_trail_leave(struct lp_trail *t, struct lp_where *out);
void lp_trail_release(struct lp_trail *t);

#endif
