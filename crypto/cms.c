#include "crypto/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/cert.h"
#include "crypto/cms_key.h"
#include "crypto/der.h"

struct lp_cms {
    CMS_ContentInfo *info;
    STACK_OF(X509) * certs;
    STACK_OF(CMS_SignerInfo) * signers; /* borrowed */
    X509 *cert[LP_CMS_SIGNERS_MAX];
    bool looked[LP_CMS_SIGNERS_MAX];
};

void
lp_cms_free(struct lp_cms *c)
{
    if (c != NULL) {
        for (size_t i = 0; i < LP_CMS_SIGNERS_MAX; i++) {
            X509_free(c->cert[i]);
        }
        sk_X509_pop_free(c->certs, X509_free);
        CMS_ContentInfo_free(c->info);
        free(c);
    }
}

enum lp_code
lp_cms_open(struct lp_cms **out, struct lp_slice bytes, size_t *used,
            struct lp_err *err)
{
    struct lp_cms *c = calloc(1, sizeof *c);
    const uint8_t *p = bytes.data;
    enum lp_code rc = LP_OK;

    if (c == NULL) {
        return lp_no_memory(err);
    }
    if (bytes.len > 0 && bytes.len <= INT32_MAX) {
        c->info = d2i_CMS_ContentInfo(NULL, &p, (long)bytes.len);
    }
    if (c->info == NULL ||
        OBJ_obj2nid(CMS_get0_type(c->info)) != NID_pkcs7_signed) {
        rc = lp_fail(err, LP_E_FORMAT, "cms: this is no signed data");
        goto done;
    }
    c->signers = CMS_get0_SignerInfos(c->info);
    c->certs = CMS_get1_certs(c->info);
    if (sk_CMS_SignerInfo_num(c->signers) < 1 ||
        sk_CMS_SignerInfo_num(c->signers) > LP_CMS_SIGNERS_MAX) {
        rc = lp_fail(err, LP_E_FORMAT, "cms: no signer, or too many");
        goto done;
    }
    *used = (size_t)(p - bytes.data);
    *out = c;
    c = NULL;

done:
    lp_cms_free(c);
    ERR_clear_error();
    return rc;
}

size_t
lp_cms_signers(const struct lp_cms *c)
{
    return (size_t)sk_CMS_SignerInfo_num(c->signers);
}

static CMS_SignerInfo *
signer(const struct lp_cms *c, size_t i)
{
    return sk_CMS_SignerInfo_value(c->signers, (int)i);
}

static enum lp_md
md_of(const X509_ALGOR *alg)
{
    const ASN1_OBJECT *o = NULL;

    X509_ALGOR_get0(&o, NULL, NULL, alg);
    return lp_md_by_nid(OBJ_obj2nid(o));
}

unsigned
lp_cms_mds(const struct lp_cms *c)
{
    unsigned mask = 0;

    for (size_t i = 0; i < lp_cms_signers(c); i++) {
        X509_ALGOR *dig = NULL;

        CMS_SignerInfo_get0_algs(signer(c, i), NULL, NULL, &dig, NULL);
        mask |= LP_MD_BIT(md_of(dig));
    }
    return mask & LP_MD_ALL;
}

enum lp_cms_content
lp_cms_content_type(const struct lp_cms *c)
{
    switch (OBJ_obj2nid(CMS_get0_eContentType(c->info))) {
    case NID_pkcs7_data:
        return LP_CMS_DATA;
    case NID_id_smime_ct_TSTInfo:
        return LP_CMS_TST;
    default:
        return LP_CMS_OTHER;
    }
}

bool
lp_cms_content(const struct lp_cms *c, struct lp_slice *out)
{
    ASN1_OCTET_STRING **content = CMS_get0_content(c->info);

    *out = (struct lp_slice){0};
    if (content == NULL || *content == NULL) {
        return false;
    }
    *out = (struct lp_slice){ASN1_STRING_get0_data(*content),
                             (size_t)ASN1_STRING_length(*content)};
    return true;
}

/* The certificate of signer `i`: of the CMS, else one that is trusted. */
static X509 *
cert_of(struct lp_cms *c, size_t i, const struct lp_roots *roots)
{
    CMS_SignerInfo *s = signer(c, i);
    ASN1_OCTET_STRING *id = NULL;
    X509_NAME *issuer = NULL;
    ASN1_INTEGER *serial = NULL;
    X509 *found = NULL;

    if (c->looked[i]) {
        return c->cert[i];
    }
    c->looked[i] = true;
    for (int k = 0; found == NULL && k < sk_X509_num(c->certs); k++) {
        X509 *x = sk_X509_value(c->certs, k);

        found = CMS_SignerInfo_cert_cmp(s, x) == 0 ? x : NULL;
    }
    if (found == NULL &&
        CMS_SignerInfo_get0_signer_id(s, &id, &issuer, &serial) == 1 &&
        issuer != NULL) {
        found = lp_roots_find(roots, issuer, serial);
    }
    if (found != NULL && X509_up_ref(found) == 1) {
        c->cert[i] = found;
        CMS_SignerInfo_set1_signer_cert(s, found);
    }
    return c->cert[i];
}

