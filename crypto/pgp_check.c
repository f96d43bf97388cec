#include "crypto/pgp_check.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/key.h"

#define EXPONENT_BITS_MAX 64
#define BITS_MIN 256

struct lp_pgp_ready {
    enum lp_pgp_family family;
    EVP_PKEY *key; /* of all but Ed25519 */
    struct lp_key_public ed;
};

/* Curves that sign (RFC 9580, 9.2), by what OpenSSL calls them. */
static const struct {
    const char *oid;
    size_t len;
    const char *name;
} curves[] = {
    {"\x2a\x86\x48\xce\x3d\x03\x01\x07", 8, "P-256"},
    {"\x2b\x81\x04\x00\x22", 5, "P-384"},
    {"\x2b\x81\x04\x00\x23", 5, "P-521"},
    {"\x2b\x81\x04\x00\x0a", 5, "secp256k1"},
    {"\x2b\x24\x03\x03\x02\x08\x01\x01\x07", 9, "brainpoolP256r1"},
    {"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", 9, "brainpoolP384r1"},
    {"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", 9, "brainpoolP512r1"},
};

static const struct lp_slice ed25519_oid = {
    (const uint8_t *)"\x2b\x06\x01\x04\x01\xda\x47\x0f\x01", 9};

static const char *
curve_name(struct lp_slice oid)
{
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        if (lp_slice_equal(oid,
                           (struct lp_slice){(const uint8_t *)curves[i].oid,
                                             curves[i].len})) {
            return curves[i].name;
        }
    }
    return NULL;
}

static EVP_PKEY *
from_params(const char *type, OSSL_PARAM_BLD *b)
{
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(b);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;

    if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1) {
        key = NULL;
    }
    OSSL_PARAM_free(params);
    EVP_PKEY_CTX_free(ctx);
    return key;
}

/* A key of numbers; NULL: it is none. */
static EVP_PKEY *
from_numbers(const char *type, const char *const *names,
             const struct lp_slice *part, size_t n)
{
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    BIGNUM *number[4] = {NULL};
    EVP_PKEY *key = NULL;
    bool good = b != NULL;

    for (size_t i = 0; i < n && good; i++) {
        good = part[i].len > 0 && part[i].len <= LP_PGP_NUMBER_MAX;
        number[i] =
            good ? BN_bin2bn(part[i].data, (int)part[i].len, NULL) : NULL;
        good = number[i] != NULL &&
               OSSL_PARAM_BLD_push_BN(b, names[i], number[i]) == 1;
    }
    if (good) {
        key = from_params(type, b);
    }
    for (size_t i = 0; i < n; i++) {
        BN_free(number[i]);
    }
    OSSL_PARAM_BLD_free(b);
    return key;
}

static EVP_PKEY *
make_rsa(const struct lp_pgp_public *k)
{
    static const char *const names[] = {OSSL_PKEY_PARAM_RSA_N,
                                        OSSL_PKEY_PARAM_RSA_E};
    const struct lp_slice *n = &k->part[0];
    const struct lp_slice *e = &k->part[1];

    /* Odd, and e no more than anybody uses and more than 1. */
    if (n->len < BITS_MIN / 8 || (n->data[n->len - 1] & 1) == 0 ||
        e->len == 0 || e->len > EXPONENT_BITS_MAX / 8 ||
        (e->data[e->len - 1] & 1) == 0 || (e->len == 1 && e->data[0] < 3)) {
        return NULL;
    }
    return from_numbers("RSA", names, k->part, 2);
}

static EVP_PKEY *
make_dsa(const struct lp_pgp_public *k)
{
    static const char *const names[] = {
        OSSL_PKEY_PARAM_FFC_P, OSSL_PKEY_PARAM_FFC_Q, OSSL_PKEY_PARAM_FFC_G,
        OSSL_PKEY_PARAM_PUB_KEY};

    return from_numbers("DSA", names, k->part, 4);
}

static EVP_PKEY *
make_ec(const struct lp_pgp_public *k)
{
    const char *name = curve_name(k->curve);
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;

    if (b != NULL && name != NULL && k->part[0].len > 0 &&
        OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, name,
                                        0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(
            b, OSSL_PKEY_PARAM_PUB_KEY, k->part[0].data, k->part[0].len) == 1) {
        key = from_params("EC", b);
    }
    OSSL_PARAM_BLD_free(b);
    return key;
}

static bool
make_ed(struct lp_pgp_ready *r, const struct lp_pgp_public *k)
{
    static const uint8_t none[8] = {0};
    struct lp_slice bytes = k->part[0];

    if (k->family == LP_PGP_FAMILY_EDDSA) {
        if (!lp_slice_equal(k->curve, ed25519_oid) || bytes.len != 33 ||
            bytes.data[0] != 0x40) {
            return false;
        }
        bytes = lp_slice_from(bytes, 1);
    }
    return bytes.len == 32 &&
           lp_key_import(&r->ed, none, bytes.data, NULL) == LP_OK;
}

