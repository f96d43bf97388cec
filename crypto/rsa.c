#include "crypto/rsa.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

struct lp_rsa {
    EVP_PKEY *key;
    EVP_PKEY_CTX *ctx; /* ready to undo a signature */
    unsigned bits;
    bool bare;
};

/* DER of either kind, used up to its last byte. NULL: neither. */
static EVP_PKEY *
decode(struct lp_slice der, bool *bare)
{
    const unsigned char *p = der.data;
    EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)der.len);

    *bare = key == NULL;
    if (key == NULL) {
        p = der.data;
        key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, (long)der.len);
    }
    if (key != NULL && (p != der.data + der.len ||
                        EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA)) {
        EVP_PKEY_free(key);
        key = NULL;
    }
    return key;
}

static bool
usable(EVP_PKEY *key)
{
    BIGNUM *e = NULL;
    int bits = EVP_PKEY_get_bits(key);
    bool good = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &e) == 1 &&
                BN_num_bits(e) <= LP_RSA_EXPONENT_MAX && BN_is_odd(e) &&
                !BN_is_one(e) && bits >= LP_RSA_BITS_MIN &&
                bits <= LP_RSA_BITS_MAX;

    BN_free(e);
    return good;
}

static bool
ready(struct lp_rsa *r)
{
    r->ctx = EVP_PKEY_CTX_new_from_pkey(NULL, r->key, NULL);
    return r->ctx != NULL && EVP_PKEY_verify_recover_init(r->ctx) == 1 &&
           EVP_PKEY_CTX_set_rsa_padding(r->ctx, RSA_NO_PADDING) == 1;
}

enum lp_code
lp_rsa_import(struct lp_rsa **out, struct lp_slice der, struct lp_err *err)
{
    struct lp_rsa *r;
    enum lp_code rc = LP_OK;

    if (der.len == 0 || der.len > 4096) {
        return lp_fail(err, LP_E_TRUST, "these bytes are no RSA key");
    }
    r = calloc(1, sizeof *r);
    if (r == NULL) {
        return lp_no_memory(err);
    }
    r->key = decode(der, &r->bare);
    if (r->key == NULL) {
        rc = lp_fail(err, LP_E_TRUST, "these bytes are no RSA key");
    } else if (!usable(r->key)) {
        rc = lp_fail(err, LP_E_TRUST,
                     "the RSA key is of a size that nobody uses");
    } else if (!ready(r)) {
        rc = lp_fail(err, LP_E_ENGINE, "rsa: engine failed");
    }
    if (rc != LP_OK) {
        lp_rsa_free(r);
        return rc;
    }
    r->bits = (unsigned)EVP_PKEY_get_bits(r->key);
    *out = r;
    return LP_OK;
}

void
lp_rsa_free(struct lp_rsa *r)
{
    if (r != NULL) {
        EVP_PKEY_CTX_free(r->ctx);
        EVP_PKEY_free(r->key);
        free(r);
    }
}

unsigned
lp_rsa_bits(const struct lp_rsa *r)
{
    return r->bits;
}

bool
lp_rsa_bare(const struct lp_rsa *r)
{
    return r->bare;
}

/* What a signature of the digest must come to (RFC 8017, 9.2), in `n` bytes.
 * False if it does not fit, or the digest is of another kind. */
static bool
encode(uint8_t *to, size_t n, enum lp_alg alg, struct lp_slice digest)
{
    static const uint8_t sha1[] = {0x30, 0x21, 0x30, 0x09, 0x06,
                                   0x05, 0x2b, 0x0e, 0x03, 0x02,
                                   0x1a, 0x05, 0x00, 0x04, 0x14};
    static const uint8_t sha256[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
                                     0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                                     0x01, 0x05, 0x00, 0x04, 0x20};
    const uint8_t *info = alg == LP_ALG_SHA1 ? sha1 : sha256;
    size_t info_len = alg == LP_ALG_SHA1 ? sizeof sha1 : sizeof sha256;
    size_t pad;

    if ((alg != LP_ALG_SHA1 && alg != LP_ALG_SHA256) ||
        digest.len != lp_alg_len(alg) || n < info_len + digest.len + 11) {
        return false;
    }
    pad = n - info_len - digest.len - 3;
    to[0] = 0;
    to[1] = 1;
    memset(to + 2, 0xff, pad);
    to[2 + pad] = 0;
    memcpy(to + 3 + pad, info, info_len);
    memcpy(to + 3 + pad + info_len, digest.data, digest.len);
    return true;
}

bool
lp_rsa_signed(struct lp_rsa *r, struct lp_slice sig, enum lp_alg alg,
              struct lp_slice digest)
{
    uint8_t want[LP_RSA_BITS_MAX / 8];
    uint8_t got[LP_RSA_BITS_MAX / 8];
    size_t n = (r->bits + 7) / 8;
    size_t len = sizeof got;

    return sig.len == n && encode(want, n, alg, digest) &&
           EVP_PKEY_verify_recover(r->ctx, got, &len, sig.data, sig.len) == 1 &&
           len == n && memcmp(want, got, n) == 0;
}
