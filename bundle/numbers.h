#ifndef LP_BUNDLE_NUMBERS_H
#define LP_BUNDLE_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Gives each different SHA-256 a number, from 0 in the order in which they
 * come. Keeps some 50 bytes for each. Zeroed, it is empty.
 */
struct lp_numbers {
    uint8_t (*digest)[32]; /* by number */
    size_t n;
    size_t cap;
    size_t *slot; /* open addressing: number + 1, or 0 */
    size_t slots; /* a power of two */
};

/* The number of `digest`; a new one, if it is. */
LP_MUST_USE enum lp_code lp_numbers_add(struct lp_numbers *t,
                                        const uint8_t digest[32],
                                        size_t *number, struct lp_err *err);

/* Likewise, but false if it has none. */
bool lp_numbers_find(const struct lp_numbers *t, const uint8_t digest[32],
                     size_t *number);
void lp_numbers_release(struct lp_numbers *t);

#endif
