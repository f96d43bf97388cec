#ifndef LP_CRYPTO_RAND_H
#define LP_CRYPTO_RAND_H

#include <stddef.h>

#include "base/err.h"

/* Ready the library beneath for every use from any thread. To be called once,
 * before all else in this room but digests; again is harmless. */
LP_MUST_USE enum lp_code lp_crypto_start(struct lp_err *err);

/* Fill with unpredictable bytes. Cannot fail: a system without randomness
 * ends the process. */
void lp_rand_bytes(uint8_t *to, size_t n);

#endif
