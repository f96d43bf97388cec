#ifndef LP_CRYPTO_SKETCH_H
#define LP_CRYPTO_SKETCH_H

#include "crypto/gram.h"

/*
 * near-v1: which texts are nearly the same (docs/FORMAT-identity-near.md). A
 * sketch is small and of fixed size, and two of them tell how many of the
 * 9-character grams of two texts are the same: |A and B| / |A or B|, their
 * resemblance. This is MinHash with one permutation (Li, Owen, Zhang 2012),
 * densified as by Shrivastava (2017).
 *
 * Texts are the form T1: letters and digits only, as UTF-8. A character is a
 * code point. A text of fewer than 9 has no gram, and an empty sketch.
 */
#define LP_SKETCH_BINS 128
#define LP_SKETCH_GRAM LP_GRAM_SHORT
#define LP_SKETCH_BANDS 32
#define LP_SKETCH_ROWS (LP_SKETCH_BINS / LP_SKETCH_BANDS)

/* What a bin holds into which no gram fell. */
#define LP_SKETCH_EMPTY UINT32_MAX

/* The bins of a sketch as bytes: little-endian, in their order. */
#define LP_SKETCH_SIZE (LP_SKETCH_BINS * sizeof(uint32_t))

struct lp_sketch {
    uint32_t bin[LP_SKETCH_BINS]; /* to be read at any time */
    uint64_t chars;               /* fed so far */
};

/* A sketch of nothing. To be called before all else: here `{0}` is not it. */
void lp_sketch_init(struct lp_sketch *s);

/* More of the text, block by block. The bins do not depend on where it was
 * cut. */
void lp_sketch_feed(struct lp_sketch *s, const struct lp_grams *g);

/* Write bins as bytes, and read them: false, with nothing read, if `bytes` are
 * not LP_SKETCH_SIZE. */
void lp_sketch_write(uint8_t out[LP_SKETCH_SIZE],
                     const uint32_t bins[LP_SKETCH_BINS]);
bool lp_sketch_read(uint32_t bins[LP_SKETCH_BINS], struct lp_slice bytes);

/* Make `into` the bins of two texts together: all grams of either. */
void lp_sketch_merge(uint32_t into[LP_SKETCH_BINS],
                     const uint32_t from[LP_SKETCH_BINS]);

/* Let each empty bin borrow from one that is not, so that short texts have
 * bands too. False, with `out` all empty, if all bins are. */
bool lp_sketch_dense(uint32_t out[LP_SKETCH_BINS],
                     const uint32_t bins[LP_SKETCH_BINS]);

/* In how many places both hold the same value, other than LP_SKETCH_EMPTY; and
 * in how many at least one of them holds a value. The first of the second is
 * the resemblance: of bins as they were fed the best estimate there is; of
 * dense ones a rougher one (docs/FORMAT-identity-near.md has the figures). */
unsigned lp_sketch_agree(const uint32_t a[LP_SKETCH_BINS],
                         const uint32_t b[LP_SKETCH_BINS]);
unsigned lp_sketch_filled(const uint32_t a[LP_SKETCH_BINS],
                          const uint32_t b[LP_SKETCH_BINS]);

/* The key of band 0 .. LP_SKETCH_BANDS - 1 of dense bins: texts that have one
 * key of one band in common are candidates. */
uint64_t lp_sketch_band(const uint32_t dense[LP_SKETCH_BINS], unsigned band);

#endif
