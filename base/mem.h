#ifndef LP_BASE_MEM_H
#define LP_BASE_MEM_H

#include <stddef.h>

/**
 * Room for one more in an array of `n` elements of `size` bytes each, with
 * room for `*cap`: doubles it when it is full.
 *
 * Returns the array, which may have moved, and sets `*cap`; NULL if there is
 * no memory, and then the array is as it was.
 */
void *lp_mem_grow(void *array, size_t n, size_t *cap, size_t size);

/* The same for `n` of them at once: exactly so many if there were fewer. */
void *lp_mem_fit(void *array, size_t n, size_t *cap, size_t size);

/* Have the `n` bytes at `at`, which will be written soon, at hand: one call
 * costs less than a fault for each page. It need not succeed. */
void lp_mem_touch(void *at, size_t n);

#endif
