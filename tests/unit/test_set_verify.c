#include "ledger/set_verify.h"

#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct lp_set_meta plain = {
    .publication = {(const uint8_t *)"List", 4},
    .levels = LP_LEVEL_BIT(LP_LEVEL_BLAKE2B),
};

static const uint8_t secret[LP_SECRET_SIZE] = {7};

/* Raw keys A, B and C have the records 1, 0 and 3; two buckets have them all in
 * the first. The md5 keys L, M and N have 0, 0 and 2. */
static const struct box_add adds[] = {
    {"rBdDmM", 10, "a"},
    {"rA", LP_SIZE_UNKNOWN, "b"},
    {"mN", 30, "c"},
    {"rCmL", 10, "d"},
};

static enum lp_code
verify(struct lp_err *err)
{
    struct lp_set *set = NULL;
    enum lp_code rc = lp_set_open(&set, path, err);

    if (rc == LP_OK) {
        rc = lp_set_verify(set, err);
    }
    lp_set_free(set);
    return rc;
}

static void
test_good(void)
{
    struct lp_set_meta keyed = plain;

    keyed.status = LP_SET_WITHHELD;
    CHECK(box_build(NULL, 0, &plain, NULL) == LP_OK && verify(NULL) == LP_OK,
          "an empty set");
    CHECK(box_build(adds, COUNT(adds), &keyed, secret) == LP_OK &&
              verify(NULL) == LP_OK,
          "a locked set");
    CHECK(box_build(adds, 1, &plain, NULL) == LP_OK && verify(NULL) == LP_OK,
          "one document");
    CHECK(box_build(adds, COUNT(adds), &plain, NULL) == LP_OK &&
              verify(NULL) == LP_OK,
          "all of them");
}

/* Every byte that says something, and a sample of the zeros between. */
static void
test_flips(void)
{
    struct lp_set_layout l = box_layout();
    struct lp_buf file = slurp();
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    size_t flips = 0;

    for (size_t at = 16; at < file.len; at++) {
        uint8_t was = file.data[at];
        uint8_t now = (uint8_t)(was ^ (1U << at % 8));
        struct lp_err err = {0};

        if (was == 0 && at % 4001 != 0 && at % LP_SET_PAGE != LP_SET_PAGE - 1) {
            continue;
        }
        if (was != 0 && at < l.pages * LP_SET_PAGE && at % 3 != 0) {
            continue;
        }
        CHECK(pwrite(fd, &now, 1, (off_t)at) == 1, "flip");
        CHECK(verify(&err) == LP_E_TRUST, "every flip is damage");
        CHECK(err.at == 0 || err.at / LP_SET_PAGE == at / LP_SET_PAGE ||
                  at >= l.pages * LP_SET_PAGE,
              "and it says where");
        CHECK(pwrite(fd, &was, 1, (off_t)at) == 1, "flip back");
        flips++;
    }
    CHECK(flips > 500, "enough flips");
    CHECK(verify(NULL) == LP_OK, "flipped back");
    (void)close(fd);
    lp_buf_release(&file);
}

static void
test_cuts(void)
{
    struct lp_buf file = slurp();

    for (size_t n = 16; n < file.len; n += LP_SET_PAGE / 2 - 1) {
        dump((struct lp_slice){file.data, n});
        CHECK(verify(NULL) == LP_E_TRUST, "cut short");
    }
    dump(lp_buf_slice(&file));
    CHECK(verify(NULL) == LP_OK, "whole again");
    lp_buf_release(&file);
}

