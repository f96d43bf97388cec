#ifndef LP_CRYPTO_RSA_NUMBER_H
#define LP_CRYPTO_RSA_NUMBER_H

#include "base/buf.h"

/* The two numbers of a public RSA key, big-endian, without zeros in front. */
struct lp_rsa_numbers {
    struct lp_slice modulus;
    struct lp_slice exponent;
};

/**
 * Read them from a SubjectPublicKeyInfo or an RSAPublicKey, whole, as DER: much
 * quicker than lp_rsa_import, and without its judgement. They borrow from
 * `der`. False if it is neither.
 */
LP_MUST_USE bool lp_rsa_numbers_read(struct lp_rsa_numbers *out,
                                     struct lp_slice der);

/* How many bits such a number has. */
unsigned lp_rsa_number_bits(struct lp_slice number);

/* Whether its size and its exponent are such that lp_rsa_import takes it. */
bool lp_rsa_numbers_usable(const struct lp_rsa_numbers *r);

/* Append the SubjectPublicKeyInfo of the key (RFC 3279, 2.3.1) as DER. */
void lp_rsa_numbers_info(struct lp_buf *to, const struct lp_rsa_numbers *r);

#endif
