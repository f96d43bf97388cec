#ifndef LP_CRYPTO_SHA256_H
#define LP_CRYPTO_SHA256_H

#include "base/slice.h"

#define LP_SHA256_BLOCK ((size_t)64)

/* Take whole blocks into a state (FIPS 180-4, 6.2.2). */
typedef void lp_sha256_one(uint32_t state[8], const uint8_t *bytes,
                           size_t blocks);

void lp_sha256_start(uint32_t state[8]);

/* In plain C: slow, and the same everywhere. */
lp_sha256_one lp_sha256_portable;

/* Pad the last `rest.len` < 64 bytes of a message of `size` bytes: the number
 * of blocks (1 or 2) in `to`. `rest` may lie at the beginning of `to`. */
size_t lp_sha256_pad(uint8_t to[128], struct lp_slice rest, uint64_t size);

void lp_sha256_write(uint8_t digest[32], const uint32_t state[8]);

/* All at once, by `one`. */
void lp_sha256_of(uint8_t digest[32], lp_sha256_one *one,
                  struct lp_slice bytes);

#endif
