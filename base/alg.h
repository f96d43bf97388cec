#ifndef LP_BASE_ALG_H
#define LP_BASE_ALG_H

#include "base/slice.h"

/* Which digests there are. The numbers are internal; the words appear in
 * records, manifests, sets and lists. */
enum lp_alg {
    LP_ALG_NONE,
    LP_ALG_SHA256,
    LP_ALG_MD5,
    LP_ALG_SHA1,
    LP_ALG_SHA512,
    LP_ALG_BLAKE2B, /* 512 bits, as b2sum */
    LP_ALG_BTV2,    /* a tree of SHA-256, the `pieces root` of BEP 52: says
                       something only together with a length, and there is none
                       of nothing */
    LP_ALG_SHA384,
    LP_ALG_CRC32, /* as zip and SFV have it, its high byte first: against chance
                     alone */
    LP_ALG_COUNT
};

/* "sha256", "md5", ...; and back: LP_ALG_NONE if there is none such. */
const char *lp_alg_word(enum lp_alg alg);
enum lp_alg lp_alg_by_word(struct lp_slice word);

/* Length of its digests in bytes. */
size_t lp_alg_len(enum lp_alg alg);

/* Whether two different documents with one digest can be made at will. */
bool lp_alg_weak(enum lp_alg alg);

#define LP_ALG_LEN_MAX 64

/* In a set of bits `1 << enum lp_alg`: what there may be beside SHA-256. */
#define LP_ALG_OTHERS                                             \
    (1U << LP_ALG_MD5 | 1U << LP_ALG_SHA1 | 1U << LP_ALG_SHA512 | \
     1U << LP_ALG_BLAKE2B | 1U << LP_ALG_BTV2)

/* ... and beside SHA-256 in a flat list. What is not in LP_ALG_OTHERS is made
 * to compare files with a list, and is in no manifest and in no set. */
#define LP_ALG_LISTED (LP_ALG_OTHERS | 1U << LP_ALG_SHA384 | 1U << LP_ALG_CRC32)

/* Of the bits of `set`, those by which `size` bytes have a digest. */
unsigned lp_alg_those_of(unsigned set, uint64_t size);

#endif
