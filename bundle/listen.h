#ifndef LP_BUNDLE_LISTEN_H
#define LP_BUNDLE_LISTEN_H

#include "bundle/sink.h"
#include "bundle/walker.h"
#include "bundle/wire.h"

/* Told now and then how far the walk is. May be NULL. */
typedef void lp_progress(void *who, const struct lp_status *s);

/**
 * Hear a walker out: push its records into `sink`, in their order, and charge
 * their sizes to the run's total as they come.
 *
 * The walker is not believed: frames that break the grammar or do not nest end
 * the run, as do a walker that dies and ten minutes without progress. `w` is
 * stopped when this returns.
 */
LP_MUST_USE enum lp_code lp_listen(struct lp_walker *w,
                                   const struct lp_limits *limits,
                                   const struct lp_sink *sink,
                                   lp_progress *progress, void *who,
                                   struct lp_err *err);

#endif
