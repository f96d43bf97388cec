#ifndef LP_BUNDLE_LIKENESS_H
#define LP_BUNDLE_LIKENESS_H

#include "bundle/record.h"
#include "ledger/index_alike.h"

/* From this resemblance on, texts are nearly identical. */
#define LP_LIKENESS_HIGH 0.8

/* Pages of one document, from 1. */
struct lp_pages {
    uint32_t first;
    uint32_t last;
};

#define LP_PAGES_MAX 16

/* What public documents look like one, or hold parts of it. */
struct lp_likeness {
    struct lp_index_hit near; /* set NULL: nothing is near enough */
    double score;             /* its resemblance: 0 .. 1 */
    struct lp_index_hit part; /* set NULL: none has enough of it */
    double share;             /* how much of this is in that one: 0 .. 1 */
    double covered;           /* ... and in any that have some of it */
    struct lp_pages page[LP_PAGES_MAX]; /* where that lies, if it has pages */
    unsigned pages;
};

/* How to look. Zeroed but for `index` and `least`, it is ready. */
struct lp_likeness_search {
    struct lp_index *index;
    double least; /* resemblance that is near enough */
    struct lp_likeness_hit *hit;
    size_t n;
    size_t cap;
    uint64_t *keys;
    size_t keys_cap;
    struct lp_likeness_sum *sum;
    size_t slots; /* room in `sum` */
    double *extent;
    size_t extents_cap;
    unsigned rest; /* so many are not sifted */
    struct lp_buf marks;
    struct lp_buf kept;
};

/* Find the published document that `r` resembles most. */
LP_MUST_USE enum lp_code lp_likeness_near(struct lp_likeness_search *s,
                                          const struct lp_record *r,
                                          struct lp_likeness *out,
                                          struct lp_err *err);

/* Find the published document that has the most of `r`. */
LP_MUST_USE enum lp_code lp_likeness_part(struct lp_likeness_search *s,
                                          const struct lp_record *r,
                                          struct lp_likeness *out,
                                          struct lp_err *err);
/* Leave of the fragments of `w` those that can matter to lp_likeness_part, for
 * one that is to wait for its turn: what is found then is the same. `w` borrows
 * from `s` until the next call. */
LP_MUST_USE enum lp_code lp_likeness_sift(struct lp_likeness_search *s,
                                          struct lp_words *w,
                                          struct lp_err *err);
void lp_likeness_release(struct lp_likeness_search *s);

#endif
