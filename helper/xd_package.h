#ifndef LP_HELPER_XD_PACKAGE_H
#define LP_HELPER_XD_PACKAGE_H

#include "helper/xd_tree.h"

/* The members of the package, by the table of formats/xmldsig.h. */
struct lp_xd_package {
    bool ooxml; /* its names differ by more than ASCII case */
    uint32_t *signatures;
    uint32_t signatures_n;
    uint32_t n;
    uint64_t *sizes;              /* by number */
    struct lp_xd_member *members; /* by name */
    struct lp_xd_types *types;
};

/* Read the table; false: it is none. */
bool lp_xd_package_open(struct lp_xd_package *p, bool ooxml);

/* The number of the member with this name; LP_XD_NONE. */
uint32_t lp_xd_package_find(const struct lp_xd_package *p,
                            struct lp_slice name);

/* A member as XML, and how large it is. NULL if it is not GOOD: what cannot be
 * had to its end is NOT_XML. */
xmlDoc *lp_xd_package_xml(const struct lp_xd_package *p, uint32_t member,
                          enum lp_xd_parsed *how, uint64_t *size);

/* The content type of the part `name` (without its slash) is `type`. */
bool lp_xd_package_is(struct lp_xd_package *p, struct lp_slice name,
                      const char *type);

#endif
