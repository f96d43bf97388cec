#ifndef LP_CRYPTO_SHA256_X86_H
#define LP_CRYPTO_SHA256_X86_H

#include <stdbool.h>

#include "crypto/sha256.h"

#define LP_SHA256_LANES 16 /* the most that any way has */

/* Two messages at once. */
typedef void lp_sha256_two(uint32_t a[8], const uint8_t *at_a, uint32_t b[8],
                           const uint8_t *at_b, size_t blocks);

/* Many at once: word w of lane l is state[w][l], and `at[l]` is where `blocks`
 * blocks of lane l begin. Each lane that there is must point at bytes. */
typedef void lp_sha256_many(uint32_t state[8][LP_SHA256_LANES],
                            const uint8_t *const at[LP_SHA256_LANES],
                            size_t blocks);

/* What a processor, and the system that runs on it, can have. */
enum {
    LP_SHA256_SHANI = 1,
    LP_SHA256_AVX2 = 2,
    LP_SHA256_AVX512 = 4,
};

/* Whether all of that is there; never, on other processors. */
bool lp_sha256_can(unsigned features);

/* Only for who asked. */
lp_sha256_one lp_sha256_shani;
lp_sha256_two lp_sha256_shani2;
lp_sha256_many lp_sha256_avx2;   /* 8 lanes */
lp_sha256_many lp_sha256_avx512; /* 16 lanes */

#endif
