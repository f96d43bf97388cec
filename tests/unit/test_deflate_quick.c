/* Streams of all kinds, whole and broken, in pieces of all sizes: what comes
 * out, where it ends and what is said must be what zlib alone makes of them.
 * The argument is how many. */
#include "formats/deflate_quick.h"

#include "tests/unit/deflate_box.h"
#include "tests/unit/deflate_made.h"
#include "tests/unit/test.h"

#define FEW 800

static void
test_made(uint64_t n)
{
    static const struct lp_limits tight[] = {
        {.ratio = 200, .ratio_grace = 1 << 20},
        {.ratio = 1000000, .ratio_grace = UINT64_MAX},
        {.ratio = 20, .ratio_grace = 0},
        {.ratio = 3, .ratio_grace = 5000},
        {.ratio = 300, .ratio_grace = 140000},
        {.ratio = 60, .ratio_grace = 140000},
    };
    static const size_t steps[] = {1 << 20, 65536, 4000, 300, 9, 1};
    uint64_t whole = 0;

    for (uint64_t i = 0; i < n; i++) {
        uint64_t seed = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
        const struct lp_limits *limits = &tight[draw(&seed, 6)];
        size_t step = steps[draw(&seed, 6)];
        struct lp_buf packed = {0};
        const char *what;
        char label[64];

        made_stream(&packed, &seed);
        what = deflate_differ(lp_buf_slice(&packed), step, (uint32_t)i, limits);
        (void)snprintf(label, sizeof label, "stream %llu: %s",
                       (unsigned long long)i, what == NULL ? "" : what);
        CHECK(what == NULL, label);
        whole += what == NULL;
        lp_buf_release(&packed);
    }
    CHECK(whole == n, "all of them");
}

int
main(int argc, char **argv)
{
    test_made(argc > 1 ? strtoull(argv[1], NULL, 10) : FEW);
    return lp_test_failures != 0;
}
