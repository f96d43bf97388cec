#ifndef LP_LEDGER_SET_PAGES_H
#define LP_LEDGER_SET_PAGES_H

#include "base/file.h"
#include "ledger/set_layout.h"

/*
 * Writes the pages of a set, in order, and keeps their list. Zeroed, it is
 * empty and safe to release. The file stays the caller's.
 */
struct lp_set_pages {
    struct lp_outfile *to;
    uint8_t *first; /* the first page, which the root is made of */
    uint8_t *page;
    size_t fill;
    struct lp_buf list;
};

/* Begin with the first page, as `layout` says. */
LP_MUST_USE enum lp_code lp_set_pages_init(struct lp_set_pages *p,
                                           struct lp_outfile *to,
                                           const struct lp_set_layout *layout,
                                           struct lp_err *err);
LP_MUST_USE enum lp_code lp_set_pages_put(struct lp_set_pages *p,
                                          struct lp_slice bytes,
                                          struct lp_err *err);

LP_MUST_USE enum lp_code lp_set_pages_u32(struct lp_set_pages *p, uint32_t v,
                                          struct lp_err *err);
LP_MUST_USE enum lp_code lp_set_pages_u64(struct lp_set_pages *p, uint64_t v,
                                          struct lp_err *err);

/* Zeros up to the next page: the end of a section. */
LP_MUST_USE enum lp_code lp_set_pages_pad(struct lp_set_pages *p,
                                          struct lp_err *err);

/* Write the list of pages and the root, of LP_KEY_SIZE bytes. */
LP_MUST_USE enum lp_code lp_set_pages_finish(struct lp_set_pages *p,
                                             uint8_t *root, struct lp_err *err);
void lp_set_pages_release(struct lp_set_pages *p);

#endif