/* How many signed attributes are of this kind. */
static unsigned
count(const CMS_SignerInfo *s, int nid)
{
    unsigned n = 0;

    for (int i = -1; (i = CMS_signed_get_attr_by_NID(s, nid, i)) >= 0;) {
        n += (unsigned)X509_ATTRIBUTE_count(CMS_signed_get_attr(s, i));
    }
    return n;
}

/* The one value of a signed attribute that there is once; else NULL. */
static void *
one(const CMS_SignerInfo *s, int nid, int type)
{
    return CMS_signed_get0_data_by_OBJ(s, OBJ_nid2obj(nid), -3, type);
}

static struct lp_slice
slice_of(const ASN1_STRING *s)
{
    return s == NULL ? (struct lp_slice){0}
                     : (struct lp_slice){ASN1_STRING_get0_data(s),
                                         (size_t)ASN1_STRING_length(s)};
}

/* Whether the first certificate that an ESS attribute names is `x`: its value
 * is SEQUENCE { SEQUENCE OF { [hash algorithm,] hash, ... }, ... }. */
static enum lp_ess
ess_of(const ASN1_STRING *value, enum lp_md md, X509 *x)
{
    struct lp_slice s = slice_of(value);
    struct lp_mds got;
    struct lp_slice der = {0};
    struct lp_slice part;
    uint8_t *bytes = NULL;
    int n = x == NULL ? -1 : i2d_X509(x, &bytes);
    enum lp_ess ess = LP_ESS_BAD;

    s = lp_der_enter(s, LP_DER_SEQUENCE);
    s = lp_der_enter(s, LP_DER_SEQUENCE);
    s = lp_der_enter(s, LP_DER_SEQUENCE);
    if (lp_der_is(s, LP_DER_SEQUENCE)) {
        struct lp_slice oid = lp_der_take(&s, LP_DER_SEQUENCE);

        oid = lp_der_take(&oid, LP_DER_OID);
        md = lp_md_by_nid(lp_der_nid(oid));
    }
    part = lp_der_take(&s, LP_DER_OCTETS);
    der = (struct lp_slice){bytes, n > 0 ? (size_t)n : 0};
    if (part.len > 0 && md != LP_MD_NONE && der.len > 0 &&
        lp_mds_of(&got, LP_MD_BIT(md), der, NULL) == LP_OK) {
        ess = lp_mds_is(&got, md, part) ? LP_ESS_SAME : LP_ESS_OTHER;
    }
    OPENSSL_free(bytes);
    return ess;
}

static enum lp_ess
ess(const CMS_SignerInfo *s, X509 *x)
{
    if (x == NULL) {
        return LP_ESS_NONE;
    }
    if (count(s, NID_id_smime_aa_signingCertificateV2) > 0) {
        return ess_of(
            one(s, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE),
            LP_MD_SHA256, x);
    }
    if (count(s, NID_id_smime_aa_signingCertificate) > 0) {
        return ess_of(
            one(s, NID_id_smime_aa_signingCertificate, V_ASN1_SEQUENCE),
            LP_MD_SHA1, x);
    }
    return LP_ESS_NONE;
}

static void
read_attributes(const struct lp_cms *c, CMS_SignerInfo *s,
                struct lp_cms_signer *out)
{
    const ASN1_OBJECT *type = one(s, NID_pkcs9_contentType, V_ASN1_OBJECT);
    const ASN1_TIME *t = one(s, NID_pkcs9_signingTime, V_ASN1_UTCTIME);

    out->attributes = CMS_signed_get_attr_count(s) >= 0;
    if (!out->attributes) {
        out->type_same = true;
        return;
    }
    if (t == NULL) {
        t = one(s, NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME);
    }
    (void)lp_asn1_time(t, &out->claimed_at);
    out->digests = count(s, NID_pkcs9_messageDigest);
    out->digest =
        slice_of(one(s, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING));
    out->type_same = count(s, NID_pkcs9_contentType) == 1 && type != NULL &&
                     OBJ_cmp(type, CMS_get0_eContentType(c->info)) == 0;
}

enum lp_code
lp_cms_signer(struct lp_cms *c, size_t i, const struct lp_roots *roots,
              struct lp_cms_signer *out, struct lp_err *err)
{
    CMS_SignerInfo *s = signer(c, i);
    X509 *x = cert_of(c, i, roots);
    X509_ALGOR *dig = NULL;
    X509_ALGOR *sig = NULL;
    const ASN1_OBJECT *o = NULL;

