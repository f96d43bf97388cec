#ifndef LP_CMD_BAGS_H
#define LP_CMD_BAGS_H

#include "bundle/do_bag.h"
#include "cmd/common.h"

/* Validate the bag that `o` names and show what was found. Returns the exit
 * code. */
int lp_bags_run(struct lp_env *env, const struct lp_common *c,
                const struct lp_bag_options *options);

#endif
