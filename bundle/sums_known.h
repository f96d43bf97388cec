#ifndef LP_BUNDLE_SUMS_KNOWN_H
#define LP_BUNDLE_SUMS_KNOWN_H

#include "base/buf.h"
#include "bundle/compare.h"
#include "formats/sums.h"

/* The digests that flat lists tell of one thing. */
struct lp_sums_known {
    unsigned has; /* bits 1 << enum lp_alg */
    bool either;  /* the one by SHA-512 may be by BLAKE2b, and there is no
                     other by that */
    uint8_t digest[LP_ALG_COUNT][LP_ALG_LEN_MAX];
};

/* The same, and a size, in few bytes: lists have millions. The digests lie in a
 * buffer that all of a list share. */
struct lp_sums_kept {
    size_t digests; /* where, in that buffer */
    uint64_t size;
    uint16_t has;
    bool either;
    bool has_size;
};

/* Keep what `item` tells; check `in` in the end. */
void lp_sums_keep(struct lp_sums_kept *to, struct lp_buf *in,
                  const struct lp_sums_item *item);

/* The digests of what was kept. */
struct lp_sums_known lp_sums_kept_known(const struct lp_sums_kept *k,
                                        const struct lp_buf *in);

/* Add what `more` says of the same thing. False, and `into` is as it was, if
 * they contradict each other; check `in` in the end. */
bool lp_sums_kept_join(struct lp_sums_kept *into, struct lp_buf *in,
                       const struct lp_sums_kept *more);

/* Whether `r` has all the digests, and puts the strongest into `e`, with that
 * of `r`: of those that differ, if some do. */
bool lp_sums_known_agree(const struct lp_sums_known *k,
                         const struct lp_record *r, struct lp_verify_event *e);

/* Put the strongest into `e`, and that of `r` (may be NULL). */
void lp_sums_known_show(const struct lp_sums_known *k,
                        const struct lp_record *r, struct lp_verify_event *e);

/* Whether all of these algorithms (bits) can be forged. */
bool lp_sums_known_weak(unsigned has);

#endif
