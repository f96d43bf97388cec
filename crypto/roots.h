#ifndef LP_CRYPTO_ROOTS_H
#define LP_CRYPTO_ROOTS_H

#include "base/err.h"
#include "base/slice.h"

/* Plain facts of a certificate. Texts end with NUL, are UTF-8, and are cut to
 * fit. Zeroed, nothing is known. */
struct lp_cert_facts {
    char subject[256]; /* its common name, else the whole name */
    char issuer[256];
    char emails[1024]; /* each ends with LF */
    int64_t not_before;
    int64_t not_after;
    char key_type[16]; /* "rsa", "ec", "dsa", ... */
    unsigned bits;
    bool self_issued;
    bool may_sign;  /* its key usage lets it sign documents */
    bool may_stamp; /* its extended key usage is that of a timestamp alone */
    uint8_t fingerprint[32]; /* SHA-256 of its DER */
    uint8_t key_digest[32];  /* ... of its SubjectPublicKeyInfo */
    unsigned key_weak;       /* of an RSA key: bits of rsa_weak.h */
    bool small_exponent;     /* ... its exponent is below 65537 */
};

/* Trusted roots, and lists of revoked certificates. */
struct lp_roots;

enum lp_chain {
    LP_CHAIN_NO_STORE, /* nobody is trusted: there was nothing to ask */
    LP_CHAIN_TRUSTED,
    LP_CHAIN_NO_ROOT,
    LP_CHAIN_EXPIRED, /* it would be, at another time */
    LP_CHAIN_REVOKED,
    LP_CHAIN_BAD, /* a link of it does not hold */
};

LP_MUST_USE enum lp_code lp_roots_new(struct lp_roots **out,
                                      struct lp_err *err);

/* Add every certificate and every CRL of a text in PEM. LP_E_FORMAT: there is
 * none, or one is broken. */
LP_MUST_USE enum lp_code lp_roots_add(struct lp_roots *r, struct lp_slice pem,
                                      struct lp_err *err);
size_t lp_roots_count(const struct lp_roots *r);
void lp_roots_free(struct lp_roots *r); /* NULL is nothing */

#endif
