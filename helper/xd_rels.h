#ifndef LP_HELPER_XD_RELS_H
#define LP_HELPER_XD_RELS_H

#include "helper/xd_tree.h"

/* The relationships transform of ECMA-376 part 2 (10.5.8.6 of the fourth
 * edition): of a list of relationships those that a signature names. */
#define LP_XD_RELS \
    "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"

/* A relationship that was left out. */
struct lp_xd_loose {
    const char *id;
    const char *type;
};

struct lp_xd_left {
    struct lp_xd_loose *of;
    size_t n;
};

/**
 * Leave in `doc` what `transform`, an element ds:Transform, names, in the order
 * and the form that is signed; what is left out goes to `left`.
 *
 * Returns 0, or why it cannot be done (enum lp_xd_stop).
 */
unsigned lp_xd_rels(xmlDoc *doc, const xmlNode *transform,
                    struct lp_xd_left *left);

#endif
