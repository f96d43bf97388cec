#include "crypto/xml_sig.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/cert.h"
#include "crypto/cms_key.h"

/* Of r or s: no curve or group has more. */
#define HALF_MAX ((size_t)256)

struct lp_xml_sig {
    STACK_OF(X509) * certs;
    X509 *cert; /* borrowed from them */
};

void
lp_xml_sig_free(struct lp_xml_sig *s)
{
    if (s != NULL) {
        sk_X509_pop_free(s->certs, X509_free);
        free(s);
    }
}

/* What follows one that is none is left out. */
static bool
read_certs(struct lp_xml_sig *s, struct lp_slice der)
{
    const uint8_t *p = der.data;
    const uint8_t *end = der.len == 0 ? p : der.data + der.len;

    s->certs = sk_X509_new_null();
    while (s->certs != NULL && p < end &&
           sk_X509_num(s->certs) < LP_XML_CERTS_MAX) {
        X509 *x = d2i_X509(NULL, &p, (long)(end - p));

        if (x == NULL) {
            break;
        }
        if (sk_X509_push(s->certs, x) == 0) {
            X509_free(x);
            return false;
        }
    }
    return s->certs != NULL;
}

static bool
fits(enum lp_xml_alg alg, EVP_PKEY *key)
{
    int id = key == NULL ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);

    switch (alg) {
    case LP_XML_RSA:
        return id == EVP_PKEY_RSA;
    case LP_XML_PSS:
        return id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS;
    case LP_XML_ECDSA:
        return id == EVP_PKEY_EC;
    case LP_XML_DSA:
        return id == EVP_PKEY_DSA;
    default:
        return false;
    }
}

/* r and s side by side (RFC 4050, 3.3; XML-DSig, 6.4.1) as the DER that
 * OpenSSL takes. NULL: they are not. */
static uint8_t *
sequence_of(struct lp_slice value, size_t *n)
{
    size_t half = value.len / 2;
    ECDSA_SIG *sig = ECDSA_SIG_new();
    BIGNUM *r = NULL;
    BIGNUM *s = NULL;
    uint8_t *der = NULL;
    int len = 0;

    if (value.len > 0 && value.len % 2 == 0 && half <= HALF_MAX) {
        r = BN_bin2bn(value.data, (int)half, NULL);
        s = BN_bin2bn(value.data + half, (int)half, NULL);
    }
    if (sig != NULL && r != NULL && s != NULL &&
        ECDSA_SIG_set0(sig, r, s) == 1) {
        r = NULL;
        s = NULL;
        len = i2d_ECDSA_SIG(sig, &der);
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(sig);
    *n = len > 0 ? (size_t)len : 0;
    return der;
}

static bool
made_it(const struct lp_xml_signed *what, EVP_PKEY *key,
        const struct lp_mds *content)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    bool pair = what->alg == LP_XML_ECDSA || what->alg == LP_XML_DSA;
    const EVP_MD *md = EVP_get_digestbyname(lp_md_word(what->md));
    struct lp_slice value = what->value;
    uint8_t *der = pair ? sequence_of(value, &value.len) : NULL;
    bool good = ctx != NULL && md != NULL && (!pair || der != NULL) &&
                EVP_PKEY_verify_init(ctx) == 1;

    value.data = pair ? der : value.data;
    if (good && what->alg == LP_XML_RSA) {
        good = EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1;
    } else if (good && what->alg == LP_XML_PSS) {
        /* RFC 9231, 2.3.10: the salt is as long as the digest. */
        good =
            EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    good = good && EVP_PKEY_CTX_set_signature_md(ctx, md) == 1 &&
           EVP_PKEY_verify(ctx, value.data, value.len, content->bytes[what->md],
                           lp_md_len(what->md)) == 1;
    OPENSSL_free(der);
    EVP_PKEY_CTX_free(ctx);
    return good;
}

/* Whether the certificate that is signed is the signer's. */
static enum lp_ess
ess_of(const struct lp_xml_signed *what, X509 *x)
{
    struct lp_mds got;
    uint8_t *bytes = NULL;
    int n = i2d_X509(x, &bytes);
    enum lp_ess ess = LP_ESS_BAD;

    if (n > 0 && what->ess.len > 0 &&
        lp_mds_of(&got, LP_MD_BIT(what->ess_md),
                  (struct lp_slice){bytes, (size_t)n}, NULL) == LP_OK) {
        ess = lp_mds_is(&got, what->ess_md, what->ess) ? LP_ESS_SAME
                                                       : LP_ESS_OTHER;
    }
    OPENSSL_free(bytes);
    return ess;
}

static enum lp_cms_check
find_signer(struct lp_xml_sig *s, const struct lp_xml_signed *what,
            const struct lp_mds *content)
{
    enum lp_cms_check check =
        sk_X509_num(s->certs) == 0 ? LP_CMS_NO_CERT : LP_CMS_KEY;

    if (what->alg == LP_XML_UNKNOWN || what->md == LP_MD_NONE ||
        (content->mask & LP_MD_BIT(what->md)) == 0) {
        return LP_CMS_UNSUPPORTED;
    }
    for (int i = 0; i < sk_X509_num(s->certs); i++) {
        X509 *x = sk_X509_value(s->certs, i);
        EVP_PKEY *key = X509_get0_pubkey(x);

        if (!fits(what->alg, key)) {
            continue;
        }
        s->cert = s->cert == NULL ? x : s->cert;
        check = LP_CMS_SIGNATURE;
        if (made_it(what, key, content)) {
            s->cert = x;
            return LP_CMS_MATCH;
        }
    }
    return check;
}

enum lp_code
lp_xml_sig_check(struct lp_xml_sig **out, const struct lp_xml_signed *what,
                 const struct lp_mds *content, struct lp_cms_signer *signer,
                 enum lp_cms_check *check, struct lp_err *err)
{
    struct lp_xml_sig *s = calloc(1, sizeof *s);

    *signer = (struct lp_cms_signer){
        .md = what->md, .type_same = true, .value = what->value};
    if (s == NULL || !read_certs(s, what->certs)) {
        lp_xml_sig_free(s);
        return lp_no_memory(err);
    }
    *check = find_signer(s, what, content);
    if (s->cert == NULL) {
        s->cert = sk_X509_value(s->certs, 0);
    }
    if (s->cert != NULL) {
        signer->has_cert = true;
        lp_cert_read(s->cert, &signer->cert);
        lp_cms_algorithm(signer, what->alg == LP_XML_PSS);
        if (what->ess_md != LP_MD_NONE) {
            signer->ess = ess_of(what, s->cert);
        }
    }
    if (*check == LP_CMS_MATCH && signer->ess != LP_ESS_NONE &&
        signer->ess != LP_ESS_SAME) {
        *check = LP_CMS_MALFORMED;
    }
    *out = s;
    ERR_clear_error();
    return LP_OK;
}

enum lp_chain
lp_xml_sig_chain(const struct lp_xml_sig *s, const struct lp_roots *roots,
                 int64_t at, bool proven)
{
    return s->cert == NULL
               ? LP_CHAIN_BAD
               : lp_cert_chain(s->cert, s->certs, roots, at, proven);
}
