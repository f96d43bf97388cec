#ifndef LP_CRYPTO_RSA_WEAK_H
#define LP_CRYPTO_RSA_WEAK_H

#include "crypto/rsa_number.h"

/* What can be seen of a public key that was made badly: bits. */
#define LP_RSA_ROCA 0x01u          /* CVE-2017-15361 */
#define LP_RSA_EXPONENT_ONE 0x02u  /* anybody signs with it */
#define LP_RSA_EXPONENT_EVEN 0x04u /* nobody can */
#define LP_RSA_SMALL_FACTOR 0x08u  /* below 168 */

/**
 * Which of these a key has. That of ROCA is the fingerprint of Nemec and
 * others (2017): the modulus is a power of 65537 modulo each of the primes up
 * to 167, as the primes are that the library made. One in 2^27 of other keys
 * has it by chance.
 */
unsigned lp_rsa_weak(const struct lp_rsa_numbers *r);

#endif
