#include "crypto/cert.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crypto/rsa_weak.h"

struct lp_roots {
    X509_STORE *store;
    STACK_OF(X509) * certs;
    STACK_OF(X509_CRL) * crls;
};

enum lp_md
lp_md_by_nid(int nid)
{
    switch (nid) {
    case NID_md5:
        return LP_MD_MD5;
    case NID_sha1:
        return LP_MD_SHA1;
    case NID_ripemd160:
        return LP_MD_RIPEMD160;
    case NID_sha224:
        return LP_MD_SHA224;
    case NID_sha256:
        return LP_MD_SHA256;
    case NID_sha384:
        return LP_MD_SHA384;
    case NID_sha512:
        return LP_MD_SHA512;
    case NID_sha3_256:
        return LP_MD_SHA3_256;
    case NID_sha3_384:
        return LP_MD_SHA3_384;
    case NID_sha3_512:
        return LP_MD_SHA3_512;
    default:
        return LP_MD_NONE;
    }
}

bool
lp_asn1_time(const ASN1_TIME *t, int64_t *out)
{
    struct tm tm = {0};

    if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1) {
        return false;
    }
    *out = (int64_t)timegm(&tm);
    return true;
}

/* Copy what fits of `text`, whole characters of it. */
static void
put(char *to, size_t cap, size_t *used, const uint8_t *text, size_t n)
{
    if (n > cap - 1 - *used) {
        n = cap - 1 - *used;
        while (n > 0 && (text[n] & 0xc0) == 0x80) {
            n--;
        }
    }
    memcpy(to + *used, text, n);
    *used += n;
    to[*used] = '\0';
}

static void
put_string(char *to, size_t cap, size_t *used, const ASN1_STRING *s)
{
    uint8_t *utf8 = NULL;
    int n = s == NULL ? -1 : ASN1_STRING_to_UTF8(&utf8, s);

    if (n > 0) {
        put(to, cap, used, utf8, strnlen((const char *)utf8, (size_t)n));
    }
    OPENSSL_free(utf8);
}

static void
put_name(char *to, size_t cap, const X509_NAME *name)
{
    static const int nids[] = {NID_commonName, NID_pkcs9_emailAddress,
                               NID_organizationalUnitName,
                               NID_organizationName};
    size_t used = 0;

    for (size_t i = 0; i < sizeof nids / sizeof nids[0] && used == 0; i++) {
        int at = X509_NAME_get_index_by_NID(name, nids[i], -1);

        if (at >= 0) {
            put_string(to, cap, &used,
                       X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
        }
    }
    for (int i = 0; i < X509_NAME_entry_count(name) && used == 0; i++) {
        put_string(to, cap, &used,
                   X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, i)));
    }
}

static void
put_emails(const X509 *x, struct lp_cert_facts *out)
{
    /* OpenSSL does not write to it; its header of that time lacks the const. */
    STACK_OF(OPENSSL_STRING) *all = X509_get1_email((X509 *)(uintptr_t)x);
    size_t used = 0;

    for (int i = 0; i < sk_OPENSSL_STRING_num(all); i++) {
        const char *one = sk_OPENSSL_STRING_value(all, i);
        size_t n = strlen(one);

        if (n + 1 < sizeof out->emails - used && memchr(one, '\n', n) == NULL) {
            put(out->emails, sizeof out->emails, &used, (const uint8_t *)one,
                n);
            put(out->emails, sizeof out->emails, &used, (const uint8_t *)"\n",
                1);
        }
    }
    X509_email_free(all);
}

static void
put_key(X509 *x, struct lp_cert_facts *out)
{
    EVP_PKEY *key = X509_get0_pubkey(x);
    int bits = key == NULL ? 0 : EVP_PKEY_get_bits(key);
    const char *type = "";

    switch (key == NULL ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS:
        type = "rsa";
        break;
    case EVP_PKEY_EC:
        type = "ecdsa";
        break;
    case EVP_PKEY_DSA:
        type = "dsa";
        break;
    case EVP_PKEY_ED25519:
        type = "ed25519";
        break;
    default:
        break;
    }
    memcpy(out->key_type, type, strlen(type) + 1);
    out->bits = bits > 0 ? (unsigned)bits : 0;
}

