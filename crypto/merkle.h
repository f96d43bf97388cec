#ifndef LP_CRYPTO_MERKLE_H
#define LP_CRYPTO_MERKLE_H

#include "base/err.h"
#include "base/slice.h"
#include "crypto/message.h"

#define LP_MERKLE_LEN 32

/*
 * The Merkle tree hash of RFC 6962, section 2.1, over SHA-256, as its leaves
 * come by: what is kept is one hash for each perfect subtree, the largest
 * first, however many leaves there were.
 */
struct lp_merkle {
    struct lp_message leaf; /* between begin and end */
    uint64_t leaves;
    uint8_t roots[64][LP_MERKLE_LEN];
};

/* An empty tree. On failure `m` is empty and may be released. */
LP_MUST_USE enum lp_code lp_merkle_init(struct lp_merkle *m,
                                        struct lp_err *err);
void lp_merkle_release(struct lp_merkle *m);

/* Add the next leaf, the bytes `data` (they are not kept). After a failure
 * the tree may only be released. */
LP_MUST_USE enum lp_code
lp_merkle_add(struct lp_merkle *m, struct lp_slice data, struct lp_err *err);

/* A leaf that comes in pieces: begin, feed any number of times, end. Nothing
 * else may be asked of `m` between begin and end. */
LP_MUST_USE enum lp_code lp_merkle_begin(struct lp_merkle *m,
                                         struct lp_err *err);
LP_MUST_USE enum lp_code
lp_merkle_feed(struct lp_merkle *m, struct lp_slice data, struct lp_err *err);
LP_MUST_USE enum lp_code lp_merkle_end(struct lp_merkle *m, struct lp_err *err);

/* The root over the leaves so far; more may follow. `to` is untouched on
 * failure. */
LP_MUST_USE enum lp_code lp_merkle_root(struct lp_merkle *m,
                                        uint8_t to[LP_MERKLE_LEN],
                                        struct lp_err *err);

#endif
