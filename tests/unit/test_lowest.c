#include "crypto/lowest.h"

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static uint64_t keys[LP_LOWEST_WINDOW];

/* SplitMix64, of few different values if `few`. */
static void
fill(uint64_t seed, bool few)
{
    for (size_t i = 0; i < LP_LOWEST_WINDOW; i++) {
        uint64_t x = seed += UINT64_C(0x9e3779b97f4a7c15);

        x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
        x ^= x >> 31;
        keys[i] = few ? x % 3 : x;
    }
}

/* Looked for one by one. */
static void
want(size_t n, uint64_t limit, size_t *until, size_t *of)
{
    *until = 0;
    while (*until < n && keys[*until] > limit) {
        ++*until;
    }
    *of = 0;
    for (size_t i = 1; i < LP_LOWEST_WINDOW; i++) {
        *of = keys[i] <= keys[*of] ? i : *of;
    }
}

static void
check_way(unsigned way, size_t n, uint64_t limit, const char *label)
{
    size_t until = 0;
    size_t of = 0;
    size_t got_until = 0;
    size_t got_of = 0;

    want(n, limit, &until, &of);
    if (lp_lowest_by(way, keys, n, limit, &got_until, &got_of)) {
        CHECK(got_until == until, label);
        CHECK(got_of == of, label);
    }
}

int
main(void)
{
    static const struct {
        const char *label;
        uint64_t limit;
        bool few;
    } rows[] = {
        {"none is as low", 0, false},
        {"all are as low", UINT64_MAX, false},
        {"some are", UINT64_MAX / 16, false},
        {"equal ones: the last of them", 0, true},
        {"... and the limit among them", 1, true},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t n = 0; n <= LP_LOWEST_WINDOW; n++) {
            fill(n * 100 + i, rows[i].few);
            check_way(0, n, rows[i].limit, rows[i].label);
            check_way(1, n, rows[i].limit, rows[i].label);
        }
    }
    fill(7, false);
    CHECK(!lp_lowest_by(9, keys, 1, 0, &(size_t){0}, &(size_t){0}),
          "there is no tenth way");
    CHECK(lp_lowest_of(keys) < LP_LOWEST_WINDOW &&
              lp_lowest_until(keys, LP_LOWEST_WINDOW, UINT64_MAX) == 0,
          "the best way there is");
    return lp_test_failures != 0;
}