/* What is seen of the key alone. */
static void
look_at_key(X509 *x, struct lp_cert_facts *out)
{
    unsigned n = sizeof out->key_digest;
    struct lp_rsa_numbers rsa;
    uint8_t *der = NULL;
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);

    if (len > 0) {
        (void)EVP_Digest(der, (size_t)len, out->key_digest, &n, EVP_sha256(),
                         NULL);
        if (lp_rsa_numbers_read(&rsa, (struct lp_slice){der, (size_t)len})) {
            out->key_weak = lp_rsa_weak(&rsa);
            out->small_exponent = lp_rsa_number_bits(rsa.exponent) < 17;
        }
    }
    OPENSSL_free(der);
}

void
lp_cert_read(const X509 *cert, struct lp_cert_facts *out)
{
    X509 *x = (X509 *)(uintptr_t)cert;
    unsigned n = sizeof out->fingerprint;
    uint32_t use;

    *out = (struct lp_cert_facts){0};
    put_name(out->subject, sizeof out->subject, X509_get_subject_name(x));
    put_name(out->issuer, sizeof out->issuer, X509_get_issuer_name(x));
    put_emails(x, out);
    put_key(x, out);
    look_at_key(x, out);
    (void)lp_asn1_time(X509_get0_notBefore(x), &out->not_before);
    (void)lp_asn1_time(X509_get0_notAfter(x), &out->not_after);
    (void)X509_digest(x, EVP_sha256(), out->fingerprint, &n);
    out->self_issued =
        X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0;
    use = X509_get_key_usage(x); /* all of it, if there is no such extension */
    out->may_sign = (use & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
    use = X509_get_extended_key_usage(x);
    out->may_stamp = use != UINT32_MAX && (use & XKU_TIMESTAMP) != 0;
    ERR_clear_error();
}

enum lp_code
lp_roots_new(struct lp_roots **out, struct lp_err *err)
{
    struct lp_roots *r = calloc(1, sizeof *r);

    if (r == NULL) {
        return lp_no_memory(err);
    }
    r->store = X509_STORE_new();
    r->certs = sk_X509_new_null();
    r->crls = sk_X509_CRL_new_null();
    if (r->store == NULL || r->certs == NULL || r->crls == NULL) {
        lp_roots_free(r);
        return lp_no_memory(err);
    }
    *out = r;
    return LP_OK;
}

void
lp_roots_free(struct lp_roots *r)
{
    if (r != NULL) {
        X509_STORE_free(r->store);
        sk_X509_pop_free(r->certs, X509_free);
        sk_X509_CRL_pop_free(r->crls, X509_CRL_free);
        free(r);
    }
}

size_t
lp_roots_count(const struct lp_roots *r)
{
    return r == NULL ? 0 : (size_t)sk_X509_num(r->certs);
}

/* A passphrase is asked from nobody. */
static int
no_passphrase(char *to, int size, int writing, void *who)
{
    (void)to;
    (void)size;
    (void)writing;
    (void)who;
    return -1;
}

static bool
add_one(struct lp_roots *r, const X509_INFO *info)
{
    if (info->x509 != NULL) {
        if (X509_STORE_add_cert(r->store, info->x509) != 1 ||
            X509_up_ref(info->x509) != 1) {
            return false;
        }
        if (sk_X509_push(r->certs, info->x509) == 0) {
            X509_free(info->x509);
            return false;
        }
    }
    if (info->crl != NULL) {
        if (X509_STORE_add_crl(r->store, info->crl) != 1 ||
            X509_CRL_up_ref(info->crl) != 1) {
            return false;
        }
        if (sk_X509_CRL_push(r->crls, info->crl) == 0) {
            X509_CRL_free(info->crl);
            return false;
        }
    }
    return true;
}

enum lp_code
lp_roots_add(struct lp_roots *r, struct lp_slice pem, struct lp_err *err)
{
    BIO *bio =
        pem.len > INT32_MAX ? NULL : BIO_new_mem_buf(pem.data, (int)pem.len);
    STACK_OF(X509_INFO) *all =
        bio == NULL ? NULL
                    : PEM_X509_INFO_read_bio(bio, NULL, no_passphrase, r);
    bool good = all != NULL;
    int found = 0;
    enum lp_code rc = LP_OK;

    for (int i = 0; good && i < sk_X509_INFO_num(all); i++) {
        const X509_INFO *info = sk_X509_INFO_value(all, i);

        found += info->x509 != NULL || info->crl != NULL;
        good = add_one(r, info);
    }
    if (!good || found == 0) {
        rc = lp_fail(err, LP_E_FORMAT,
                     "no certificates in PEM, or one is broken");
    }
    sk_X509_INFO_pop_free(all, X509_INFO_free);
    BIO_free(bio);
    ERR_clear_error();
    return rc;
}

X509 *
lp_roots_find(const struct lp_roots *roots, const X509_NAME *issuer,
              const ASN1_INTEGER *serial)
{
    for (int i = 0; roots != NULL && i < sk_X509_num(roots->certs); i++) {
        X509 *x = sk_X509_value(roots->certs, i);

        if (X509_NAME_cmp(X509_get_issuer_name(x), issuer) == 0 &&
            ASN1_INTEGER_cmp(X509_get0_serialNumber(x), serial) == 0) {
            return x;
        }
    }
    return NULL;
}

static enum lp_chain
verdict_of(int error)
{
    switch (error) {
    case X509_V_OK:
        return LP_CHAIN_TRUSTED;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return LP_CHAIN_EXPIRED;
    case X509_V_ERR_CERT_REVOKED:
        return LP_CHAIN_REVOKED;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return LP_CHAIN_NO_ROOT;
    default:
        return LP_CHAIN_BAD;
    }
}

/* When the chain must hold. */
struct moment {
    const struct lp_roots *roots;
    int64_t at;
    bool proven;
};

/* Whether a certificate was revoked only after the moment. Who steals a key can
 * claim any time: it must be proven. The context does not say which list it
 * looks at, so all that name the certificate must agree. */
static bool
revoked_later(X509_STORE_CTX *ctx)
{
    const struct moment *m = X509_STORE_CTX_get_app_data(ctx);
    X509 *x = X509_STORE_CTX_get_current_cert(ctx);
    bool later = m->proven;

    for (int i = 0; i < sk_X509_CRL_num(m->roots->crls); i++) {
        X509_CRL *crl = sk_X509_CRL_value(m->roots->crls, i);
        X509_REVOKED *entry = NULL;
        int64_t when = 0;

        if (X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_issuer_name(x)) ==
                0 &&
            X509_CRL_get0_by_cert(crl, &entry, x) == 1) {
            later =
                later &&
                lp_asn1_time(X509_REVOKED_get0_revocationDate(entry), &when) &&
                when > m->at;
        }
    }
    return later;
}

