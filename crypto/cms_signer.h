#ifndef LP_CRYPTO_CMS_SIGNER_H
#define LP_CRYPTO_CMS_SIGNER_H

#include "crypto/md.h"
#include "crypto/roots.h"

/* What is said of one signer of a CMS, as plain facts. */

/* What is kept of a CMS without its content, at most. */
#define LP_CMS_MAX ((size_t)1 << 20)

/* The ESS signing-certificate attribute (RFC 5035), against the certificate. */
enum lp_ess {
    LP_ESS_NONE,
    LP_ESS_SAME,
    LP_ESS_OTHER, /* it names another certificate */
    LP_ESS_BAD,
};

/* Of one signer. Slices borrow from the lp_cms. */
struct lp_cms_signer {
    enum lp_md md;      /* LP_MD_NONE: one that we do not know */
    char algorithm[32]; /* "rsa-sha256" */
    bool attributes;    /* attributes are signed, and they name the digest */
    unsigned digests;   /* how many messageDigest attributes there are */
    struct lp_slice digest; /* if there is one */
    bool type_same; /* contentType is there once, and is that of the content */
    enum lp_ess ess;
    int64_t claimed_at; /* signingTime; 0: none */
    bool has_cert;
    struct lp_cert_facts cert;
    struct lp_slice value; /* the signature itself */
    struct lp_slice stamp; /* a timestamp token of it; empty: none */
};

enum lp_cms_check {
    LP_CMS_MATCH,
    LP_CMS_CONTENT, /* the digest is not the signed one */
    LP_CMS_SIGNATURE,
    LP_CMS_MALFORMED,
    LP_CMS_NO_CERT,
    LP_CMS_KEY, /* a key that we cannot use */
    LP_CMS_UNSUPPORTED,
};

#endif
