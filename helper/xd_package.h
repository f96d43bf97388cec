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

/* The bytes of a member, to be freed with free(); false: not all of them can be
 * had, or they are too many. */
bool lp_xd_package_read(const struct lp_xd_package *p, uint32_t member,
                        struct lp_slice *out);

/* The content type of the part `name` (without its slash) is `type`. */
bool lp_xd_package_is(struct lp_xd_package *p, struct lp_slice name,
                      const char *type);

#endif
