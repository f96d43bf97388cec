#ifndef LP_BASE_SPOOL_H
#define LP_BASE_SPOOL_H

#include "base/view.h"

/*
 * Bytes set aside, to be read again at any place. Small ones stay in memory;
 * larger ones go to one unnamed file that all spools of a store share.
 */
struct lp_store;
struct lp_spool;

/* `fd` is an unnamed, writable file, or -1 (memory only); borrowed. At most
 * `memory` bytes of all spools together stay in memory, at most `disk` bytes
 * go to the file. Outlives its spools. */
LP_MUST_USE enum lp_code lp_store_new(struct lp_store **out, int fd,
                                      uint64_t memory, uint64_t disk,
                                      struct lp_err *err);
void lp_store_free(struct lp_store *s); /* NULL is nothing */

LP_MUST_USE enum lp_code
lp_spool_new(struct lp_spool **out, struct lp_store *store, struct lp_err *err);

/* No more than `max` bytes in this one. */
void lp_spool_limit(struct lp_spool *s, uint64_t max);

/* Append. LP_E_LIMIT when that is reached or the store is full; the spool can
 * then only be given back. */
LP_MUST_USE enum lp_code lp_spool_put(struct lp_spool *s, struct lp_slice bytes,
                                      struct lp_err *err);

/* Nothing more comes: a view of all of it, which takes the spool over. */
struct lp_view *lp_spool_view(struct lp_spool *s);

void lp_spool_free(struct lp_spool *s); /* NULL is nothing */

#endif
