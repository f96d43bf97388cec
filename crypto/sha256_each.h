#ifndef LP_CRYPTO_SHA256_EACH_H
#define LP_CRYPTO_SHA256_EACH_H

#include "crypto/sha256_way.h"

/* Digest `n` messages of `len` bytes that lie one behind another in `from`,
 * side by side where that pays; 32 bytes of each go to `out`, which does not
 * overlap `from`. */
void lp_sha256_each(uint8_t *out, const struct lp_sha256_way *way,
                    const uint8_t *from, size_t len, size_t n);

#endif
