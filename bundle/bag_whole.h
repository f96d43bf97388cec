#ifndef LP_BUNDLE_BAG_WHOLE_H
#define LP_BUNDLE_BAG_WHOLE_H

#include "bundle/bag.h"

/* All manifests were compared: find what they do not list, what is to be
 * fetched, and what is unwise about the names; and count. */
LP_MUST_USE enum lp_code lp_bag_whole(struct lp_bag *b, struct lp_err *err);

#endif
