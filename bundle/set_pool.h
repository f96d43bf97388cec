#ifndef LP_BUNDLE_SET_POOL_H
#define LP_BUNDLE_SET_POOL_H

#include "formats/sums.h"
#include "ledger/index.h"

/* What to search: sets, folders of sets, manifests and flat lists. */
struct lp_set_pool {
    const char *const *published; /* what is no set counts as published */
    size_t n;
    const char *const *software; /* likewise as known software */
    size_t software_n;
    struct lp_sums_form list; /* as in lp_submission */
    const char *secret; /* the file of the key of keyed sets; may be NULL */
};

/**
 * Open all of it as one index. Manifests and lists become sets in a temporary
 * folder that is gone when this returns; their publication is their name, and
 * they have no date.
 */
LP_MUST_USE enum lp_code lp_set_pool_open(struct lp_index **out,
                                          const struct lp_set_pool *p,
                                          struct lp_err *err);

#endif
