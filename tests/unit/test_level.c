#include "ledger/level.h"

#include <string.h>

#include "tests/unit/test.h"

static const struct {
    const char *word;
    enum lp_level level;
    unsigned number; /* of docs/FORMAT-set.md */
    enum lp_alg alg;
    enum lp_level back; /* of the digest */
    bool weak;
} cases[] = {
    {"raw", LP_LEVEL_RAW, 1, LP_ALG_SHA256, LP_LEVEL_RAW, false},
    {"decoded", LP_LEVEL_DECODED, 2, LP_ALG_SHA256, LP_LEVEL_RAW, false},
    {"sha512", LP_LEVEL_SHA512, 3, LP_ALG_SHA512, LP_LEVEL_SHA512, false},
    {"blake2b", LP_LEVEL_BLAKE2B, 4, LP_ALG_BLAKE2B, LP_LEVEL_BLAKE2B, false},
    {"sha1", LP_LEVEL_SHA1, 5, LP_ALG_SHA1, LP_LEVEL_SHA1, true},
    {"md5", LP_LEVEL_MD5, 6, LP_ALG_MD5, LP_LEVEL_MD5, true},
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
test_levels(void)
{
    unsigned all = 0;

    for (size_t i = 0; i < COUNT(cases); i++) {
        enum lp_level level = cases[i].level;
        const char *word = cases[i].word;

        CHECK((unsigned)level == cases[i].number, word);
        CHECK(strcmp(lp_level_word(level), word) == 0, word);
        CHECK(lp_level_by_word(lp_slice_str(word)) == level, word);
        CHECK(lp_level_alg(level) == cases[i].alg, word);
        CHECK(lp_level_of_alg(cases[i].alg) == cases[i].back, word);
        CHECK(lp_level_weak(level) == cases[i].weak, word);
        all |= LP_LEVEL_BIT(level);
    }
    CHECK(all == LP_LEVEL_ALL && COUNT(cases) + 1 == LP_LEVEL_COUNT, "all");
    CHECK(lp_level_by_word(lp_slice_str("none")) == LP_LEVEL_NONE, "none");
    CHECK(lp_level_by_word(lp_slice_str("RAW")) == LP_LEVEL_NONE, "capitals");
    CHECK(lp_level_by_word(lp_slice_str("")) == LP_LEVEL_NONE, "empty");
    CHECK(lp_level_of_alg(LP_ALG_NONE) == LP_LEVEL_NONE, "no digest");
}

static void
test_keys(void)
{
    const struct {
        const char *label;
        size_t len;
    } lengths[] = {
        {"MD5 is filled up", 16},    {"SHA-1 is filled up", 20},
        {"SHA-256 is whole", 32},    {"SHA-512 is cut", 64},
        {"nothing is all zeros", 0},
    };
    uint8_t digest[64];

    for (size_t i = 0; i < sizeof digest; i++) {
        digest[i] = (uint8_t)(i + 1);
    }
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct lp_set_key key;

        memset(&key, 0xee, sizeof key);
        lp_set_key_make(&key, (struct lp_slice){digest, lengths[i].len}, 7);
        CHECK(key.size == 7, lengths[i].label);
        for (size_t k = 0; k < LP_KEY_SIZE; k++) {
            CHECK(key.digest[k] == (k < lengths[i].len ? k + 1 : 0),
                  lengths[i].label);
        }
    }
}

int
main(void)
{
    test_levels();
    test_keys();
    return lp_test_failures != 0;
}
