#ifndef LP_FORMATS_TAR_HEAD_H
#define LP_FORMATS_TAR_HEAD_H

#include "base/slice.h"

#define LP_TAR_BLOCK 512

enum lp_tar_magic {
    LP_TAR_V7,    /* none of the others */
    LP_TAR_USTAR, /* POSIX: "ustar\0" */
    LP_TAR_GNU,   /* "ustar  \0": no prefix, other fields in its place */
};

/* The fields of one header block. Slices borrow from the block. */
struct lp_tar_head {
    enum lp_tar_magic magic;
    uint8_t type;
    struct lp_slice prefix; /* of a USTAR name; empty in the others */
    struct lp_slice name;
    struct lp_slice link;
    bool size_bad;  /* not a number, or below zero */
    bool size_wide; /* in base 256: it could state any size */
    uint64_t size;
    bool time_bad;
    int64_t time;
    bool number_bad; /* the time, or one of those that we do not use */
    bool prefix_odd; /* V7, but something stands where a prefix would */
    bool more;       /* GNU sparse: a block that continues the map follows */
    uint64_t real;   /* GNU sparse: the size with its holes */
};

/* Whether the header's checksum is right: the sum of its bytes, as unsigned
 * (POSIX) or as signed chars (some old tars). */
bool lp_tar_head_sum(const uint8_t block[LP_TAR_BLOCK]);

void lp_tar_head_read(struct lp_tar_head *h, const uint8_t block[LP_TAR_BLOCK]);

/**
 * A number field: octal, or GNU's base 256 (`*wide` tells; may be NULL). Blank
 * is 0. False, and `*out` untouched, if readers would not agree on it, or if
 * it does not fit.
 */
bool lp_tar_number(struct lp_slice field, int64_t *out, bool *wide);

/* As lp_reader_ops.bid. */
unsigned lp_tar_head_bid(struct lp_slice head);

#endif
