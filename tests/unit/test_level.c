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
    {"message", LP_LEVEL_MESSAGE, 7, LP_ALG_NONE, LP_LEVEL_NONE, false},
    {"message-body", LP_LEVEL_BODY, 8, LP_ALG_NONE, LP_LEVEL_NONE, false},
    {"message-loose", LP_LEVEL_LOOSE, 9, LP_ALG_NONE, LP_LEVEL_NONE, false},
    {"mih", LP_LEVEL_MIH, 10, LP_ALG_NONE, LP_LEVEL_NONE, false},
    {"text", LP_LEVEL_TEXT, 11, LP_ALG_NONE, LP_LEVEL_NONE, false},
    {"letters", LP_LEVEL_LETTERS, 12, LP_ALG_NONE, LP_LEVEL_NONE, false},
    {"near", LP_LEVEL_NEAR, 13, LP_ALG_NONE, LP_LEVEL_NONE, false},
    {"partial", LP_LEVEL_PART, 14, LP_ALG_NONE, LP_LEVEL_NONE, false},
    {"btv2", LP_LEVEL_BTV2, 15, LP_ALG_BTV2, LP_LEVEL_BTV2, false},
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
test_groups(void)
{
    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        enum lp_level level = (enum lp_level)i;
        unsigned bit = LP_LEVEL_BIT(i);
        const char *word = lp_level_word(level);
        bool digest = i <= 6 || i == 15;

        CHECK((bit & LP_LEVEL_ALL) != 0, word);
        CHECK(((bit & LP_LEVEL_ALL_KEYS) == 0) == (i == 13 || i == 14), word);
        CHECK(((bit & LP_LEVEL_OPEN) != 0) == (i == 13 || i == 14), word);
        CHECK(lp_level_has_keys(i) == (i != 13 && i != 14), word);
        CHECK(((bit & LP_LEVEL_ALL_DIGESTS) != 0) == digest, word);
        CHECK(lp_level_sized(level) == (digest && i != 2), word);
        CHECK((lp_level_rule(NULL, level) != NULL) == digest, word);
    }
}

static void
test_rules(void)
{
    const unsigned raw = LP_LEVEL_BIT(LP_LEVEL_RAW);
    const unsigned dec = LP_LEVEL_BIT(LP_LEVEL_DECODED);
    const unsigned text = LP_LEVEL_BIT(LP_LEVEL_TEXT);
    const struct lp_level_rules rules = {
        .of = {[LP_LEVEL_TEXT] = "text-v1", [LP_LEVEL_DECODED] = "dec-v2"}};
    const struct {
        const char *label;
        const struct lp_level_rules *rules;
        unsigned levels;
        const char *text; /* NULL: one has none */
    } puts[] = {
        {"a fixed one", NULL, raw, "raw"},
        {"two of them", NULL, raw | dec, "raw,dec-v1"},
        {"one of its own", &rules, text, "text-v1"},
        {"one in place of a fixed one", &rules, raw | dec | text,
         "raw,dec-v2,text-v1"},
        {"no rule", NULL, raw | text, NULL},
        {"no rule there", &rules, text | LP_LEVEL_BIT(LP_LEVEL_MIH), NULL},
    };
    const struct lp_slice line = lp_slice_str("raw,x,text-v1");

    for (size_t i = 0; i < COUNT(puts); i++) {
        struct lp_buf out = {0};
        bool said = lp_level_rules_put(&out, puts[i].rules, puts[i].levels);

        CHECK(said == (puts[i].text != NULL), puts[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&out), said ? puts[i].text : ""),
              puts[i].label);
        CHECK(lp_level_rules_ok(lp_buf_slice(&out), puts[i].levels) == said,
              puts[i].label);
        lp_buf_release(&out);
    }
    CHECK(lp_slice_is(lp_level_rules_get(line, raw | dec | text, LP_LEVEL_RAW),
                      "raw") &&
              lp_slice_is(
                  lp_level_rules_get(line, raw | dec | text, LP_LEVEL_DECODED),
                  "x") &&
              lp_slice_is(
                  lp_level_rules_get(line, raw | dec | text, LP_LEVEL_TEXT),
                  "text-v1"),
          "each its word");
    CHECK(lp_level_rules_get(line, raw | dec | text, LP_LEVEL_MD5).len == 0,
          "another level has none");
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
    test_groups();
    test_rules();
    test_keys();
    return lp_test_failures != 0;
}
