#ifndef LP_CRYPTO_SHORT_H
#define LP_CRYPTO_SHORT_H

#include "base/slice.h"

/* SipHash-2-4 of `s`: for hash tables over names from strangers, under a
 * random key that they cannot know. Not for anything that is stored. */
uint64_t lp_short_hash(const uint8_t key[16], struct lp_slice s);

#endif
