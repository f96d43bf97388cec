#ifndef LP_CRYPTO_LANES_H
#define LP_CRYPTO_LANES_H

#include "crypto/message.h"
#include "crypto/sha256_way.h"

/**
 * Digest all that waits of `n` messages, side by side where that pays: the
 * longest first, so that the lanes stay full to the end. `done` is told of
 * each as it is complete; the message is not touched after that.
 */
void lp_lanes_digest(struct lp_message **m, size_t n,
                     const struct lp_sha256_way *way,
                     void (*done)(void *who, struct lp_message *m), void *who);

#endif
