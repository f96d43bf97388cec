#include "ledger/set_build.h"

#include <sys/stat.h>

#include "base/text.h"
#include "ledger/set.h"
#include "tests/unit/set_box.h"

#define S(text) ((struct lp_slice){(const uint8_t *)(text), sizeof(text) - 1})

static const struct lp_set_meta plain = {
    .publication = {(const uint8_t *)"Harbor files", 12},
    .date = {(const uint8_t *)"2019-05-01", 10},
    .url = {(const uint8_t *)"https://example.org/h", 21},
    .made = 1577836800,
    .levels = LP_LEVEL_BIT(LP_LEVEL_RAW),
    .readers = {(const uint8_t *)"tar,zip", 7},
    .bytes = 1000,
    .containers = 1,
};

static enum lp_code
add_raw(struct lp_set_build *b, const uint8_t *digest,
        const struct lp_set_record *record, bool counts)
{
    struct lp_set_add add = {.record = *record, .counts = counts};

    lp_set_add_key(&add, LP_LEVEL_RAW, (struct lp_slice){digest, LP_KEY_SIZE});
    return lp_set_build_add(b, &add, NULL);
}

/* Documents 0..n-1, each with a digest of its own. */
static enum lp_code
build(uint8_t n)
{
    struct lp_set_build *b = NULL;
    enum lp_code rc;

    LP_TRY(lp_set_build_new(&b, path, false, NULL, NULL));
    for (uint8_t i = 0; i < n; i++) {
        struct lp_set_add add = {
            .levels = LP_LEVEL_BIT(LP_LEVEL_RAW),
            .keys[LP_LEVEL_RAW] = {(uint8_t)(i * 37), i},
            .record = {.size = i, .locator = S("a.pdf")},
            .counts = true,
        };

        LP_TRY(lp_set_build_add(b, &add, NULL));
    }
    LP_TRY(lp_set_build_finish(b, &plain, NULL, NULL));

done:
    lp_set_build_free(b);
    return rc;
}

static void
test_same_bytes(void)
{
    struct lp_buf one;
    struct lp_buf two;

    CHECK(build(50) == LP_OK, "build");
    one = slurp();
    CHECK(build(50) == LP_OK, "build");
    two = slurp();
    CHECK(lp_slice_equal(lp_buf_slice(&one), lp_buf_slice(&two)),
          "same adds, same bytes");
    lp_buf_release(&one);
    lp_buf_release(&two);
}

static void
test_repeats(void)
{
    struct lp_set_build *b = NULL;
    struct lp_set *set = NULL;
    struct lp_set_hit hit = {0};
    struct lp_set_key key = {.digest = {7}, .size = 107};
    struct lp_set_key other = {.digest = {8}, .size = 108};
    struct lp_set_record bad = {.locator = S("a\nb")};

    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "new");
    for (int i = 0; i < 3; i++) {
        const struct lp_set_record r = {
            .size = key.size,
            .kind = LP_KIND_ZIP,
            .locator = i == 0 ? S("first") : S("later"),
        };
        const struct lp_set_record o = {.size = other.size, .locator = S("")};

        CHECK(add_raw(b, key.digest, &r, i != 0) == LP_OK, "add");
        CHECK(add_raw(b, other.digest, &o, false) == LP_OK, "add");
    }
    CHECK(add_raw(b, key.digest, &bad, true) == LP_E_USAGE,
          "a locator must be printable");
    CHECK(lp_set_build_finish(b, &plain, NULL, NULL) == LP_OK, "finish");
    lp_set_build_free(b);
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    CHECK(lp_set_keys(set, LP_LEVEL_RAW) == 2, "one key a digest");
    CHECK(lp_set_about(set)->documents == 2, "those that count");
    CHECK(lp_set_about(set)->unique == 1, "those that count, once");
    CHECK(lp_set_find(set, LP_LEVEL_RAW, &key, &hit, NULL) == LP_OK, "find");
    CHECK(hit.found && lp_slice_is(hit.record.locator, "first"),
          "the first record stays");
    CHECK(lp_set_find(set, LP_LEVEL_RAW, &other, &hit, NULL) == LP_OK, "find");
    CHECK(hit.found && hit.record.locator.len == 0, "no locator");
    lp_set_free(set);
}