/* Lies that no lookup need meet, in a set whose digests agree. */
static void
test_lies(void)
{
    const struct lp_set_layout l = box_layout();
    const struct lp_set_shelf *raw = &l.shelf[LP_LEVEL_RAW];
    const struct lp_set_shelf *md5 = &l.shelf[LP_LEVEL_MD5];
    const uint64_t recs = l.recs.offset;
    const uint64_t blob = l.blob.offset;
    const struct {
        const char *label;
        uint64_t at;
        uint8_t value;
        enum lp_code rc;
        uint64_t told;
    } cases[] = {
        {"the truth", raw->keys, 'A', LP_OK, 0},
        {"another key, still in order", raw->keys, '@', LP_OK, 0},
        {"keys out of order", raw->keys, 'E', LP_E_FORMAT, raw->keys + 32},
        {"keys out of order, at the end", raw->keys + 64, 'A', LP_E_FORMAT,
         raw->keys + 64},
        {"two records for one key, nearly", md5->keys + 32, 'L', LP_OK, 0},
        {"a key in another bucket", raw->keys + 64, 0xc0, LP_E_FORMAT,
         raw->prefix + 4},
        {"first bucket not empty before", raw->prefix, 1, LP_E_FORMAT,
         raw->prefix},
        {"a bucket too short", md5->prefix + 4, 2, LP_E_FORMAT,
         md5->prefix + 4},
        {"the last bucket too short", md5->prefix + 8, 2, LP_E_FORMAT,
         md5->prefix + 8},
        {"a record past the end", md5->keyrec, 4, LP_E_FORMAT, md5->keyrec},
        {"a record that no key leads to", raw->keyrec, 0, LP_E_FORMAT,
         recs + 8},
        {"a record that another key leads to", md5->keyrec, 1, LP_OK, 0},
        {"first record not at 0", recs, 1, LP_E_FORMAT, recs},
        {"records overlap", recs + 8, 16, LP_E_FORMAT, blob},
        {"an empty record", recs + 8, 0, LP_E_FORMAT, recs},
        {"last record ends early", recs + 32, 67, LP_E_FORMAT, recs + 24},
        {"role", blob + 8, 9, LP_E_FORMAT, blob},
        {"kind", blob + 17 + 9, 200, LP_E_FORMAT, blob + 17},
        {"locator", blob + 2 * 17 + 16, 0x1b, LP_E_FORMAT, blob + 2 * 17},
    };
    struct lp_buf file = slurp();

    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t was = file.data[cases[i].at];
        struct lp_err err = {0};

        file.data[cases[i].at] = cases[i].value;
        reseal(&file);
        dump(lp_buf_slice(&file));
        file.data[cases[i].at] = was;
        CHECK(verify(&err) == cases[i].rc, cases[i].label);
        CHECK(err.at == cases[i].told, cases[i].label);
    }
    lp_buf_release(&file);
}

/* Two keys that are the same, and what an empty or a keyed set may not have. */
static void
test_more_lies(void)
{
    struct lp_set_meta keyed = plain;
    struct lp_set_layout l = box_layout();
    struct lp_buf file;

    CHECK(box_build(adds, COUNT(adds), &plain, NULL) == LP_OK, "build");
    file = slurp();
    memset(file.data + l.shelf[LP_LEVEL_RAW].keys + 32, 'A', 32);
    reseal(&file);
    dump(lp_buf_slice(&file));
    CHECK(verify(NULL) == LP_E_FORMAT, "a key twice");
    lp_buf_release(&file);

    CHECK(box_build(NULL, 0, &plain, NULL) == LP_OK, "build");
    l = box_layout();
    file = slurp();
    file.data[l.recs.offset] = 1;
    reseal(&file);
    dump(lp_buf_slice(&file));
    CHECK(verify(NULL) == LP_E_FORMAT, "no record, and it begins at 1");
    lp_buf_release(&file);

    keyed.status = LP_SET_WITHHELD;
    CHECK(box_build(adds, COUNT(adds), &keyed, secret) == LP_OK, "build");
    l = box_layout();
    file = slurp();
    file.data[l.blob.offset + LP_SET_RECORD_HEAD] = 0;
    reseal(&file);
    dump(lp_buf_slice(&file));
    CHECK(verify(NULL) == LP_E_FORMAT, "a keyed set that tells a size");
    lp_buf_release(&file);
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_good();
    test_flips();
    test_cuts();
    test_lies();
    test_more_lies();
    box_close();
    return lp_test_failures != 0;
}
