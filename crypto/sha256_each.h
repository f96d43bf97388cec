#ifndef LP_CRYPTO_SHA256_EACH_H
#define LP_CRYPTO_SHA256_EACH_H

#include "crypto/sha256_way.h"

/* Digest `n` messages of `len` bytes, which begin at from[0..n), side by side
 * where that pays; 32 bytes of each go to `out`, which overlaps none of them.
 * `way` NULL: the fastest. */
void lp_sha256_each(uint8_t *out, const struct lp_sha256_way *way,
                    const uint8_t *const *from, size_t len, size_t n);

#endif
