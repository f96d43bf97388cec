#ifndef LP_CRYPTO_BTV2_HASHER_H
#define LP_CRYPTO_BTV2_HASHER_H

#include "crypto/digest.h"

/* A hasher for LP_ALG_BTV2, used as those of lp_hasher_open. It belongs to no
 * engine: a tree digests many of its blocks at once by itself, on the
 * submitting thread, and `done` is called before finish returns. Of no bytes
 * its digest has the length 0: there is none. */
LP_MUST_USE enum lp_code lp_btv2_hasher(struct lp_hasher **out,
                                        struct lp_err *err);

#endif
