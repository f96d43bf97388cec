#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "crypto/cert.h"
#include "crypto/cms.h"
#include "crypto/cms_key.h"
#include "crypto/der.h"

enum lp_cms_check
lp_rsa_check(struct lp_slice value, struct lp_slice cert,
             const struct lp_mds *content, struct lp_cms_signer *out)
{
    const uint8_t *p = cert.data;
    X509 *x = cert.len == 0 || cert.len > LP_CMS_MAX
                  ? NULL
                  : d2i_X509(NULL, &p, (long)cert.len);
    struct lp_slice sig = lp_der_take(&value, LP_DER_OCTETS);
    EVP_PKEY *key = x == NULL ? NULL : X509_get0_pubkey(x);
    enum lp_cms_check check = LP_CMS_SIGNATURE;

    *out = (struct lp_cms_signer){.type_same = true, .has_cert = x != NULL};
    if (x == NULL || sig.len == 0) {
        check = x == NULL ? LP_CMS_NO_CERT : LP_CMS_MALFORMED;
        goto done;
    }
    lp_cert_read(x, &out->cert);
    if (key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) {
        check = LP_CMS_KEY;
        goto done;
    }
    for (unsigned md = 1; md < LP_MD_COUNT && check != LP_CMS_MATCH; md++) {
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

        if ((content->mask & LP_MD_BIT(md)) != 0 && ctx != NULL &&
            EVP_PKEY_verify_init(ctx) == 1 &&
            EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
            EVP_PKEY_CTX_set_signature_md(
                ctx, EVP_get_digestbyname(lp_md_word(md))) == 1 &&
            EVP_PKEY_verify(ctx, sig.data, sig.len, content->bytes[md],
                            lp_md_len(md)) == 1) {
            check = LP_CMS_MATCH;
            out->md = md;
        }
        EVP_PKEY_CTX_free(ctx);
    }
    lp_cms_algorithm(out, false);

done:
    X509_free(x);
    ERR_clear_error();
    return check;
}
