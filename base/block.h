#ifndef LP_BASE_BLOCK_H
#define LP_BASE_BLOCK_H

#include "base/slice.h"

#define LP_BLOCK_SIZE ((size_t)256 * 1024)

/*
 * Shared bytes: whoever wants to keep a piece of a block beyond the call that
 * showed it takes a reference. Safe to share between threads. The writer may
 * write only while it holds the one reference (lp_block_alone).
 */
struct lp_block {
    _Atomic unsigned refs;
    size_t cap;
    uint8_t data[];
};

/* A block of `cap` bytes with one reference, or NULL. */
struct lp_block *lp_block_new(size_t cap);
struct lp_block *lp_block_ref(struct lp_block *b);
void lp_block_unref(struct lp_block *b); /* NULL is nothing */
bool lp_block_alone(const struct lp_block *b);

/* Bytes on their way, and the block that keeps them alive. `owner` is NULL
 * for bytes that must be copied to be kept. */
struct lp_piece {
    struct lp_slice bytes;
    struct lp_block *owner;
};

#endif
