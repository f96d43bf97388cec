#ifndef LP_BUNDLE_LETTERS_H
#define LP_BUNDLE_LETTERS_H

#include "crypto/winnow.h"
#include "formats/fold.h"

/* The fingerprints of a text's letters and digits (its form T1), as the text
 * comes. Zeroed, it is at rest. */
struct lp_letters {
    struct lp_fold *fold;
    struct lp_buf t0;
    struct lp_buf t1;
    struct lp_grams grams;
    struct lp_winnow winnow;
};

/* Begin with another text. */
LP_MUST_USE enum lp_code lp_letters_begin(struct lp_letters *l,
                                          struct lp_err *err);

/* More of it, in UTF-8, cut between two characters. */
void lp_letters_feed(struct lp_letters *l, struct lp_slice utf8,
                     lp_winnow_told *told, void *who);

/* The text is over: how many letters and digits it has. */
uint64_t lp_letters_end(struct lp_letters *l, lp_winnow_told *told, void *who);

/* LP_OK if there was memory for all of it. */
LP_MUST_USE enum lp_code lp_letters_check(const struct lp_letters *l,
                                          struct lp_err *err);

void lp_letters_release(struct lp_letters *l);

#endif
