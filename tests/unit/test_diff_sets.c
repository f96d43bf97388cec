#include "bundle/diff_sets.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/set_build.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static char folder[4096];
static char a_path[4200];
static char b_path[4200];

/* A set of the documents that `of` names by letters; each is a document that
 * has this letter as its content. `key`: 0 none, else which secret. */
static void
make(const char *path, const char *of, enum lp_level level, uint8_t key)
{
    uint8_t secret[LP_SECRET_SIZE];
    struct lp_set_build *b = NULL;
    const struct lp_set_meta meta = {.publication = lp_slice_str("P"),
                                     .status = key == 0 ? LP_SET_PUBLISHED
                                                        : LP_SET_RECEIVED,
                                     .levels = LP_LEVEL_BIT(level)};

    memset(secret, key, sizeof secret);
    (void)unlink(path);
    CHECK(lp_set_build_new(&b, path, true, key == 0 ? NULL : secret, NULL) ==
              LP_OK,
          of);
    for (; *of != '\0'; of++) {
        struct lp_set_add add = {.counts = true};
        struct lp_slice name = {(const uint8_t *)of, 1};
        struct lp_digest d = {0};

        add.record.size = 1;
        add.record.locator = name;
        CHECK(lp_digest_of(&d, lp_level_alg(level), name, NULL) == LP_OK, of);
        lp_set_add_key(&add, level, (struct lp_slice){d.bytes, d.len});
        CHECK(lp_set_build_add(b, &add, NULL) == LP_OK, of);
    }
    CHECK(lp_set_build_finish(b, &meta, NULL, NULL) == LP_OK, path);
    lp_set_build_free(b);
}

static enum lp_code
told(void *who, const struct lp_verify_event *e, struct lp_err *err)
{
    unsigned *seen = who; /* by letter: bits of what was told */

    (void)err;
    CHECK(e->path.len == 1, "a locator");
    CHECK(e->what == LP_VERIFY_MISSING || e->what == LP_VERIFY_ADDED, "what");
    seen[e->path.data[0]] |= e->what == LP_VERIFY_MISSING ? 1U : 2U;
    return LP_OK;
}

static const struct {
    const char *label;
    const char *a;
    const char *b;
    enum lp_level level_b;
    uint8_t key_a;
    uint8_t key_b;
    enum lp_code rc;
    uint64_t both, only_a, only_b;
    const char *missing;
    const char *added;
} cases[] = {
    {"the same", "abc", "cab", LP_LEVEL_RAW, 0, 0, LP_OK, 3, 0, 0, "", ""},
    {"one more", "abc", "abcd", LP_LEVEL_RAW, 0, 0, LP_OK, 3, 0, 1, "", "d"},
    {"one less", "abc", "ac", LP_LEVEL_RAW, 0, 0, LP_OK, 2, 1, 0, "b", ""},
    {"nothing in common", "ab", "cd", LP_LEVEL_RAW, 0, 0, LP_OK, 0, 2, 2, "ab",
     "cd"},
    {"an empty one", "", "ab", LP_LEVEL_RAW, 0, 0, LP_OK, 0, 0, 2, "", "ab"},
    {"two empty ones", "", "", LP_LEVEL_RAW, 0, 0, LP_OK, 0, 0, 0, "", ""},
    {"under one secret", "abc", "bcd", LP_LEVEL_RAW, 7, 7, LP_OK, 2, 1, 1, "",
     ""},
    {"under two secrets", "abc", "bcd", LP_LEVEL_RAW, 7, 8, LP_E_USAGE, 0, 0, 0,
     "", ""},
    {"one under a secret", "abc", "bcd", LP_LEVEL_RAW, 0, 7, LP_E_USAGE, 0, 0,
     0, "", ""},
    {"without the bytes", "abc", "bcd", LP_LEVEL_MD5, 0, 0, LP_E_USAGE, 0, 0, 0,
     "", ""},
};

static void
test_cases(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *label = cases[i].label;
        unsigned seen[256] = {0};
        uint64_t n[LP_VERIFY_COUNT] = {0};
        unsigned right = 0;
        unsigned all = 0;

        make(a_path, cases[i].a, LP_LEVEL_RAW, cases[i].key_a);
        make(b_path, cases[i].b, cases[i].level_b, cases[i].key_b);
        CHECK(lp_diff_sets(a_path, b_path, told, seen, n, NULL) == cases[i].rc,
              label);
        CHECK(n[LP_VERIFY_MATCHED] == cases[i].both &&
                  n[LP_VERIFY_MISSING] == cases[i].only_a &&
                  n[LP_VERIFY_ADDED] == cases[i].only_b,
              label);
        for (const char *c = cases[i].missing; *c != '\0'; c++) {
            right += seen[(uint8_t)*c] == 1U ? 1 : 0;
        }
        for (const char *c = cases[i].added; *c != '\0'; c++) {
            right += seen[(uint8_t)*c] == 2U ? 1 : 0;
        }
        for (size_t c = 0; c < COUNT(seen); c++) {
            all += seen[c] != 0 ? 1 : 0;
        }
        CHECK(right == all &&
                  right == strlen(cases[i].missing) + strlen(cases[i].added),
              label);
    }
}

static void
test_no_set(void)
{
    uint64_t n[LP_VERIFY_COUNT] = {0};

    make(a_path, "a", LP_LEVEL_RAW, 0);
    CHECK(lp_diff_sets(a_path, NULL, told, NULL, n, NULL) == LP_E_USAGE,
          "a set and something else");
    CHECK(lp_diff_sets(NULL, a_path, told, NULL, n, NULL) == LP_E_USAGE,
          "something else and a set");
    CHECK(lp_diff_sets(a_path, "/nonexistent", told, NULL, n, NULL) == LP_E_IO,
          "a set that is not there");
}

int
main(void)
{
    const char *tmp = getenv("TMPDIR");

    (void)snprintf(folder, sizeof folder, "%s/lp_test_diff.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        return 1;
    }
    (void)snprintf(a_path, sizeof a_path, "%s/a.set", folder);
    (void)snprintf(b_path, sizeof b_path, "%s/b.set", folder);
    test_cases();
    test_no_set();
    (void)unlink(a_path);
    (void)unlink(b_path);
    CHECK(rmdir(folder) == 0, "nothing is left behind");
    return lp_test_failures != 0;
}
