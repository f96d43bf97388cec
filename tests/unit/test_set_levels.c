#include "ledger/set.h"

#include "tests/unit/set_box.h"

/* Sets with several levels, and documents without a size. */

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define BIT LP_LEVEL_BIT

static const struct lp_set_meta plain = {
    .publication = {(const uint8_t *)"List", 4},
    .list = true,
    .partial = true,
};

static const struct box_add adds[] = {
    {"rAdDmM", 10, "a"}, {"rBdB", 20, "b"}, {"mN", LP_SIZE_UNKNOWN, "c"},
    {"sS", 40, "d"},     {"rA", 10, "e"},
};

static void
test_find(void)
{
    const struct box_ask asks[] = {
        {"raw", LP_LEVEL_RAW, 'A', 10, "a"},
        {"another size", LP_LEVEL_RAW, 'A', 11, NULL},
        {"who asks does not know the size", LP_LEVEL_RAW, 'A', LP_SIZE_UNKNOWN,
         "a"},
        {"a decoded key is no raw one", LP_LEVEL_RAW, 'D', 10, NULL},
        {"decoded", LP_LEVEL_DECODED, 'D', 10, "a"},
        {"of any size", LP_LEVEL_DECODED, 'D', 99, "a"},
        {"its own decoded form, by its raw key", LP_LEVEL_DECODED, 'B', 20,
         "b"},
        {"if its size is known, it must be that", LP_LEVEL_DECODED, 'B', 99,
         NULL},
        {"of unknown size", LP_LEVEL_DECODED, 'B', LP_SIZE_UNKNOWN, "b"},
        {"published decoded", LP_LEVEL_DECODED, 'A', LP_SIZE_UNKNOWN, "a"},
        {"not decoded", LP_LEVEL_DECODED, 'M', 10, NULL},
        {"md5", LP_LEVEL_MD5, 'M', 10, "a"},
        {"md5 and another size", LP_LEVEL_MD5, 'M', 11, NULL},
        {"the list has no size", LP_LEVEL_MD5, 'N', 11, "c"},
        {"nobody has a size", LP_LEVEL_MD5, 'N', LP_SIZE_UNKNOWN, "c"},
        {"another md5", LP_LEVEL_MD5, 'S', 40, NULL},
        {"sha1", LP_LEVEL_SHA1, 'S', 40, "d"},
        {"sha1 and another size", LP_LEVEL_SHA1, 'S', 39, NULL},
        {"no such level here", LP_LEVEL_SHA512, 'A', 10, NULL},
        {"looked at, and empty", LP_LEVEL_BLAKE2B, 'A', 10, NULL},
    };
    const uint64_t keys[LP_LEVEL_COUNT] = {0, 2, 1, 0, 0, 1, 2};
    struct lp_set_meta meta = plain;
    struct lp_set *set = NULL;
    struct lp_set_hit hit;
    struct lp_set_key key;

    meta.levels = BIT(LP_LEVEL_BLAKE2B);
    CHECK(box_build(adds, COUNT(adds), &meta, NULL) == LP_OK, "build");
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    if (set == NULL) {
        return;
    }
    CHECK(lp_set_about(set)->levels ==
              (LP_LEVEL_ALL_DIGESTS & ~BIT(LP_LEVEL_SHA512) &
               ~BIT(LP_LEVEL_BTV2)),
          "levels with a key, and those that were looked at");
    CHECK(lp_set_about(set)->documents == COUNT(adds) &&
              lp_set_about(set)->unique == 4,
          "documents");
    for (unsigned i = 0; i < LP_LEVEL_COUNT; i++) {
        CHECK(lp_set_keys(set, (enum lp_level)i) == keys[i], "keys");
    }
    box_ask(set, asks, COUNT(asks));
    lp_set_key_make(&key, box_digest('A', 32), 10);
    CHECK(lp_set_find(set, LP_LEVEL_NONE, &key, &hit, NULL) == LP_E_USAGE &&
              lp_set_find(set, LP_LEVEL_NEAR, &key, &hit, NULL) == LP_E_USAGE &&
              lp_set_find(set, LP_LEVEL_COUNT, &key, &hit, NULL) == LP_E_USAGE,
          "no level");
    lp_set_free(set);
}

