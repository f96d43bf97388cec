#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define FIRST 16
#define PAGE ((uintptr_t)4096)

void *
lp_mem_grow(void *array, size_t n, size_t *cap, size_t size)
{
    size_t more = *cap == 0 ? FIRST : *cap * 2;
    void *grown;

    if (n < *cap) {
        return array;
    }
    grown = reallocarray(array, more, size);
    if (grown != NULL) {
        *cap = more;
    }
    return grown;
}

void *
lp_mem_fit(void *array, size_t n, size_t *cap, size_t size)
{
    void *grown;

    if (n <= *cap) {
        return array;
    }
    grown = reallocarray(array, n, size);
    if (grown != NULL) {
        *cap = n;
    }
    return grown;
}

void
lp_mem_touch(void *at, size_t n)
{
    uintptr_t first = ((uintptr_t)at + PAGE - 1) / PAGE * PAGE;
    uintptr_t end = ((uintptr_t)at + n) / PAGE * PAGE;

    if (first < end) {
        (void)madvise((void *)first, end - first, MADV_POPULATE_WRITE);
    }
}
