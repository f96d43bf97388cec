#include "crypto/rand.h"

#include <sodium.h>

enum lp_code
lp_crypto_start(struct lp_err *err)
{
    if (sodium_init() < 0) {
        return lp_fail(err, LP_E_ENGINE, "libsodium cannot start");
    }
    return LP_OK;
}

void
lp_rand_bytes(uint8_t *to, size_t n)
{
    randombytes_buf(to, n);
}
