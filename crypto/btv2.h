#ifndef LP_CRYPTO_BTV2_H
#define LP_CRYPTO_BTV2_H

#include "base/slice.h"

/*
 * The `pieces root` of BEP 52: SHA-256 of blocks of 16 KiB (the last one as it
 * is), and a binary tree of SHA-256 over these, filled up with hashes of zero
 * bytes to a power of two. Of no bytes there is none.
 *
 * A node is hashed like a block, so 64 bytes can have the root of 32 KiB: two
 * files are the same only if their roots and their lengths are.
 */

#define LP_BTV2_LEN ((size_t)32)
#define LP_BTV2_BLOCK ((size_t)16384)
#define LP_BTV2_HEIGHTS 51 /* for 2^64 bytes */

/* The whole subtrees to the left, one for each bit of the number of leaves:
 * that of bit k has 2^k of them and lies in at[k]. */
struct lp_btv2_stack {
    uint64_t leaves;
    uint8_t at[LP_BTV2_HEIGHTS][LP_BTV2_LEN];
};

/* Bytes on their way; {0} has seen none. It holds nothing that would have to
 * be given back, and a copy has seen the same bytes. */
struct lp_btv2 {
    struct lp_btv2_stack stack;
    size_t part; /* bytes of a block that is not full */
    uint8_t block[LP_BTV2_BLOCK];
};

void lp_btv2_feed(struct lp_btv2 *t, struct lp_slice bytes);

/* End it: the root in `out`. False if there were no bytes. */
bool lp_btv2_root(struct lp_btv2 *t, uint8_t out[LP_BTV2_LEN]);

/* End it as one of several subtrees of 2^height blocks, filled up to that. At
 * least one byte and at most so many blocks were fed. */
void lp_btv2_subtree(struct lp_btv2 *t, unsigned height,
                     uint8_t out[LP_BTV2_LEN]);

/* The root over the subtrees of 2^height blocks, at least one, that stand side
 * by side in `layer`, which is a whole number of hashes. */
void lp_btv2_join(struct lp_slice layer, unsigned height,
                  uint8_t out[LP_BTV2_LEN]);

#endif
