#include "crypto/cms_key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/der.h"

void
lp_cms_algorithm(struct lp_cms_signer *out, bool pss)
{
    size_t n = strlen(out->cert.key_type);

    memcpy(out->algorithm, out->cert.key_type, n + 1);
    if (pss) {
        memcpy(out->algorithm + n, "-pss", 5);
        n += 4;
    }
    if (out->md != LP_MD_NONE && n > 0) {
        out->algorithm[n++] = '-';
        memcpy(out->algorithm + n, lp_md_word(out->md),
               strlen(lp_md_word(out->md)) + 1);
    }
}

/* The signature without signed attributes: over the digest itself. */
enum lp_cms_check
lp_cms_check_bare(CMS_SignerInfo *s, X509 *x, enum lp_md md,
                  const struct lp_mds *content)
{
    EVP_PKEY *key = X509_get0_pubkey(x);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(s);
    enum lp_cms_check check = LP_CMS_UNSUPPORTED;
    X509_ALGOR *sig = NULL;
    const ASN1_OBJECT *o = NULL;
    bool good;

    CMS_SignerInfo_get0_algs(s, NULL, NULL, NULL, &sig);
    X509_ALGOR_get0(&o, NULL, NULL, sig);
    good = ctx != NULL && EVP_PKEY_verify_init(ctx) == 1 &&
           EVP_PKEY_CTX_set_signature_md(
               ctx, EVP_get_digestbyname(lp_md_word(md))) == 1;
    if (good && OBJ_obj2nid(o) == NID_rsassaPss) {
        good = EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_AUTO) == 1;
    }
    if (good) {
        check = EVP_PKEY_verify(ctx, ASN1_STRING_get0_data(value),
                                (size_t)ASN1_STRING_length(value),
                                content->bytes[md], lp_md_len(md)) == 1
                    ? LP_CMS_MATCH
                    : LP_CMS_CONTENT;
    }
    EVP_PKEY_CTX_free(ctx);
    return check;
}

/* The signed attributes as they are signed: the bytes of a SET (RFC 5652,
 * 5.4). NULL: no memory. */
static uint8_t *
attributes_of(const CMS_SignerInfo *s, size_t *n)
{
    size_t len = 0;
    size_t at = 6;
    uint8_t *to = NULL;
    uint8_t *p;

    for (int i = 0; i < CMS_signed_get_attr_count(s); i++) {
        int one = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(s, i), NULL);

        len += one > 0 ? (size_t)one : 0;
    }
    to = malloc(at + len);
    if (to == NULL || len > LP_CMS_MAX) {
        free(to);
        return NULL;
    }
    p = to + at;
    for (int i = 0; i < CMS_signed_get_attr_count(s); i++) {
        (void)i2d_X509_ATTRIBUTE(CMS_signed_get_attr(s, i), &p);
    }
    /* The head is put right before them. */
    *n = len;
    for (size_t left = len; len > 127 && left > 0; left >>= 8) {
        to[--at] = (uint8_t)left;
    }
    at--;
    to[at] = (uint8_t)(len > 127 ? 0x80 | (5 - at) : len);
    to[--at] = LP_DER_SET;
    *n = len + 6 - at;
    memmove(to, to + at, *n);
    return to;
}

/* Keys that take the bytes and not their digest (RFC 8419). */
enum lp_cms_check
lp_cms_check_eddsa(CMS_SignerInfo *s, X509 *x)
{
    const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(s);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    size_t n = 0;
    uint8_t *signed_ = attributes_of(s, &n);
    enum lp_cms_check check = LP_CMS_UNSUPPORTED;

    if (ctx != NULL && signed_ != NULL &&
        EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, X509_get0_pubkey(x)) == 1) {
        check =
            EVP_DigestVerify(ctx, ASN1_STRING_get0_data(value),
                             (size_t)ASN1_STRING_length(value), signed_, n) == 1
                ? LP_CMS_MATCH
                : LP_CMS_SIGNATURE;
    }
    free(signed_);
    EVP_MD_CTX_free(ctx);
    return check;
}
