#ifndef LP_CRYPTO_CMS_KEY_H
#define LP_CRYPTO_CMS_KEY_H

#include <openssl/cms.h>
#include <openssl/x509.h>

#include "crypto/cms_signer.h"

/* Signatures that the CMS of OpenSSL does not check as we need it. Files of
 * other rooms see them through cms.h alone. */

/* Put the name of the algorithm together from the key and the digest. */
void lp_cms_algorithm(struct lp_cms_signer *out, bool pss);

/* One without signed attributes: over the digest itself. */
enum lp_cms_check lp_cms_check_bare(CMS_SignerInfo *s, X509 *x, enum lp_md md,
                                    const struct lp_mds *content);

/* By a key that takes the bytes and not their digest (RFC 8419). */
enum lp_cms_check lp_cms_check_eddsa(CMS_SignerInfo *s, X509 *x);

#endif