/* What is alike in another way, whatever the sizes. */
static void
test_likeness(void)
{
    static const struct box_add alike[] = {
        {"rAM1B2L3I4T5A6", 10, "a"},
        {"rBM7T5", 20, "b"},
    };
    const struct box_ask asks[] = {
        {"message", LP_LEVEL_MESSAGE, '1', 10, "a"},
        {"of any size", LP_LEVEL_MESSAGE, '7', 99, "b"},
        {"body", LP_LEVEL_BODY, '2', LP_SIZE_UNKNOWN, "a"},
        {"loose", LP_LEVEL_LOOSE, '3', 11, "a"},
        {"mih", LP_LEVEL_MIH, '4', 11, "a"},
        {"the first with a text", LP_LEVEL_TEXT, '5', 20, "a"},
        {"letters", LP_LEVEL_LETTERS, '6', 10, "a"},
        {"another level", LP_LEVEL_LETTERS, '5', 10, NULL},
        {"no digest of the bytes", LP_LEVEL_RAW, '1', 10, NULL},
    };
    struct lp_set_build *b = NULL;
    struct lp_set_add add = box_add(&alike[0]);
    struct lp_set *set = NULL;

    CHECK(box_build(alike, COUNT(alike), &plain, NULL) == LP_OK, "build");
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    if (set == NULL) {
        return;
    }
    CHECK(lp_slice_is(lp_set_about(set)->rules,
                      "raw,msg-v1,body-v1,loose-v1,mih-v1,text-v1,letters-v1"),
          "its rules");
    CHECK(lp_set_about(set)->unique == 2, "two documents");
    box_ask(set, asks, COUNT(asks));
    lp_set_free(set);
    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "new");
    CHECK(lp_set_build_add(b, &add, NULL) == LP_OK, "add");
    CHECK(lp_set_build_finish(b, &plain, NULL, NULL) == LP_E_USAGE,
          "no rule for the level");
    lp_set_build_free(b);
}

static void
test_only_md5(void)
{
    const struct box_ask asks[] = {
        {"md5", LP_LEVEL_MD5, 'N', 11, "c"},
        {"no raw keys", LP_LEVEL_RAW, 'N', 11, NULL},
        {"nor decoded ones", LP_LEVEL_DECODED, 'N', 11, NULL},
    };
    struct lp_set *set = NULL;

    CHECK(box_build(adds + 2, 1, &plain, NULL) == LP_OK, "build");
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    CHECK(lp_set_about(set)->levels == BIT(LP_LEVEL_MD5), "levels");
    box_ask(set, asks, COUNT(asks));
    lp_set_free(set);
}

static void
test_usage(void)
{
    struct lp_set_build *b = NULL;
    struct lp_set_add add = {.counts = true};
    struct lp_set_meta meta = plain;

    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "new");
    CHECK(lp_set_build_add(b, &add, NULL) == LP_E_USAGE, "no key");
    add.levels = BIT(LP_LEVEL_NONE) | BIT(LP_LEVEL_RAW);
    CHECK(lp_set_build_add(b, &add, NULL) == LP_E_USAGE, "no level");
    add.levels = BIT(LP_LEVEL_TEXT);
    CHECK(lp_set_build_add(b, &add, NULL) == LP_E_USAGE, "no digest");
    add.levels = BIT(LP_LEVEL_NEAR) | BIT(LP_LEVEL_RAW);
    CHECK(lp_set_build_add(b, &add, NULL) == LP_E_USAGE, "no level of keys");
    add.levels = BIT(LP_LEVEL_COUNT) | BIT(LP_LEVEL_RAW);
    CHECK(lp_set_build_add(b, &add, NULL) == LP_E_USAGE, "a level too many");
    lp_set_build_free(b);
    CHECK(box_build(NULL, 0, &meta, NULL) == LP_E_USAGE, "no level at all");
    meta.levels = BIT(LP_LEVEL_COUNT);
    CHECK(box_build(NULL, 0, &meta, NULL) == LP_E_USAGE, "another level");
    meta.levels = BIT(LP_LEVEL_SHA1);
    CHECK(box_build(NULL, 0, &meta, NULL) == LP_OK, "a level without a key");
    CHECK(box_layout().counts.levels == BIT(LP_LEVEL_SHA1), "it is there");
}

