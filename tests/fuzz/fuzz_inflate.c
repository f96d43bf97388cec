/* Unpacks deflate by way of lp_inflate and by zlib alone: both must say the
 * same. The first byte says in what pieces the rest is shown, and how much may
 * come out. */
#include <stdio.h>

#include "tests/unit/deflate_box.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t steps[] = {1 << 20, 1000, 9, 1};
    static const struct lp_limits limits[] = {
        {.ratio = 200, .ratio_grace = 1 << 20},
        {.ratio = 5, .ratio_grace = 1000},
    };
    const char *what;

    if (size == 0) {
        return 0;
    }
    what = deflate_differ((struct lp_slice){data + 1, size - 1},
                          steps[data[0] & 3], data[0], &limits[data[0] >> 7]);
    if (what != NULL) {
        (void)fprintf(stderr, "not as zlib: %s\n", what);
        abort();
    }
    return 0;
}
