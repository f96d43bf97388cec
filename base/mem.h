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

#endif