/* What stands in the section table, in an entry; or before it. */
#define ENTRY(i, field) (32 + 32 * (i) + (field))
#define LEVEL 4

/* Digests agree, and it lies all the same. The set has the levels raw, decoded,
 * sha1 and md5: sixteen sections, of which KEYS are number 1, 4, 7 and 10. */
static void
test_lies(void)
{
    const struct {
        const char *label;
        size_t at;
        uint8_t value;
        enum lp_code rc;
    } cases[] = {
        {"the truth", 20, 16, LP_OK},
        {"a level less", 20, 13, LP_E_FORMAT},
        {"a level more", 20, 19, LP_E_FORMAT},
        {"a section less", 20, 15, LP_E_FORMAT},
        {"no level", 20, 4, LP_E_FORMAT},
        {"more levels than there are", 20, 100, LP_E_FORMAT},
        {"very many sections", 22, 1, LP_E_FORMAT},
        {"raw twice", ENTRY(4, LEVEL), LP_LEVEL_RAW, LP_E_FORMAT},
        {"out of order", ENTRY(7, LEVEL), LP_LEVEL_DECODED, LP_E_FORMAT},
        {"sha512 in place of sha1", ENTRY(7, LEVEL), LP_LEVEL_SHA512,
         LP_E_FORMAT},
        {"level 7", ENTRY(10, LEVEL), LP_LEVEL_MESSAGE, LP_E_FORMAT},
        {"a level without keys", ENTRY(10, LEVEL), LP_LEVEL_NEAR, LP_E_FORMAT},
        {"another level without keys", ENTRY(10, LEVEL), LP_LEVEL_PART,
         LP_E_FORMAT},
        {"level 15", ENTRY(10, LEVEL), LP_LEVEL_BTV2, LP_E_FORMAT},
        {"level 16", ENTRY(10, LEVEL), LP_LEVEL_COUNT, LP_E_FORMAT},
        {"level 0", ENTRY(10, LEVEL), LP_LEVEL_NONE, LP_E_FORMAT},
        {"a huge level", ENTRY(10, LEVEL + 3), 0x80, LP_E_FORMAT},
        {"KEYREC of another level", ENTRY(5, LEVEL), LP_LEVEL_RAW, LP_E_FORMAT},
        {"RECS with a level", ENTRY(13, LEVEL), LP_LEVEL_RAW, LP_E_FORMAT},
        {"more keys", ENTRY(10, 24), 3, LP_E_FORMAT},
        {"2^56 keys", ENTRY(10, 24 + 7), 1, LP_E_FORMAT},
        {"more records", ENTRY(13, 24), 6, LP_E_FORMAT},
        {"fewer records", ENTRY(13, 24), 4, LP_E_FORMAT},
        {"no count of records", ENTRY(13, 24), 0, LP_E_FORMAT},
        {"2^56 records", ENTRY(14, 24 + 7), 1, LP_E_FORMAT},
    };
    static const char levels[] = "levels=raw,decoded,sha1,md5\n";
    static const char others[] = "levels=decoded,blake2b,sha1\n";
    struct lp_buf file;
    uint8_t *line;

    CHECK(box_build(adds, COUNT(adds), &plain, NULL) == LP_OK, "build");
    file = slurp();
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t was = file.data[cases[i].at];
        struct lp_set *set = NULL;

        file.data[cases[i].at] = cases[i].value;
        reseal(&file);
        dump(lp_buf_slice(&file));
        CHECK(lp_set_open(&set, path, NULL) == cases[i].rc, cases[i].label);
        lp_set_free(set);
        file.data[cases[i].at] = was;
    }
    line = memmem(file.data, file.len, levels, sizeof levels - 1);
    CHECK(line != NULL && sizeof levels == sizeof others, "levels");
    if (line != NULL) {
        struct lp_set *set = NULL;

        memcpy(line, others, sizeof others - 1);
        reseal(&file);
        dump(lp_buf_slice(&file));
        CHECK(lp_set_open(&set, path, NULL) == LP_E_FORMAT,
              "META tells of other levels");
    }
    lp_buf_release(&file);
}

