#include "ledger/set_layout.h"

#include "tests/unit/test.h"

static void
test_prefix_bits(void)
{
    const struct {
        const char *label;
        uint64_t keys;
        unsigned bits;
    } cases[] = {
        {"no key", 0, 0},
        {"one key", 1, 0},
        {"two keys in one bucket", 2, 0},
        {"three keys in two", 3, 1},
        {"four keys in two", 4, 1},
        {"five keys in four", 5, 2},
        {"eight keys in four", 8, 2},
        {"nine keys in eight", 9, 3},
        {"as many as there can be", LP_SET_KEYS_MAX, 31},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_set_layout l;
        const struct lp_set_counts counts = {
            .meta = 100,
            .levels = LP_LEVEL_BIT(LP_LEVEL_MD5),
            .keys[LP_LEVEL_MD5] = cases[i].keys,
            .records = cases[i].keys,
            .blob = 16 * cases[i].keys,
        };

        lp_set_layout_make(&l, &counts);
        CHECK(l.shelf[LP_LEVEL_MD5].bits == cases[i].bits, cases[i].label);
        CHECK(l.size == 65568 * l.pages + 32, cases[i].label);
    }
}

static void
test_bucket(void)
{
    const uint8_t digest[LP_KEY_SIZE] = {0xa5, 0x80, 1, 2, 3, 4, 5, 6, 0xff};

    CHECK(lp_set_bucket(digest, 0) == 0, "no bits");
    CHECK(lp_set_bucket(digest, 1) == 1, "one bit");
    CHECK(lp_set_bucket(digest, 4) == 0xa, "four bits");
    CHECK(lp_set_bucket(digest, 9) == 0x14b, "nine bits");
    CHECK(lp_set_bucket(digest, 31) == 0xa5800102 >> 1, "31 bits");
}

int
main(void)
{
    test_prefix_bits();
    test_bucket();
    return lp_test_failures != 0;
}
