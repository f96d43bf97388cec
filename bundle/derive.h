#ifndef LP_BUNDLE_DERIVE_H
#define LP_BUNDLE_DERIVE_H

#include "bundle/compare.h"

/*
 * Compares what a walk derives from the files, member by member and line by
 * line, with what a manifest says of them.
 */
struct lp_derive;

/* `text` is a manifest that lp_leaf_tell found good; borrowed. With `partial`,
 * files that the walk does not find are no difference. */
LP_MUST_USE enum lp_code lp_derive_new(struct lp_derive **out,
                                       struct lp_slice text, bool partial,
                                       lp_verified *told, void *who,
                                       struct lp_err *err);

/* Copies of these (borrowed) are nothing new. */
void lp_derive_carried(struct lp_derive *d, const struct lp_carried *carried);

/* The walk is told here, in canonical order. */
struct lp_family lp_derive_family(struct lp_derive *d);

/* All was told; `*differ` counts the differences, `*locked` the members that
 * were opened by a password and were not now, which are told as UNREADABLE. */
LP_MUST_USE enum lp_code lp_derive_finish(struct lp_derive *d, uint64_t *differ,
                                          uint64_t *locked, struct lp_err *err);
void lp_derive_free(struct lp_derive *d); /* NULL is nothing */

#endif
