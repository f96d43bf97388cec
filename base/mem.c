#include "base/mem.h"

#include <stdlib.h>

#define FIRST 16

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
