#ifndef LP_BUNDLE_FRAGMENTS_H
#define LP_BUNDLE_FRAGMENTS_H

#include "base/buf.h"

/* Fragments of one document beyond so many are left out. */
#define LP_FRAGMENTS_MAX ((size_t)524288)

/* A fragment, in bytes: its key (8), where it begins (5) and on which page of
 * the document (3; 0: it has none), little-endian. */
#define LP_FRAGMENT_SIZE ((size_t)16)

/* The fragments of one document, in their order. Zeroed, there are none. */
struct lp_fragments {
    struct lp_buf of;
    uint64_t measure; /* what they are cut from: characters or bytes */
    bool cut;         /* there were more than LP_FRAGMENTS_MAX */
};

struct lp_fragment {
    uint64_t key;
    uint64_t at;
    uint32_t page;
};

/* Where none of them begins any more: then it is left out, too. */
#define LP_FRAGMENT_END ((uint64_t)1 << 40)

void lp_fragments_put(struct lp_fragments *f, const struct lp_fragment *one);

/* Put all of `more`, each of them `by` further on. */
void lp_fragments_join(struct lp_fragments *f, struct lp_slice more,
                       uint64_t by);

/* Give each the number of the last of `n` pages that begins before it; `page`
 * says where each begins. A number that does not fit is none. */
void lp_fragments_number(struct lp_fragments *f, const uint64_t *page,
                         size_t n);

/* How many there are in `all`, and number `i` of them. */
size_t lp_fragments_count(struct lp_slice all);
struct lp_fragment lp_fragments_get(struct lp_slice all, size_t i);

#endif
