#ifndef LP_FORMATS_FOLD_CHAR_H
#define LP_FORMATS_FOLD_CHAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the text levels do with a single code point, and with a short sequence
 * of them, as docs/FORMAT-identity.md says under "text-v1". */

enum lp_fold_what {
    LP_FOLD_PLAIN, /* begins a segment */
    LP_FOLD_LEANS, /* may become one with what stands before it */
    LP_FOLD_BLANK, /* white space */
    LP_FOLD_NONE,  /* a control, or a code point that shows nothing */
};

enum lp_fold_what lp_fold_what(uint32_t c);

/* The longest segment, and what one code point of it may become at most. */
#define LP_FOLD_SEGMENT 256
#define LP_FOLD_GROWTH 18
#define LP_FOLD_ROOM ((size_t)LP_FOLD_SEGMENT * LP_FOLD_GROWTH)

/**
 * Normalise the segment of `n` code points at `c` (at most LP_FOLD_SEGMENT):
 * NFC goes to `t0`, NFKC with case folding to `t1`. Both have room for
 * LP_FOLD_ROOM; `*n0` and `*n1` say how many are there.
 */
void lp_fold_segment(const uint32_t *c, size_t n, int32_t *t0, size_t *n0,
                     int32_t *t1, size_t *n1);

/* What T1 makes of a code point. */
enum lp_fold_kept {
    LP_FOLD_OUT,
    LP_FOLD_LETTER,
    LP_FOLD_NUMBER,
    LP_FOLD_MARK, /* kept if what stands before it is */
};

enum lp_fold_kept lp_fold_kept(uint32_t c);

/* The syllable that two code points of Hangul make together, or 0; whether
 * `c` can be the first, or the second, of two such. */
uint32_t lp_fold_syllable(uint32_t first, uint32_t second);
bool lp_fold_opens_syllable(uint32_t c);
bool lp_fold_joins_syllable(uint32_t c);

#endif
