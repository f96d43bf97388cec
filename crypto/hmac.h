#ifndef LP_CRYPTO_HMAC_H
#define LP_CRYPTO_HMAC_H

#include "base/slice.h"

#define LP_HMAC_SIZE ((size_t)32)

/* HMAC-SHA-256 (RFC 2104, RFC 4231) under a key of any length, of the `n`
 * parts one after the other. Cannot fail. */
void lp_hmac_sha256(uint8_t out[LP_HMAC_SIZE], struct lp_slice key,
                    const struct lp_slice *parts, size_t n);

#endif
