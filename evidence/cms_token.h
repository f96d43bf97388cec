#ifndef LP_EVIDENCE_CMS_TOKEN_H
#define LP_EVIDENCE_CMS_TOKEN_H

#include "crypto/cms.h"

/* The content that lies in a CMS, and its digests by the algorithms that the
 * signers name; empty if there is none. */
LP_MUST_USE enum lp_code lp_cms_inside(struct lp_cms *cms,
                                       struct lp_slice *content,
                                       struct lp_mds *out, struct lp_err *err);

/**
 * Check the timestamp of signer `i`: what is signed states a digest, which must
 * be that of a document with one of the `n` sets of digests, and a time.
 *
 * CONTENT: it is of another document. SIGNATURE: it does not hold itself.
 */
LP_MUST_USE enum lp_code lp_cms_token_check(struct lp_cms *cms, size_t i,
                                            const struct lp_mds *document,
                                            unsigned n, struct lp_tst *tst,
                                            enum lp_cms_check *check,
                                            struct lp_err *err);

#endif
