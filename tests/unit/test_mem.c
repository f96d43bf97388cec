#include "base/mem.h"

#include <stdlib.h>

#include "tests/unit/test.h"

int
main(void)
{
    unsigned *a = NULL;
    size_t cap = 0;

    for (unsigned i = 0; i < 1000; i++) {
        unsigned *grown = lp_mem_grow(a, i, &cap, sizeof *a);

        CHECK(grown != NULL && cap > i, "there is room for one more");
        if (grown == NULL) {
            break;
        }
        CHECK(i == 0 || grown[i - 1] == i - 1, "what was there stays");
        a = grown;
        a[i] = i;
    }
    CHECK(lp_mem_grow(a, 10, &cap, sizeof *a) == a, "room is not made twice");
    for (size_t n = 0; a != NULL && n <= cap * sizeof *a; n += 1000) {
        lp_mem_touch(a, n);
    }
    CHECK(a != NULL && a[0] == 0 && a[999] == 999, "touched, it is the same");
    CHECK(lp_mem_fit(a, cap, &cap, sizeof *a) == a, "there is room for these");
    a = lp_mem_fit(a, 5000, &cap, sizeof *a);
    CHECK(a != NULL && cap == 5000 && a[999] == 999, "and now for 5,000");
    free(a);
    return lp_test_failures != 0;
}
