#ifndef LP_CRYPTO_CMS_H
#define LP_CRYPTO_CMS_H

#include "crypto/cms_signer.h"

/* Signed data of CMS (RFC 5652) and of PKCS#7 before it. For one thread at a
 * time. */
struct lp_cms;

#define LP_CMS_SIGNERS_MAX 16

/* What the content says it is. */
enum lp_cms_content {
    LP_CMS_DATA,
    LP_CMS_TST, /* what a timestamp states: TSTInfo */
    LP_CMS_OTHER,
};

/**
 * Read the DER or BER that `bytes` begin with; zeros may follow, as in the
 * place that was kept for it in a PDF. `*used` is how long it is.
 *
 * LP_E_FORMAT: it is no signed data, or has no signer, or more than
 * LP_CMS_SIGNERS_MAX.
 */
LP_MUST_USE enum lp_code lp_cms_open(struct lp_cms **out, struct lp_slice bytes,
                                     size_t *used, struct lp_err *err);
void lp_cms_free(struct lp_cms *c); /* NULL is nothing */

/* LP_MD_BIT of the digests that signers name. */
unsigned lp_cms_mds(const struct lp_cms *c);
size_t lp_cms_signers(const struct lp_cms *c);
enum lp_cms_content lp_cms_content_type(const struct lp_cms *c);

/* The content that lies in it; false if there is none (it is detached). */
bool lp_cms_content(const struct lp_cms *c, struct lp_slice *out);

/* What the signer `i` says; its certificate is looked for in the CMS, then
 * among `roots` (may be NULL). */
LP_MUST_USE enum lp_code lp_cms_signer(struct lp_cms *c, size_t i,
                                       const struct lp_roots *roots,
                                       struct lp_cms_signer *out,
                                       struct lp_err *err);

/* Check the signature of `i` over content that has the digests `content`. To
 * be called after lp_cms_signer. */
enum lp_cms_check lp_cms_check(struct lp_cms *c, size_t i,
                               const struct lp_mds *content);

/* Whether the certificate of `i` leads to a root. `at`: 0 for any time. If it
 * is proven, later revocations do not count. */
enum lp_chain lp_cms_chain(struct lp_cms *c, size_t i,
                           const struct lp_roots *roots, int64_t at,
                           bool proven);

/* The same CMS without its content, in DER. */
LP_MUST_USE enum lp_code lp_cms_strip(const struct lp_cms *c, uint8_t **out,
                                      size_t *n, struct lp_err *err);

/* A bare RSA signature (PKCS#1 v1.5) in a DER OCTET STRING, and the DER of its
 * certificate: what adbe.x509.rsa_sha1 of PDF is. `*out` is filled in as far
 * as it is known; of its slices none. */
enum lp_cms_check lp_rsa_check(struct lp_slice value, struct lp_slice cert,
                               const struct lp_mds *content,
                               struct lp_cms_signer *out);

/* What a timestamp token states (RFC 3161, 2.4.2). */
struct lp_tst {
    enum lp_md md; /* LP_MD_NONE: one that we do not know */
    uint8_t imprint[LP_MD_LEN_MAX];
    size_t len;
    int64_t at;
};

/* Read TSTInfo; false if it is none. */
bool lp_tst_read(struct lp_slice der, struct lp_tst *out);

/* The token of a response (RFC 3161, 2.4.2), or `bytes` themselves if they are
 * none. Empty: a response without a token. Borrowed from `bytes`. */
struct lp_slice lp_tst_token(struct lp_slice bytes);

#endif
