#ifndef LP_FORMATS_BAG_DECL_H
#define LP_FORMATS_BAG_DECL_H

#include "base/slice.h"

/* The declaration of a bag, bagit.txt (RFC 8493, 2.1.1). */
struct lp_bag_decl {
    bool has_version;
    unsigned major;
    unsigned minor;
    bool known;               /* 1.0, or 0.93 to 0.97 */
    bool strict;              /* the rules of 1.0 are meant, or nobody knows */
    struct lp_slice encoding; /* of the other tag files; borrowed */
    const char *wrong;        /* what is wrong with it, or NULL ... */
    const char *odd;          /* ... or odd, in a version that allows it */
    uint64_t line;            /* where, from 1 */
};

/* Read all of bagit.txt, `raw`, as far as it can be. */
void lp_bag_decl(struct lp_bag_decl *d, struct lp_slice raw);

/* `s` without the blanks and TABs around it. */
struct lp_slice lp_bag_trim(struct lp_slice s);

#endif
