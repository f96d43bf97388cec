#include "ledger/set.h"

#include "tests/unit/set_box.h"

/* Sets that hold their keys under a secret. */

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const uint8_t secret[LP_SECRET_SIZE] = {1, 2, 3};
static const uint8_t other[LP_SECRET_SIZE] = {1, 2, 4};

static const struct lp_set_meta received = {
    .publication = {(const uint8_t *)"Case 7", 6},
    .date = {(const uint8_t *)"2020", 4},
    .status = LP_SET_RECEIVED,
};

static const struct box_add adds[] = {
    {"rAdDmMT5", 10, "name.pdf"},
    {"rB", LP_SIZE_UNKNOWN, "name.pdf"},
    {"rCdC", 30, "name.pdf"},
};

static const struct box_ask asks[] = {
    {"raw", LP_LEVEL_RAW, 'A', 10, ""},
    {"another size", LP_LEVEL_RAW, 'A', 11, NULL},
    {"who asks does not know the size", LP_LEVEL_RAW, 'A', LP_SIZE_UNKNOWN,
     NULL},
    {"the set has no size", LP_LEVEL_RAW, 'B', 11, ""},
    {"nobody has a size", LP_LEVEL_RAW, 'B', LP_SIZE_UNKNOWN, ""},
    {"not in it", LP_LEVEL_RAW, 'M', 10, NULL},
    {"md5", LP_LEVEL_MD5, 'M', 10, ""},
    {"md5 and another size", LP_LEVEL_MD5, 'M', 11, NULL},
    {"another level", LP_LEVEL_MD5, 'A', 10, NULL},
    {"no such level here", LP_LEVEL_SHA1, 'A', 10, NULL},
    {"decoded", LP_LEVEL_DECODED, 'D', 10, ""},
    {"of any size", LP_LEVEL_DECODED, 'D', 99, ""},
    {"its own decoded form, of any size", LP_LEVEL_DECODED, 'C', 99, ""},
    {"published decoded", LP_LEVEL_DECODED, 'A', 10, ""},
    {"by a raw key the size matters", LP_LEVEL_DECODED, 'A', 11, NULL},
    {"a text of any size", LP_LEVEL_TEXT, '5', 99, ""},
    {"another text", LP_LEVEL_TEXT, '6', 10, NULL},
    {"if there is one", LP_LEVEL_DECODED, 'B', 11, ""},
};

static void
test_find(void)
{
    struct lp_set *set = NULL;
    struct lp_err err = {0};
    struct lp_set_hit hit;
    struct lp_set_key key;

    CHECK(box_build(adds, COUNT(adds), &received, secret) == LP_OK, "build");
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    if (set == NULL) {
        return;
    }
    lp_set_key_make(&key, box_digest('A', 32), 10);
    CHECK(lp_set_locked(set), "locked");
    CHECK(lp_set_find(set, LP_LEVEL_RAW, &key, &hit, &err) == LP_E_TRUST &&
              !hit.found && err.hint[0] != '\0',
          "no answer without the secret");
    err = (struct lp_err){0};
    CHECK(lp_set_unlock(set, other, &err) == LP_E_TRUST &&
              err.hint[0] != '\0' && lp_set_locked(set),
          "another secret");
    CHECK(lp_set_unlock(set, secret, NULL) == LP_OK && !lp_set_locked(set),
          "unlocked");
    CHECK(lp_set_keys(set, LP_LEVEL_RAW) == 3 &&
              lp_set_keys(set, LP_LEVEL_DECODED) == 2,
          "a decoded key that is the raw key is there");
    CHECK(lp_set_about(set)->unique == 3, "unique");
    box_ask(set, asks, COUNT(asks));
    CHECK(lp_set_find(set, LP_LEVEL_RAW, &key, &hit, NULL) == LP_OK &&
              hit.record.size == LP_SIZE_UNKNOWN &&
              hit.record.kind == LP_KIND_OTHER,
          "the record tells nothing");
    CHECK(lp_set_unlock(set, other, NULL) == LP_E_TRUST, "another secret");
    CHECK(lp_set_find(set, LP_LEVEL_RAW, &key, &hit, NULL) == LP_OK &&
              hit.found,
          "changes nothing");
    lp_set_free(set);
}

