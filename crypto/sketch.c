#include "crypto/sketch.h"

#include <stddef.h>

unsigned
lp_sketch_agree(const uint32_t a[LP_SKETCH_BINS],
                const uint32_t b[LP_SKETCH_BINS])
{
    unsigned n = 0;

    for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
        n += a[i] == b[i] && a[i] != LP_SKETCH_EMPTY;
    }
    return n;
}

/* The last steps of MurmurHash3. */
static uint64_t
mix(uint64_t x)
{
    x = (x ^ x >> 33) * UINT64_C(0xff51afd7ed558ccd);
    x = (x ^ x >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ x >> 33;
}

uint64_t
lp_sketch_band(const uint32_t dense[LP_SKETCH_BINS], unsigned band)
{
    const uint32_t *row = dense + (size_t)band * LP_SKETCH_ROWS;
    uint64_t key = mix((uint64_t)band + 1);

    for (size_t i = 0; i < LP_SKETCH_ROWS; i++) {
        key = mix(key ^ row[i]);
    }
    return key;
}
