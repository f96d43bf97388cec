#ifndef LP_CRYPTO_MD_H
#define LP_CRYPTO_MD_H

#include "base/err.h"
#include "base/slice.h"

/* The digests that a signature may name. The numbers are internal. Apart from
 * enum lp_alg, which says what manifests and sets hold. */
enum lp_md {
    LP_MD_NONE,
    LP_MD_MD5,
    LP_MD_SHA1,
    LP_MD_RIPEMD160,
    LP_MD_SHA224,
    LP_MD_SHA256,
    LP_MD_SHA384,
    LP_MD_SHA512,
    LP_MD_SHA3_256,
    LP_MD_SHA3_384,
    LP_MD_SHA3_512,
    LP_MD_COUNT,
};

#define LP_MD_LEN_MAX 64
#define LP_MD_BIT(md) (1U << (md))
#define LP_MD_ALL ((1U << LP_MD_COUNT) - 2)

/* "sha256", as in the names of algorithms. */
const char *lp_md_word(enum lp_md md);
size_t lp_md_len(enum lp_md md);

/* The digests of the same bytes. Zeroed, there are none. */
struct lp_mds {
    unsigned mask; /* LP_MD_BIT of those that are there */
    uint8_t bytes[LP_MD_COUNT][LP_MD_LEN_MAX];
};

/* Whether `d` holds the digest `md`, and that is `bytes`. */
bool lp_mds_is(const struct lp_mds *d, enum lp_md md, struct lp_slice bytes);

/* Several digests in one pass over bytes. */
struct lp_mdrun;

/* Digests that are not to be had here are left out. */
LP_MUST_USE enum lp_code lp_mdrun_new(struct lp_mdrun **out, unsigned mask,
                                      struct lp_err *err);
LP_MUST_USE enum lp_code
lp_mdrun_feed(struct lp_mdrun *r, struct lp_slice bytes, struct lp_err *err);
/* The run can then only be freed. */
LP_MUST_USE enum lp_code lp_mdrun_end(struct lp_mdrun *r, struct lp_mds *out,
                                      struct lp_err *err);
void lp_mdrun_free(struct lp_mdrun *r); /* NULL is nothing */

/* Another run that goes on from where `r` is, with those of its digests that
 * are in `mask`. */
LP_MUST_USE enum lp_code lp_mdrun_copy(struct lp_mdrun **out,
                                       const struct lp_mdrun *r, unsigned mask,
                                       struct lp_err *err);

/* The same of bytes at hand. */
LP_MUST_USE enum lp_code lp_mds_of(struct lp_mds *out, unsigned mask,
                                   struct lp_slice bytes, struct lp_err *err);

#endif
