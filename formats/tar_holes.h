#ifndef LP_FORMATS_TAR_HOLES_H
#define LP_FORMATS_TAR_HOLES_H

#include "base/limits.h"
#include "base/source.h"
#include "formats/tar_ext.h"
#include "formats/tar_head.h"

/* A sparse file that is put together. Zeroed, it is idle. */
struct lp_tar_holes {
    struct lp_tar_map own;        /* of the old GNU format, and of pax 1.0 */
    const struct lp_tar_map *map; /* ... or that of the extended header */
    uint64_t real;                /* size of the whole */
    uint64_t at;                  /* what has come out of it */
    size_t i;                     /* the stretch of data in sight */
    struct lp_block *zeros;
};

/**
 * Ready `x` for the sparse member whose header block is `block`, with all that
 * stands before its data in `from`: `*left` is what the member takes of that.
 *
 * `*closed` is LP_RULE_NONE if it can be put together; else why not.
 */
LP_MUST_USE enum lp_code
lp_tar_holes_begin(struct lp_tar_holes *x, const struct lp_tar_head *head,
                   const uint8_t block[LP_TAR_BLOCK], struct lp_tar_ext *ext,
                   struct lp_feed *from, uint64_t *left,
                   const struct lp_limits *limits, enum lp_rule *closed,
                   struct lp_err *err);

/* How many bytes of data come next: 0 where there is a hole, or the end. */
uint64_t lp_tar_holes_data(struct lp_tar_holes *x);

/* The next zeros of a hole; empty at the end of the file. */
LP_MUST_USE enum lp_code lp_tar_holes_zeros(struct lp_tar_holes *x,
                                            struct lp_piece *out,
                                            struct lp_err *err);

/* `n` bytes of data came out. */
void lp_tar_holes_took(struct lp_tar_holes *x, uint64_t n);

void lp_tar_holes_release(struct lp_tar_holes *x);

#endif
