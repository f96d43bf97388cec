#ifndef LP_CRYPTO_RSA_SHARED_H
#define LP_CRYPTO_RSA_SHARED_H

#include "base/err.h"
#include "base/slice.h"

/* What came of one modulus. */
struct lp_rsa_shared {
    bool shares;
    size_t with; /* the place of one that has the same prime; SIZE_MAX: it was
                    not looked for, or the modulus is wholly made of others' */
};

/* Each step of the work multiplies two words; a second does some 3 * 10^9. */
#define LP_RSA_SHARED_QUICK ((uint64_t)1 << 31)
#define LP_RSA_SHARED_LONG ((uint64_t)1 << 35)

/**
 * Which of `n` moduli, big-endian and all different, have a prime in common
 * with another. Anybody can then compute the private halves of both. Each is
 * multiplied with all others, so that the work grows as n * n.
 *
 * LP_E_LIMIT, and nothing done, if it would be more than `work` steps. Even
 * moduli, which are no keys, are passed over.
 */
LP_MUST_USE enum lp_code lp_rsa_shared_find(struct lp_rsa_shared *out,
                                            const struct lp_slice *moduli,
                                            size_t n, uint64_t work,
                                            struct lp_err *err);

#endif
