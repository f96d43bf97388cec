#ifndef LP_CMD_RANGES_H
#define LP_CMD_RANGES_H

#include "bundle/do_range.h"
#include "cmd/common.h"

/* Verify a part of one document: o->manifest, ->pieces and ->file are set, and
 * `range` is OFFSET+LENGTH, or NULL for all of it. Returns the exit code. */
int lp_ranges_run(struct lp_env *env, const struct lp_common *c,
                  const struct lp_range_options *o, const char *range);

#endif
