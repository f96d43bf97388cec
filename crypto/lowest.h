#ifndef LP_CRYPTO_LOWEST_H
#define LP_CRYPTO_LOWEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many keys are a window. */
#define LP_LOWEST_WINDOW 64

/* What winnowing asks of a row of keys, by the widest instructions there are.
 */

/* How many of the first `n` keys are above `limit`, up to the first that is
 * not. */
size_t lp_lowest_until(const uint64_t *key, size_t n, uint64_t limit);

/* Which of LP_LOWEST_WINDOW keys is the smallest, the last of equal ones. */
size_t lp_lowest_of(const uint64_t *key);

/* The same by way number `way`, for tests: false if there is no such way, or
 * not on this machine. */
bool lp_lowest_by(unsigned way, const uint64_t *key, size_t n, uint64_t limit,
                  size_t *until, size_t *of);

#endif