static void
test_unfinished(void)
{
    struct lp_set_build *b = NULL;
    struct lp_set_meta nameless = {0};
    struct lp_buf before;
    struct lp_buf after;

    CHECK(build(2) == LP_OK, "build");
    before = slurp();
    CHECK(lp_set_build_new(&b, path, true, NULL, NULL) == LP_E_USAGE, "fresh");
    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "new");
    CHECK(lp_set_build_finish(b, &nameless, NULL, NULL) == LP_E_USAGE,
          "a set has a publication");
    lp_set_build_free(b);
    lp_set_build_free(NULL);
    after = slurp();
    CHECK(lp_slice_equal(lp_buf_slice(&before), lp_buf_slice(&after)),
          "an older set stays as it was");
    lp_buf_release(&before);
    lp_buf_release(&after);
    CHECK(unlink(path) == 0 && rmdir(folder) == 0 && mkdir(folder, 0700) == 0,
          "nothing is left behind");
}

/* The examples of docs/FORMAT-set.md: two documents; and the same with a
 * signature and fragments. */
static const struct lp_set_meta example = {
    .publication = S("Example"),
    .date = S("2020-01-31"),
    .url = S("https://example.org/"),
    .made = 1580515200,
    .readers = S("gzip,tar,zip"),
    .bytes = 3,
    .containers = 1,
};

static void
add_digest(struct lp_set_add *add, enum lp_level level, struct lp_slice bytes)
{
    struct lp_digest d = {0};

    CHECK(lp_digest_of(&d, lp_level_alg(level), bytes, NULL) == LP_OK,
          "digest");
    lp_set_add_key(add, level, (struct lp_slice){d.bytes, d.len});
}

static void
test_example(bool alike, const char *want)
{
    static const uint64_t parts[2][3] = {{3, 0x8000000000000001, 3},
                                         {0x8000000000000001, 3, 1}};
    uint32_t sig[LP_SKETCH_BINS];
    struct lp_set_add empty = {
        .record = {.role = LP_ROLE_MEMBER, .locator = S("a.zip > empty.txt")},
        .counts = true};
    struct lp_set_add abc = {.record = {.size = 3, .locator = S("abc.txt")},
                             .counts = true};
    struct lp_set_build *b = NULL;
    struct lp_digest d = {0};
    struct lp_buf hex = {0};
    struct lp_buf file;

    for (uint32_t i = 0; i < LP_SKETCH_BINS; i++) {
        sig[i] = i * i;
    }
    add_digest(&empty, LP_LEVEL_RAW, S(""));
    add_digest(&abc, LP_LEVEL_RAW, S("abc"));
    add_digest(&abc, LP_LEVEL_MD5, S("abc"));
    if (alike) {
        empty.parts = parts[0];
        empty.parts_n = 3;
        abc.parts = parts[1];
        abc.parts_n = 3;
        abc.near = sig;
    }
    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "new");
    lp_set_build_rules(b, &box_rules);
    CHECK(lp_set_build_add(b, &empty, NULL) == LP_OK &&
              lp_set_build_add(b, &abc, NULL) == LP_OK,
          "add");
    CHECK(lp_set_build_finish(b, &example, NULL, NULL) == LP_OK, "finish");
    lp_set_build_free(b);
    file = slurp();
    CHECK(lp_digest_of(&d, LP_ALG_SHA256, lp_buf_slice(&file), NULL) == LP_OK,
          "digest");
    lp_text_hex(&hex, (struct lp_slice){d.bytes, LP_KEY_SIZE});
    CHECK(lp_slice_is(lp_buf_slice(&hex), want),
          "the file is the example, byte for byte");
    lp_buf_release(&hex);
    lp_buf_release(&file);
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_same_bytes();
    test_repeats();
    test_unfinished();
    test_example(false, "07d052ab334917efc9211d4e66bf94b0"
                        "56feab7efbc45a5cc35804714a83a8b9");
    test_example(true, "d704ddb86ab35496ab792ac59ba2e1c2"
                       "3ed5d404aebf07cca6d051aff9b1ccaf");
    box_close();
    return lp_test_failures != 0;
}
