#ifndef LP_BUNDLE_WITHIN_H
#define LP_BUNDLE_WITHIN_H

#include "bundle/numbers.h"
#include "bundle/sink.h"

/*
 * Which documents of a submission are there more than once, by their bytes.
 * Keeps the locator of each different one. Zeroed, it is empty.
 */
struct lp_within {
    struct lp_numbers known;
    struct lp_buf paths;
    size_t *end; /* of each locator in `paths`, by number */
    size_t cap;
    uint64_t documents; /* whose digests are known */
    uint64_t bytes;
    uint64_t unique;
    uint64_t unique_bytes;
};

/* Take note of `r`. `*first` is the locator of the first one with its bytes,
 * borrowed until the next note; empty if `r` is that, or is no document whose
 * digest is known. */
LP_MUST_USE enum lp_code lp_within_note(struct lp_within *w,
                                        const struct lp_record *r,
                                        const struct lp_where *at,
                                        struct lp_slice *first,
                                        struct lp_err *err);
void lp_within_release(struct lp_within *w);

#endif
