#ifndef LP_CRYPTO_SHA256_WAY_H
#define LP_CRYPTO_SHA256_WAY_H

#include "base/err.h"
#include "crypto/sha256_x86.h"

/* How this processor digests by SHA-256. */
struct lp_sha256_way {
    const char *name;
    lp_sha256_one *one;
    lp_sha256_two *two;   /* NULL: no two at once */
    lp_sha256_many *many; /* NULL: no lanes */
    unsigned lanes;       /* of `many` */
    unsigned worth;       /* from so many lanes on `many` is the fastest */
};

/**
 * The way called `name`: portable, openssl, shani, avx2 or avx512; NULL or
 * empty: the fastest. LP_E_USAGE: unknown, or not to be had on this processor.
 */
LP_MUST_USE enum lp_code lp_sha256_way(struct lp_sha256_way *out,
                                       const char *name, struct lp_err *err);

/* The fastest for one message. */
lp_sha256_one *lp_sha256_best(void);

#endif
