#ifndef LP_CRYPTO_XML_SIG_H
#define LP_CRYPTO_XML_SIG_H

#include "crypto/cms_signer.h"

/* The signature of XML-DSig: over the digest of a canonical form, by the key of
 * one of the certificates beside it. For one thread at a time. */
struct lp_xml_sig;

#define LP_XML_CERTS_MAX 32

enum lp_xml_alg {
    LP_XML_UNKNOWN,
    LP_XML_RSA, /* PKCS#1 v1.5 */
    LP_XML_PSS,
    LP_XML_ECDSA, /* r and s side by side */
    LP_XML_DSA,   /* likewise */
    LP_XML_ALGS,
};

/* What is checked. `certs` are DER, one after the other, in any order. */
struct lp_xml_signed {
    enum lp_xml_alg alg;
    enum lp_md md;
    struct lp_slice value;
    struct lp_slice certs;
    enum lp_md ess_md; /* of `ess`; NONE: no certificate is signed */
    struct lp_slice ess;
};

/**
 * Check the signature over what has the digests `content`; `*out` is then to be
 * freed, and of the signer's certificate `signer` says what it is: of the one
 * whose key made the signature, else of the first with a key of that kind.
 */
LP_MUST_USE enum lp_code
lp_xml_sig_check(struct lp_xml_sig **out, const struct lp_xml_signed *what,
                 const struct lp_mds *content, struct lp_cms_signer *signer,
                 enum lp_cms_check *check, struct lp_err *err);

/* Whether that certificate leads to a root, as lp_cms_chain has it. */
enum lp_chain lp_xml_sig_chain(const struct lp_xml_sig *s,
                               const struct lp_roots *roots, int64_t at,
                               bool proven);
void lp_xml_sig_free(struct lp_xml_sig *s); /* NULL is nothing */

#endif
