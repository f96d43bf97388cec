#ifndef LP_BUNDLE_SINK_H
#define LP_BUNDLE_SINK_H

#include "bundle/trail.h"

/*
 * Who is told what a walk found. Records are pushed, in the walk's order:
 * `open` when a container's members are about to come (what is known of it by
 * then), `item` for everything that was established, a container after its
 * members. What is passed is borrowed for the call. A sink may be fed by a
 * walk or by a manifest that stands for one.
 */
struct lp_sink_ops {
    enum lp_code (*open)(void *self, const struct lp_record *r,
                         const struct lp_where *at, struct lp_err *err);
    enum lp_code (*item)(void *self, const struct lp_record *r,
                         const struct lp_where *at, struct lp_err *err);
};

struct lp_sink {
    const struct lp_sink_ops *ops;
    void *self;
};

#endif
