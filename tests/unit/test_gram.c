#include "crypto/gram.h"

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* As docs/FORMAT-identity-near.md puts it, of the gram that ends with `c`. */
static uint64_t
key_of(const uint32_t *c, size_t length)
{
    uint64_t h = 0;

    for (size_t i = 0; i < length; i++) {
        h = h * LP_GRAM_BASE + *(c + 1 + i - length);
    }
    return lp_gram_mix(h);
}

static void
check_ways(const struct lp_grams *g, const char *label)
{
    for (unsigned way = 0; way < 4; way++) {
        for (int of_long = 0; of_long <= 1; of_long++) {
            uint64_t key[LP_GRAM_KEYS + 1];
            size_t wrong = 0;

            key[LP_GRAM_KEYS] = 7;
            if (!lp_gram_keys_by(way, of_long != 0, key, g)) {
                continue;
            }
            for (size_t i = 0; i < g->n; i++) {
                wrong += key[i] !=
                         key_of(g->c + LP_GRAM_LONG + i,
                                of_long != 0 ? LP_GRAM_LONG : LP_GRAM_SHORT);
            }
            CHECK(wrong == 0, label);
            CHECK(key[LP_GRAM_KEYS] == 7, "no further than there is room");
        }
    }
}

static void
check_lengths(void)
{
    struct lp_grams g = {0};
    uint64_t x = 1;

    for (size_t i = 0; i < COUNT(g.c); i++) {
        x = x * UINT64_C(6364136223846793005) + 1;
        g.c[i] = (uint32_t)(x >> 43); /* up to 21 bits, as code points have */
    }
    for (g.n = 1; g.n <= LP_GRAM_BLOCK; g.n++) {
        check_ways(&g, "every length of a block");
    }
}

/* Blocks follow each other as the text does, and before it are zeros. */
static void
check_take(void)
{
    uint8_t text[1200];
    struct lp_grams g = {0};
    struct lp_slice left = {text, sizeof text};
    size_t at = 0;
    size_t wrong = 0;

    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (uint8_t)('a' + i * i % 23);
    }
    for (size_t cut = 1; left.len > 0; cut += 37) {
        struct lp_slice now = lp_slice_head(left, cut);

        left = lp_slice_from(left, now.len);
        while (now.len > 0) {
            size_t n = lp_grams_take(&g, &now);

            for (size_t i = 0; i < LP_GRAM_LONG + n; i++) {
                size_t place = at + i;
                uint32_t want =
                    place < LP_GRAM_LONG ? 0 : text[place - LP_GRAM_LONG];

                wrong += g.c[i] != want;
            }
            at += n;
        }
    }
    CHECK(wrong == 0 && at == sizeof text, "blocks in a row");
}

int
main(void)
{
    uint64_t key[LP_GRAM_KEYS];
    struct lp_grams g = {.n = 1};

    CHECK(lp_gram_keys_by(0, false, key, &g) ||
              lp_gram_keys_by(1, false, key, &g) ||
              lp_gram_keys_by(2, false, key, &g),
          "there is a way");
    check_lengths();
    check_take();
    return lp_test_failures != 0;
}