enum lp_code
lp_pgp_ready_new(struct lp_pgp_ready **out, const struct lp_pgp_public *key,
                 struct lp_err *err)
{
    struct lp_pgp_ready *r = calloc(1, sizeof *r);
    bool good;

    if (r == NULL) {
        return lp_no_memory(err);
    }
    r->family = key->family;
    if (key->family == LP_PGP_FAMILY_EDDSA ||
        key->family == LP_PGP_FAMILY_ED25519) {
        good = make_ed(r, key);
    } else {
        r->key = key->family == LP_PGP_FAMILY_RSA     ? make_rsa(key)
                 : key->family == LP_PGP_FAMILY_DSA   ? make_dsa(key)
                 : key->family == LP_PGP_FAMILY_ECDSA ? make_ec(key)
                                                      : NULL;
        good = r->key != NULL;
    }
    if (!good) {
        lp_pgp_ready_free(r);
        return lp_fail(err, LP_E_TRUST, "no key that can be used here");
    }
    *out = r;
    return LP_OK;
}

void
lp_pgp_ready_free(struct lp_pgp_ready *r)
{
    if (r != NULL) {
        EVP_PKEY_free(r->key);
        free(r);
    }
}

/* Right in `n` bytes, with zeros before it; false if it has more. */
static bool
padded(uint8_t *to, size_t n, struct lp_slice number)
{
    if (number.len > n) {
        return false;
    }
    memset(to, 0, n - number.len);
    if (number.len > 0) {
        memcpy(to + n - number.len, number.data, number.len);
    }
    return true;
}

/* Two numbers as the DER that OpenSSL takes; the length, or 0. */
static size_t
pair(uint8_t **der, const struct lp_slice value[2])
{
    DSA_SIG *s = DSA_SIG_new();
    BIGNUM *a = BN_bin2bn(value[0].data, (int)value[0].len, NULL);
    BIGNUM *b = BN_bin2bn(value[1].data, (int)value[1].len, NULL);
    int n = 0;

    if (s != NULL && a != NULL && b != NULL && DSA_SIG_set0(s, a, b) == 1) {
        a = NULL;
        b = NULL;
        n = i2d_DSA_SIG(s, der);
    }
    BN_free(a);
    BN_free(b);
    DSA_SIG_free(s);
    return n > 0 ? (size_t)n : 0;
}

/* Over the digest itself. The kind of digest is part of what RSA signs; of the
 * others the key takes as many bits as it has. */
static enum lp_pgp_check
verify(struct lp_pgp_ready *r, const uint8_t *sig, size_t n, enum lp_md md,
       const uint8_t *digest)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, r->key, NULL);
    enum lp_pgp_check check = LP_PGP_CHECK_UNKNOWN;
    bool good = ctx != NULL && EVP_PKEY_verify_init(ctx) == 1;

    if (good && r->family == LP_PGP_FAMILY_RSA) {
        good = EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
               EVP_PKEY_CTX_set_signature_md(
                   ctx, EVP_get_digestbyname(lp_md_word(md))) == 1;
    }
    if (good) {
        check = EVP_PKEY_verify(ctx, sig, n, digest, lp_md_len(md)) == 1
                    ? LP_PGP_CHECK_SAME
                    : LP_PGP_CHECK_OTHER;
    }
    EVP_PKEY_CTX_free(ctx);
    return check;
}

static enum lp_pgp_check
check_ed(struct lp_pgp_ready *r, const struct lp_slice value[2], enum lp_md md,
         const uint8_t *digest)
{
    uint8_t sig[64];
    bool good =
        r->family == LP_PGP_FAMILY_EDDSA
            ? padded(sig, 32, value[0]) && padded(sig + 32, 32, value[1])
            : value[0].len == 64 && padded(sig, 64, value[0]);

    return good && lp_key_signed(&r->ed, sig,
                                 (struct lp_slice){digest, lp_md_len(md)})
               ? LP_PGP_CHECK_SAME
               : LP_PGP_CHECK_OTHER;
}

enum lp_pgp_check
lp_pgp_check(struct lp_pgp_ready *r, const struct lp_slice value[2],
             enum lp_md md, const uint8_t *digest)
{
    uint8_t whole[LP_PGP_NUMBER_MAX];
    uint8_t *der = NULL;
    enum lp_pgp_check check = LP_PGP_CHECK_OTHER;
    size_t n;

    if (md == LP_MD_NONE || value[0].len > LP_PGP_NUMBER_MAX ||
        value[1].len > LP_PGP_NUMBER_MAX) {
        return LP_PGP_CHECK_UNKNOWN;
    }
    if (r->key == NULL) {
        return check_ed(r, value, md, digest);
    }
    if (r->family == LP_PGP_FAMILY_RSA) {
        n = (size_t)EVP_PKEY_get_size(r->key);
        return n <= sizeof whole && padded(whole, n, value[0])
                   ? verify(r, whole, n, md, digest)
                   : LP_PGP_CHECK_OTHER;
    }
    n = pair(&der, value);
    if (n > 0) {
        check = verify(r, der, n, md, digest);
    }
    OPENSSL_free(der);
    return check;
}
