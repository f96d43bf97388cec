#ifndef LP_CRYPTO_WINNOW_H
#define LP_CRYPTO_WINNOW_H

#include "crypto/gram.h"
#include "crypto/lowest.h"

/*
 * part-v1, of texts: which part of a text stands in another one
 * (docs/FORMAT-identity-near.md). Winnowing (Schleimer, Wilkerson, Aiken 2003)
 * over the grams of 30 characters of the form T1: of every 64 consecutive grams
 * the smallest is a fingerprint. So two texts that share a run of 93 characters
 * share a fingerprint, and two that share a fingerprint share 30 characters.
 */
#define LP_WINNOW_GRAM LP_GRAM_LONG
#define LP_WINNOW_WINDOW LP_LOWEST_WINDOW

struct lp_winnow_print {
    uint64_t key; /* the hash of the gram */
    /* Where the gram begins, in characters (code points) of the text; from
     * UINT32_MAX on it is UINT32_MAX. */
    uint32_t at;
};

/* Told of each fingerprint, in order of `at`. Two in a row never have one key.
 * There are at most as many as grams; two in 65 is usual. */
typedef void lp_winnow_told(void *who, const struct lp_winnow_print *print);

/* `{0}` is a text of which nothing has been fed. Owns nothing. */
struct lp_winnow {
    uint64_t chars;                     /* fed so far */
    uint64_t key[LP_WINNOW_WINDOW - 1]; /* of the last grams */
    uint64_t best;                      /* the smallest key of the window */
    uint64_t best_at;                   /* in grams from the beginning */
};

/* More of the text, block by block. What is told does not depend on where it
 * was cut. */
void lp_winnow_feed(struct lp_winnow *w, const struct lp_grams *g,
                    lp_winnow_told *told, void *who);

/* The text is over. If it had a gram but no 64, the smallest of them is told;
 * `w` is as `{0}` again. */
void lp_winnow_end(struct lp_winnow *w, lp_winnow_told *told, void *who);

#endif
