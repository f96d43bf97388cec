#ifndef LP_CRYPTO_CERT_H
#define LP_CRYPTO_CERT_H

#include <openssl/x509.h>

#include "base/err.h"
#include "base/slice.h"
#include "crypto/md.h"
#include "crypto/roots.h"

/* Certificates (RFC 5280), as OpenSSL reads them. Files of other rooms see
 * them through cms.h alone. */

void lp_cert_read(const X509 *x, struct lp_cert_facts *out);

/* Which digest an object identifier means; LP_MD_NONE if none that we know. */
enum lp_md lp_md_by_nid(int nid);

/* `t` in seconds of 1970; false if it is none. */
bool lp_asn1_time(const ASN1_TIME *t, int64_t *out);

/* Whether `x` leads to a trusted root through `others`, at `at`; a revocation
 * after that does not count if the time is proven. */
enum lp_chain lp_cert_chain(X509 *x, STACK_OF(X509) * others,
                            const struct lp_roots *roots, int64_t at,
                            bool proven);

/* The certificates of the store that has this issuer and serial, or NULL. */
X509 *lp_roots_find(const struct lp_roots *roots, const X509_NAME *issuer,
                    const ASN1_INTEGER *serial);

#endif