    (void)err;
    *out = (struct lp_cms_signer){0};
    CMS_SignerInfo_get0_algs(s, NULL, NULL, &dig, &sig);
    out->md = md_of(dig);
    read_attributes(c, s, out);
    out->ess = ess(s, x);
    out->has_cert = x != NULL;
    if (x != NULL) {
        lp_cert_read(x, &out->cert);
    }
    X509_ALGOR_get0(&o, NULL, NULL, sig);
    lp_cms_algorithm(out, OBJ_obj2nid(o) == NID_rsassaPss);
    out->value = slice_of(CMS_SignerInfo_get0_signature(s));
    out->stamp = slice_of(CMS_unsigned_get0_data_by_OBJ(
        s, OBJ_nid2obj(NID_id_smime_aa_timeStampToken), -3, V_ASN1_SEQUENCE));
    ERR_clear_error();
    return LP_OK;
}

/* What must hold before any mathematics is done; MATCH if it does. */
static enum lp_cms_check
check_form(const struct lp_cms_signer *s, X509 *x, const struct lp_mds *content)
{
    if (s->attributes && (s->digests != 1 || !s->type_same)) {
        return LP_CMS_MALFORMED;
    }
    if (s->ess == LP_ESS_BAD || s->ess == LP_ESS_OTHER) {
        return LP_CMS_MALFORMED;
    }
    if (s->md == LP_MD_NONE || (content->mask & LP_MD_BIT(s->md)) == 0) {
        return LP_CMS_UNSUPPORTED;
    }
    if (s->attributes && !lp_mds_is(content, s->md, s->digest)) {
        return LP_CMS_CONTENT;
    }
    if (x == NULL) {
        return LP_CMS_NO_CERT;
    }
    return X509_get0_pubkey(x) == NULL ? LP_CMS_KEY : LP_CMS_MATCH;
}

enum lp_cms_check
lp_cms_check(struct lp_cms *c, size_t i, const struct lp_mds *content)
{
    CMS_SignerInfo *info = signer(c, i);
    struct lp_cms_signer s;
    enum lp_cms_check check;

    if (lp_cms_signer(c, i, NULL, &s, NULL) != LP_OK) {
        return LP_CMS_MALFORMED;
    }
    check = check_form(&s, c->cert[i], content);
    if (check == LP_CMS_MATCH && strcmp(s.cert.key_type, "ed25519") == 0) {
        check = s.attributes ? lp_cms_check_eddsa(info, c->cert[i])
                             : LP_CMS_UNSUPPORTED;
    } else if (check == LP_CMS_MATCH && !s.attributes) {
        check = lp_cms_check_bare(info, c->cert[i], s.md, content);
    } else if (check == LP_CMS_MATCH && s.cert.key_type[0] == '\0') {
        check = LP_CMS_UNSUPPORTED;
    } else if (check == LP_CMS_MATCH) {
        check =
            CMS_SignerInfo_verify(info) == 1 ? LP_CMS_MATCH : LP_CMS_SIGNATURE;
    }
    ERR_clear_error();
    return check;
}

enum lp_chain
lp_cms_chain(struct lp_cms *c, size_t i, const struct lp_roots *roots,
             int64_t at, bool proven)
{
    X509 *x = cert_of(c, i, roots);

    return x == NULL ? LP_CHAIN_BAD
                     : lp_cert_chain(x, c->certs, roots, at, proven);
}

enum lp_code
lp_cms_strip(const struct lp_cms *c, uint8_t **out, size_t *n,
             struct lp_err *err)
{
    CMS_ContentInfo *copy = NULL;
    uint8_t *whole = NULL;
    int len = i2d_CMS_ContentInfo(c->info, &whole);
    const uint8_t *p = whole;
    enum lp_code rc = LP_OK;

    *out = NULL;
    *n = 0;
    copy = len > 0 ? d2i_CMS_ContentInfo(NULL, &p, len) : NULL;
    OPENSSL_free(whole);
    if (copy == NULL || CMS_set_detached(copy, 1) != 1) {
        rc = lp_fail(err, LP_E_ENGINE, "cms: cannot write it again");
        goto done;
    }
    whole = NULL;
    len = i2d_CMS_ContentInfo(copy, &whole);
    *out = len > 0 ? malloc((size_t)len) : NULL;
    if (*out == NULL) {
        rc = lp_no_memory(err);
    } else {
        memcpy(*out, whole, (size_t)len);
        *n = (size_t)len;
    }
    OPENSSL_free(whole);

done:
    CMS_ContentInfo_free(copy);
    ERR_clear_error();
    return rc;
}