/* A key of each level that leads to no record, or to another bucket. */
static void
test_lies_of_levels(void)
{
    const struct box_ask asks[] = {
        {"raw", LP_LEVEL_RAW, 'A', 10, "a"},
        {"decoded", LP_LEVEL_DECODED, 'D', 10, "a"},
        {"sha1", LP_LEVEL_SHA1, 'S', 40, "d"},
        {"md5", LP_LEVEL_MD5, 'M', 10, "a"},
    };
    struct lp_buf file;
    struct lp_set_layout l;

    CHECK(box_build(adds, COUNT(adds), &plain, NULL) == LP_OK, "build");
    file = slurp();
    l = box_layout();
    for (size_t i = 0; i < 2 * COUNT(asks); i++) {
        const struct box_ask *ask = &asks[i / 2];
        const struct lp_set_shelf *shelf = &l.shelf[ask->level];
        uint64_t at = i % 2 == 0 ? shelf->keyrec : shelf->prefix + 4;
        uint8_t was = file.data[at];
        struct lp_set *set = NULL;
        struct lp_set_hit hit;
        struct lp_set_key key;

        file.data[at] = i % 2 == 0 ? (uint8_t)l.counts.records : 200;
        reseal(&file);
        dump(lp_buf_slice(&file));
        file.data[at] = was;
        CHECK(lp_set_open(&set, path, NULL) == LP_OK, ask->label);
        lp_set_key_make(&key, box_digest(ask->digest, box_len(ask->level)),
                        ask->size);
        CHECK(lp_set_find(set, ask->level, &key, &hit, NULL) == LP_E_FORMAT &&
                  !hit.found,
              ask->label);
        lp_set_free(set);
    }
    reseal(&file);
    dump(lp_buf_slice(&file));
    lp_buf_release(&file);
}

/* Damage in a section of one level is met by those who ask there. */
static void
test_damage(void)
{
    struct lp_set_layout l = box_layout();
    struct lp_buf file = slurp();

    for (size_t i = 0; i + 1 < l.parts; i++) {
        const struct lp_set_section *part = &l.part[i];
        struct lp_set *set = NULL;
        struct lp_set_hit hit;
        struct lp_set_key key;
        enum lp_code rc;

        file.data[part->offset] ^= 1;
        dump(lp_buf_slice(&file));
        file.data[part->offset] ^= 1;
        rc = lp_set_open(&set, path, NULL);
        CHECK((rc == LP_E_TRUST) == (part->type == LP_SET_META), "open");
        if (set == NULL) {
            continue;
        }
        lp_set_key_make(&key, box_digest('D', 32), 10);
        rc = lp_set_find(set, LP_LEVEL_DECODED, &key, &hit, NULL);
        CHECK((rc == LP_E_TRUST) == (part->level == LP_LEVEL_DECODED ||
                                     part->level == LP_LEVEL_NONE),
              "damaged where it is asked");
        CHECK(hit.found == (rc == LP_OK), "or else found");
        lp_set_free(set);
    }
    lp_buf_release(&file);
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_find();
    test_likeness();
    test_only_md5();
    test_usage();
    test_lies();
    test_lies_of_levels();
    test_damage();
    box_close();
    return lp_test_failures != 0;
}
