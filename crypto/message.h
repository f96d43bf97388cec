#ifndef LP_CRYPTO_MESSAGE_H
#define LP_CRYPTO_MESSAGE_H

#include <stdbool.h>

#include "base/block.h"
#include "base/err.h"
#include "crypto/sha256.h"

#define LP_MESSAGE_PIECES 8

/*
 * One message of SHA-256 on its way: what was digested of it is in its state,
 * what waits to be is in its pieces. Zeroed, it holds nothing; lp_sha256_start
 * its state before the first piece.
 */
struct lp_message {
    uint32_t state[8];
    uint64_t size;     /* of all pieces so far */
    uint8_t rest[128]; /* behind the last whole block; in the end, padded */
    unsigned rest_len;
    bool ended; /* no more pieces come */
    bool padded;
    unsigned first; /* of the pieces, which go round */
    unsigned n;
    struct lp_piece piece[LP_MESSAGE_PIECES];
    size_t held;           /* bytes that cannot be given back meanwhile */
    struct lp_block *copy; /* where the last piece lies, if it is a copy and
                              there is room behind it */
};

/* Whether no more pieces can wait. */
bool lp_message_full(const struct lp_message *m);

/* Let a piece wait: with a reference on its owner, or as a copy if it has none
 * or is small. Only if it is not full. */
LP_MUST_USE enum lp_code lp_message_add(struct lp_message *m,
                                        const struct lp_piece *p,
                                        struct lp_err *err);

/**
 * The next whole blocks that lie together, at least one. They stay until the
 * next call. False: none wait; if it was ended, the state is that of its
 * digest.
 */
bool lp_message_next(struct lp_message *m, const uint8_t **at, size_t *blocks);

/* Digest all that waits. */
void lp_message_digest(struct lp_message *m, lp_sha256_one *one);

/* Digest `bytes`, which need not wait, behind what waits. */
void lp_message_feed(struct lp_message *m, struct lp_slice bytes,
                     lp_sha256_one *one);

/* Make `to`, which holds nothing, the same as `from`. */
void lp_message_fork(struct lp_message *to, const struct lp_message *from);

/* Give back what waits. */
void lp_message_release(struct lp_message *m);

#endif
