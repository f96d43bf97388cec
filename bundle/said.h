#ifndef LP_BUNDLE_SAID_H
#define LP_BUNDLE_SAID_H

#include "bundle/record.h"
#include "crypto/digest.h"
#include "crypto/sketch.h"
#include "crypto/winnow.h"
#include "formats/fold.h"

/*
 * What one text comes to: its two forms, T0 and T1, with their digests, the
 * sketch and the fragments of T1. Zeroed, it is at rest.
 */
struct lp_said {
    bool at_work;
    unsigned levels;
    struct lp_err why; /* what failed first */
    struct lp_fold *fold;
    struct lp_buf t0;
    struct lp_buf t1;
    struct lp_hasher *text; /* of T0 and of T1; whose they are takes them when
                               the text is over */
    struct lp_hasher *letters;
    struct lp_grams grams;
    struct lp_sketch sketch;
    uint8_t bins[LP_SKETCH_SIZE];
    struct lp_winnow winnow;
    struct lp_fragments prints;
    uint64_t *page; /* where each begins, in characters of T1 */
    size_t pages;
    size_t pages_cap;
};

/* Begin with another text. `levels` (LP_LEVEL_BIT of each) says what to make.
 */
LP_MUST_USE enum lp_code lp_said_begin(struct lp_said *s, struct lp_engine *e,
                                       unsigned levels, struct lp_err *err);

/* More of it, in UTF-8, cut between two characters; and that another page
 * begins. What fails is told at the end. */
void lp_said_text(struct lp_said *s, struct lp_slice utf8);
void lp_said_page(struct lp_said *s);

/* The text is over: put into `r` what it comes to, which borrows. Its
 * identities are marked there; their digests are still to be finished. */
LP_MUST_USE enum lp_code lp_said_end(struct lp_said *s, struct lp_record *r,
                                     struct lp_err *err);

/* Be at rest, with the memory that the next text will need. */
void lp_said_rest(struct lp_said *s);
void lp_said_release(struct lp_said *s);

/* Clear a buffer that is to be used again, unless it grew large: then its
 * memory is given back. */
void lp_said_rest_buf(struct lp_buf *b);

#endif
