#ifndef LP_BUNDLE_TREE_H
#define LP_BUNDLE_TREE_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/pool.h"
#include "base/view.h"
#include "crypto/btv2.h"

/* The tree of a file, and the layer of it whose subtrees are the pieces of
 * docs/FORMAT-tree.md: few enough to be held, whatever the file's size. */
struct lp_tree {
    uint64_t size;
    unsigned height;           /* of a piece: it has 2^height blocks, ... */
    size_t n;                  /* ... and there are so many */
    struct lp_buf layer;       /* LP_BTV2_LEN bytes of each */
    uint8_t root[LP_BTV2_LEN]; /* if there are bytes at all */
};

/* How pieces are cut: `height` and `n` of a file of `size` bytes. */
void lp_tree_cut(struct lp_tree *t, uint64_t size);

/* Where piece `i` begins, and how many bytes it has. */
uint64_t lp_tree_at(const struct lp_tree *t, size_t i);
uint64_t lp_tree_len(const struct lp_tree *t, size_t i);

/* How to read: on this thread and up to `threads` - 1 more of `pool` (NULL:
 * none), counting bytes in `meter` (may be NULL). */
struct lp_tree_how {
    struct lp_pool *pool;
    unsigned threads;
    atomic_uint_least64_t *meter;
};

/**
 * Read all of `v` into its tree.
 *
 * Must not run with a lock held: it waits for its helpers, which wait for
 * nobody. A view that ends before its size is LP_E_IO.
 */
LP_MUST_USE enum lp_code lp_tree_read(struct lp_tree *t, struct lp_view *v,
                                      const struct lp_tree_how *how,
                                      struct lp_err *err);

/* The hash of piece `i` alone, of `v`, which may be shorter; `*whole` says
 * whether all its bytes were there, else `out` is not set. */
LP_MUST_USE enum lp_code lp_tree_piece(const struct lp_tree *t,
                                       struct lp_view *v, size_t i,
                                       uint8_t out[LP_BTV2_LEN], bool *whole,
                                       struct lp_err *err);

void lp_tree_release(struct lp_tree *t);

#endif
