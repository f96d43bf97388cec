#ifndef LP_FORMATS_FOLD_ASCII_H
#define LP_FORMATS_FOLD_ASCII_H

#include "base/slice.h"

/* What a character of ASCII is to text-v1: bits. */
enum {
    LP_ASCII_KEPT = 1,  /* by T1 */
    LP_ASCII_BLANK = 2, /* white space */
    LP_ASCII_NONE = 4,  /* a control: nothing of it shows */
    LP_ASCII_LETTER = 8,
};

extern const uint8_t lp_ascii_kind[128];

/* A run of ASCII folded: where it goes, and what came of it. */
struct lp_fold_ascii {
    uint8_t *t0; /* room for the run, and LP_FOLD_ASCII_ROOM more */
    uint8_t *t1; /* likewise */
    size_t n0;   /* written so far */
    size_t n1;
    size_t letters; /* of n1 */
    bool blank;     /* what stands before in T0 is white space, or nothing */
};

#define LP_FOLD_ASCII_ROOM ((size_t)64)

/* Fold `n` characters more, all of which are below 0x80: white space becomes
 * one blank, which may be the last character of T0 afterwards. */
void lp_fold_ascii(struct lp_fold_ascii *f, const uint8_t *p, size_t n);

/* The same by way number `way`, for tests: false if there is no such way, or
 * not on this machine. All give the same. */
bool lp_fold_ascii_by(unsigned way, struct lp_fold_ascii *f, const uint8_t *p,
                      size_t n);

#endif
