#ifndef LP_EVIDENCE_KEY_SHARED_H
#define LP_EVIDENCE_KEY_SHARED_H

#include "evidence/key_archive.h"

/**
 * Look which RSA keys of the archive share a prime, once all records are there,
 * and mark them. `*done` is false, and nothing is known, if that would be more
 * than `work` (crypto/rsa_shared.h).
 */
LP_MUST_USE enum lp_code lp_key_shared_find(struct lp_key_archive *a,
                                            uint64_t work, bool *done,
                                            struct lp_err *err);

#endif
