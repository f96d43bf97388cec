#ifndef LP_CRYPTO_RSA_H
#define LP_CRYPTO_RSA_H

#include "crypto/digest.h"

/* An RSA key of somebody else, to verify with. Of old mail there are short
 * ones: what a match is worth is for others to say. */
struct lp_rsa;

#define LP_RSA_BITS_MIN 256
#define LP_RSA_BITS_MAX 16384
#define LP_RSA_EXPONENT_MAX 64 /* bits */

/**
 * Take in a public key: a SubjectPublicKeyInfo, or an RSAPublicKey (RFC 8017,
 * A.1.1), whole, as DER. LP_E_TRUST if it is neither, or its modulus or
 * exponent is of a size that nobody uses.
 */
LP_MUST_USE enum lp_code lp_rsa_import(struct lp_rsa **out, struct lp_slice der,
                                       struct lp_err *err);
void lp_rsa_free(struct lp_rsa *r); /* NULL is nothing */

unsigned lp_rsa_bits(const struct lp_rsa *r);

/* Whether the key was an RSAPublicKey. */
bool lp_rsa_bare(const struct lp_rsa *r);

/* Whether `sig` is this key's signature of a digest (SHA-1 or SHA-256), by
 * PKCS#1 v1.5. One thread at a time. */
LP_MUST_USE bool lp_rsa_signed(struct lp_rsa *r, struct lp_slice sig,
                               enum lp_alg alg, struct lp_slice digest);

#endif
