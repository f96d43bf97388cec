#ifndef LP_CRYPTO_SKETCH_H
#define LP_CRYPTO_SKETCH_H

#include <stdint.h>

#define LP_SKETCH_BINS 128
#define LP_SKETCH_BANDS 32
#define LP_SKETCH_ROWS (LP_SKETCH_BINS / LP_SKETCH_BANDS)

/* What a bin holds into which no gram fell. */
#define LP_SKETCH_EMPTY UINT32_MAX

/* In how many places both hold the same value, other than LP_SKETCH_EMPTY. */
unsigned lp_sketch_agree(const uint32_t a[LP_SKETCH_BINS],
                         const uint32_t b[LP_SKETCH_BINS]);

/* The key of band 0 .. LP_SKETCH_BANDS - 1 of dense bins: texts that have one
 * key of one band in common are candidates. */
uint64_t lp_sketch_band(const uint32_t dense[LP_SKETCH_BINS], unsigned band);

#endif
