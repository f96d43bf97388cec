#ifndef LP_FORMATS_DEFLATE_HEAD_H
#define LP_FORMATS_DEFLATE_HEAD_H

#include "base/slice.h"

/* Bytes of the longest head of a block: 17 bits, 19 lengths of 3 bits, and 316
 * lengths of codes in 7 bits each, for a repetition takes fewer; and the up to
 * 7 bits that stand before it in its first byte. */
#define LP_DEFLATE_HEAD_MAX ((size_t)288)

enum lp_deflate_type {
    LP_DEFLATE_STORED,
    LP_DEFLATE_FIXED,
    LP_DEFLATE_DYNAMIC,
};

struct lp_deflate_head {
    enum lp_deflate_type type;
    bool final;
    uint16_t length; /* of what a stored block holds */
    size_t bits;     /* up to the body, with those that were passed over */
};

enum lp_deflate_seen {
    LP_DEFLATE_SURE,  /* a head that every reader takes, and alike */
    LP_DEFLATE_SHORT, /* so far nothing is wrong, but more must be seen */
    LP_DEFLATE_DOUBT, /* wrong, or right only by an exception */
};

/**
 * Read the head of a block (RFC 1951, 3.2.3) from `bytes`, without the lowest
 * `skip` (0 to 7) bits of the first.
 *
 * Sure is only a head whose three sets of codes are complete, with a code for
 * the end of the block. `*out` is written only then.
 */
enum lp_deflate_seen lp_deflate_head(struct lp_deflate_head *out,
                                     struct lp_slice bytes, unsigned skip);

#endif
