#ifndef LP_EVIDENCE_CERT_AXES_H
#define LP_EVIDENCE_CERT_AXES_H

#include "crypto/cms_signer.h"
#include "evidence/evidence.h"

/* What a signer's certificate makes of an entry: each adds to it. */

/* What advice of today says of the key and a digest. */
enum lp_strength lp_cert_strength(const struct lp_cms_signer *s, enum lp_md md);

/* Who signed, by which key, when as the signer claims. */
void lp_cert_facts_put(struct lp_evidence *e, const struct lp_cms_signer *s);

/* Whether the certificate leads to a trusted one. */
void lp_cert_chain_say(struct lp_evidence *e, enum lp_chain chain);

#endif
