#ifndef LP_CRYPTO_PGP_CHECK_H
#define LP_CRYPTO_PGP_CHECK_H

#include "crypto/md.h"

/* The mathematics of OpenPGP: numbers as its packets have them, without leading
 * zeros, the first byte being the highest. */

enum lp_pgp_family {
    LP_PGP_FAMILY_NONE,
    LP_PGP_FAMILY_RSA,   /* n e; PKCS#1 v1.5; one value */
    LP_PGP_FAMILY_DSA,   /* p q g y; r s */
    LP_PGP_FAMILY_ECDSA, /* a point 0x04 x y on `curve`; r s */
    LP_PGP_FAMILY_EDDSA, /* Ed25519: 0x40 and the key; r s of up to 32 bytes */
    LP_PGP_FAMILY_ED25519, /* the key; one value of 64 bytes */
};

struct lp_pgp_public {
    enum lp_pgp_family family;
    struct lp_slice curve; /* its object identifier, without tag and length */
    struct lp_slice part[4];
};

enum lp_pgp_check {
    LP_PGP_CHECK_SAME,
    LP_PGP_CHECK_OTHER,
    LP_PGP_CHECK_UNKNOWN, /* such a key cannot be used here */
};

/* Numbers of a key may be so long, in bytes. */
#define LP_PGP_NUMBER_MAX ((size_t)2048)

/* A public key, made ready once. */
struct lp_pgp_ready;

/* LP_E_TRUST: it is none that can be used here. */
LP_MUST_USE enum lp_code lp_pgp_ready_new(struct lp_pgp_ready **out,
                                          const struct lp_pgp_public *key,
                                          struct lp_err *err);
void lp_pgp_ready_free(struct lp_pgp_ready *r); /* NULL is nothing */

/* Whether the values are this key's signature of the digest `md`. */
enum lp_pgp_check lp_pgp_check(struct lp_pgp_ready *r,
                               const struct lp_slice value[2], enum lp_md md,
                               const uint8_t *digest);

#endif
