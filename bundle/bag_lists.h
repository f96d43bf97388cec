#ifndef LP_BUNDLE_BAG_LISTS_H
#define LP_BUNDLE_BAG_LISTS_H

#include "bundle/bag.h"

/* Compare all that the manifests list with what is there. */
LP_MUST_USE enum lp_code lp_bag_lists(struct lp_bag *b, struct lp_err *err);

#endif
