#ifndef LP_FORMATS_PIECES_H
#define LP_FORMATS_PIECES_H

#include "base/buf.h"

/*
 * The pieces file of docs/FORMAT-tree.md: one layer of the tree of one file, so
 * that a part of that file can be told from its root.
 */

#define LP_PIECES_HASH ((size_t)32)

/* No such file is longer. */
#define LP_PIECES_TEXT_MAX ((size_t)5 << 20)

/* How many blocks of 16 KiB a piece of a file of `size` bytes has, as a power
 * of 2: 1 MiB at least, and more if there would be more than 65,536 pieces. */
unsigned lp_pieces_height(uint64_t size);

/* How many pieces there are; the last may be short. */
uint64_t lp_pieces_count(uint64_t size);

struct lp_pieces {
    uint64_t size; /* of the file; not 0 */
    uint8_t root[LP_PIECES_HASH];
    struct lp_buf layer; /* the hash of each piece, one after another */
};

/* Append the text. */
void lp_pieces_put(struct lp_buf *to, const struct lp_pieces *p);

/* Read it. There is one text for each layer; any other is LP_E_FORMAT. Whether
 * the layer leads to the root is for others to find. */
LP_MUST_USE enum lp_code
lp_pieces_get(struct lp_pieces *p, struct lp_slice text, struct lp_err *err);
void lp_pieces_release(struct lp_pieces *p);

#endif