static void
test_tells_nothing(void)
{
    struct lp_buf file;
    struct lp_buf again;

    CHECK(box_build(adds, COUNT(adds), &received, secret) == LP_OK, "build");
    file = slurp();
    CHECK(memmem(file.data, file.len, "AAAA", 4) == NULL &&
              memmem(file.data, file.len, "DDDD", 4) == NULL &&
              memmem(file.data, file.len, "MMMM", 4) == NULL &&
              memmem(file.data, file.len, "5555", 4) == NULL,
          "no digest");
    CHECK(memmem(file.data, file.len, "name", 4) == NULL, "no locator");
    CHECK(memmem(file.data, file.len, secret, sizeof secret) == NULL,
          "no secret");
    CHECK(box_build(adds, COUNT(adds), &received, secret) == LP_OK, "build");
    again = slurp();
    CHECK(lp_slice_equal(lp_buf_slice(&file), lp_buf_slice(&again)),
          "same secret, same bytes");
    lp_buf_release(&again);
    CHECK(box_build(adds, COUNT(adds), &received, other) == LP_OK, "build");
    again = slurp();
    CHECK(!lp_slice_equal(lp_buf_slice(&file), lp_buf_slice(&again)),
          "another secret, other bytes");
    lp_buf_release(&again);
    lp_buf_release(&file);
}

static void
test_statuses(void)
{
    static const char source[] = "e3b0c44298fc1c149afbf4c8996fb924"
                                 "27ae41e4649b934ca495991b7852b855";
    const struct {
        const char *label;
        enum lp_set_status status;
        const uint8_t *secret;
        const char *source;
        enum lp_code rc;
    } cases[] = {
        {"published", LP_SET_PUBLISHED, NULL, source, LP_OK},
        {"published, keyed", LP_SET_PUBLISHED, secret, "", LP_E_USAGE},
        {"software", LP_SET_SOFTWARE, NULL, "", LP_OK},
        {"software, keyed", LP_SET_SOFTWARE, secret, "", LP_E_USAGE},
        {"received", LP_SET_RECEIVED, secret, "", LP_OK},
        {"received, not keyed", LP_SET_RECEIVED, NULL, "", LP_E_USAGE},
        {"received, with a source", LP_SET_RECEIVED, secret, source,
         LP_E_USAGE},
        {"refused", LP_SET_REFUSED, secret, "", LP_OK},
        {"refused, not keyed", LP_SET_REFUSED, NULL, "", LP_E_USAGE},
        {"withheld", LP_SET_WITHHELD, secret, "", LP_OK},
        {"withheld, not keyed", LP_SET_WITHHELD, NULL, "", LP_E_USAGE},
        {"no such status", LP_SET_STATUS_COUNT, NULL, "", LP_E_USAGE},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_set_meta meta = received;
        struct lp_set *set = NULL;

        (void)unlink(path);
        meta.status = cases[i].status;
        meta.source = lp_slice_str(cases[i].source);
        CHECK(box_build(adds, 1, &meta, cases[i].secret) == cases[i].rc,
              cases[i].label);
        if (cases[i].rc == LP_OK) {
            CHECK(lp_set_open(&set, path, NULL) == LP_OK &&
                      lp_set_about(set)->status == cases[i].status,
                  cases[i].label);
            CHECK(lp_set_locked(set) == (cases[i].secret != NULL),
                  cases[i].label);
            CHECK(lp_set_unlock(set, secret, NULL) == LP_OK &&
                      !lp_set_locked(set),
                  "a set that is not keyed needs no secret");
        }
        lp_set_free(set);
    }
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_find();
    test_tells_nothing();
    test_statuses();
    (void)unlink(path);
    box_close();
    return lp_test_failures != 0;
}
