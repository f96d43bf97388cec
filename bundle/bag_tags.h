#ifndef LP_BUNDLE_BAG_TAGS_H
#define LP_BUNDLE_BAG_TAGS_H

#include "bundle/bag.h"

/* What the tag files of a bag beside its manifests say. */

/* Read and judge bagit.txt, and whether there is a data folder. */
LP_MUST_USE enum lp_code lp_bag_declared(struct lp_bag *b, struct lp_err *err);

/* Find the manifests by their names, in the order of these. */
LP_MUST_USE enum lp_code lp_bag_manifests(struct lp_bag *b, struct lp_err *err);

/* Read fetch.txt into `b->holes`. */
LP_MUST_USE enum lp_code lp_bag_fetches(struct lp_bag *b, struct lp_err *err);

/* Read bag-info.txt, and compare its Payload-Oxum with what is there. */
LP_MUST_USE enum lp_code lp_bag_infos(struct lp_bag *b, struct lp_err *err);

#endif
