#ifndef LP_BUNDLE_GAP_SERIES_H
#define LP_BUNDLE_GAP_SERIES_H

#include "bundle/intern.h"

/* Names that differ in a number only, and the numbers that are not there; the
 * rule is that of docs/FORMAT-gaps.md. Zeroed but for `keys.key`, it is ready.
 */
struct lp_series {
    struct lp_intern keys; /* what such names have in common */
    struct lp_series_member *of;
    size_t n;
    size_t cap;
};

/* Numbers that are not there between two that are. */
struct lp_series_hole {
    struct lp_slice first; /* the first and the last name that is missing; */
    struct lp_slice last;  /* one and the same if it is one */
    uint64_t missing;      /* how many those are */
    uint64_t present;      /* members of the series that are there */
    uint32_t before;       /* the document before the hole ... */
    uint32_t behind;       /* ... and the one behind it */
};

typedef enum lp_code lp_series_told(void *who, const struct lp_series_hole *h,
                                    struct lp_err *err);

/* A document's name, without folders; `document` is a number of the caller's.
 */
LP_MUST_USE enum lp_code lp_series_add(struct lp_series *s,
                                       struct lp_slice name, uint32_t document,
                                       struct lp_err *err);

/* Tell the holes: in the order in which the series began, and each in the order
 * of its numbers. `name_of` gives the name that a document was added with. */
LP_MUST_USE enum lp_code
lp_series_tell(struct lp_series *s,
               struct lp_slice (*name_of)(void *who, uint32_t document),
               lp_series_told *told, void *who, struct lp_err *err);

void lp_series_release(struct lp_series *s);

#endif
