#include "crypto/hmac.h"

#include <sodium.h>

_Static_assert(crypto_auth_hmacsha256_BYTES == 32, "HMAC-SHA-256");

void
lp_hmac_sha256(uint8_t out[LP_HMAC_SIZE], struct lp_slice key,
               const struct lp_slice *parts, size_t n)
{
    crypto_auth_hmacsha256_state state;

    (void)crypto_auth_hmacsha256_init(&state, key.data, key.len);
    for (size_t i = 0; i < n; i++) {
        (void)crypto_auth_hmacsha256_update(&state, parts[i].data,
                                            parts[i].len);
    }
    (void)crypto_auth_hmacsha256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}