/* A CRL that was not given, or is of another time, revokes nothing: only what
 * was given is known. */
static int
on_error(int ok, X509_STORE_CTX *ctx)
{
    int error = X509_STORE_CTX_get_error(ctx);

    if (ok == 0 && (error == X509_V_ERR_UNABLE_TO_GET_CRL ||
                    error == X509_V_ERR_CRL_HAS_EXPIRED ||
                    error == X509_V_ERR_CRL_NOT_YET_VALID ||
                    (error == X509_V_ERR_CERT_REVOKED && revoked_later(ctx)))) {
        X509_STORE_CTX_set_error(ctx, X509_V_OK);
        return 1;
    }
    return ok;
}

enum lp_chain
lp_cert_chain(X509 *x, STACK_OF(X509) * others, const struct lp_roots *roots,
              int64_t at, bool proven)
{
    struct moment moment = {roots, at, proven};
    X509_STORE_CTX *ctx = NULL;
    X509_VERIFY_PARAM *param;
    unsigned long flags = X509_V_FLAG_PARTIAL_CHAIN;
    enum lp_chain chain = LP_CHAIN_BAD;

    if (roots == NULL || sk_X509_num(roots->certs) == 0) {
        return LP_CHAIN_NO_STORE;
    }
    ctx = X509_STORE_CTX_new();
    if (ctx != NULL && X509_STORE_CTX_init(ctx, roots->store, x, others) == 1) {
        param = X509_STORE_CTX_get0_param(ctx);
        flags |= sk_X509_CRL_num(roots->crls) > 0 ? X509_V_FLAG_CRL_CHECK : 0;
        flags |= at == 0 ? X509_V_FLAG_NO_CHECK_TIME : 0;
        (void)X509_VERIFY_PARAM_set_flags(param, flags);
        X509_VERIFY_PARAM_set_depth(param, 16);
        X509_VERIFY_PARAM_set_auth_level(param, 0);
        if (at != 0) {
            X509_VERIFY_PARAM_set_time(param, (time_t)at);
        }
        X509_STORE_CTX_set_app_data(ctx, &moment);
        X509_STORE_CTX_set_verify_cb(ctx, on_error);
        chain = X509_verify_cert(ctx) == 1
                    ? LP_CHAIN_TRUSTED
                    : verdict_of(X509_STORE_CTX_get_error(ctx));
        if (chain == LP_CHAIN_TRUSTED &&
            X509_STORE_CTX_get_error(ctx) != X509_V_OK) {
            chain = LP_CHAIN_BAD;
        }
    }
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
    return chain;
}
