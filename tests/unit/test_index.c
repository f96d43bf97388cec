#include "ledger/index.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/index_box.h"
#include "tests/unit/test.h"

/* A set that knows documents whatever their bytes are, and the next one. */
static const struct lp_set_meta whole = {
    .publication = S("Whole"),
    .levels = LP_LEVEL_BIT(LP_LEVEL_RAW) | LP_LEVEL_BIT(LP_LEVEL_DECODED) |
              LP_LEVEL_BIT(LP_LEVEL_MESSAGE) | LP_LEVEL_BIT(LP_LEVEL_TEXT),
};
static const struct lp_set_meta bytes = {
    .publication = S("Bytes"),
    .levels = LP_LEVEL_BIT(LP_LEVEL_RAW) | LP_LEVEL_BIT(LP_LEVEL_DECODED) |
              LP_LEVEL_BIT(LP_LEVEL_MESSAGE),
};

static void
build_all(void)
{
    CHECK(mkdir("many", 0700) == 0 && mkdir("none", 0700) == 0, "mkdir");
    CHECK(mkdir("twin", 0700) == 0 && mkdir("bad", 0700) == 0, "mkdir");
    build("many/b.set", "Harbor", "2019-05-01", 0, 50, 0, false);
    build("many/a.set", "Later", "2021", 0, 200, 0, false);
    build("many/c.set", "Alpha", "2019-05-01", 40, 100, 3, true);
    build("many/.hidden.set", "Hidden", "2001", 0, 300, 0, false);
    build("many/notes.txt", "Not a set by name", "2001", 0, 300, 0, false);
    build_as("whole.set", &whole, NULL, 0, 5);
    build_as("bytes.set", &bytes, NULL, 0, 5);
    build("early.set", "Early", "2019-05", 90, 95, 1, false);
    build("twin/x.set", "Harbor", "2019-05-01", 0, 50, 0, false);
    build("none/x.txt", "Not a set by name", "2001", 0, 300, 0, false);
    CHECK(symlink("/dev/null", "bad/x.set") == 0, "symlink");
}

static void
test_open(void)
{
    const struct {
        const char *label;
        const char *paths[3];
        size_t n;
        enum lp_code rc;
        size_t sets;
        uint64_t documents;
    } cases[] = {
        {"a set", {"early.set"}, 1, LP_OK, 1, 5},
        {"a folder of sets", {"many"}, 1, LP_OK, 3, 310},
        {"folder with a slash", {"many/"}, 1, LP_OK, 3, 310},
        {"folder and set", {"many", "early.set"}, 2, LP_OK, 4, 315},
        {"the same set twice", {"early.set", "./early.set"}, 2, LP_OK, 1, 5},
        {"a copy of a set", {"many", "twin", "early.set"}, 3, LP_OK, 4, 315},
        {"a set by any name", {"many/notes.txt"}, 1, LP_OK, 1, 300},
        {"nothing named", {NULL}, 0, LP_E_USAGE, 0, 0},
        {"a folder without a set", {"many", "none"}, 2, LP_E_USAGE, 0, 0},
        {"no such path", {"many", "nowhere"}, 2, LP_E_IO, 0, 0},
        {"a folder with something else", {"bad"}, 1, LP_E_USAGE, 0, 0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_index *ix = NULL;
        enum lp_code rc =
            lp_index_open(&ix, cases[i].paths, cases[i].n, NULL, NULL);

        CHECK(rc == cases[i].rc, cases[i].label);
        CHECK((ix != NULL) == (rc == LP_OK), cases[i].label);
        if (ix != NULL) {
            struct lp_index_totals t = lp_index_totals(ix);

            CHECK(t.sets == cases[i].sets, cases[i].label);
            CHECK(t.documents == cases[i].documents, cases[i].label);
            CHECK(t.keys == t.documents && t.unique == t.keys, cases[i].label);
            CHECK(t.bytes == 10 * t.sets, cases[i].label);
        }
        lp_index_free(ix);
    }
}

static const char *const all[] = {"many", "early.set", "twin"};

/* The publications that have a document, in order. */
static const struct {
    const char *label;
    unsigned document;
    uint64_t more; /* to its size */
    const char *hits[4];
} rows[] = {
    {"in two sets", 0, 0, {"Harbor", "Later"}},
    {"same date, in order of name", 45, 0, {"Alpha", "Harbor", "Later"}},
    {"a month comes before its days", 92, 0, {"Early", "Alpha", "Later"}},
    {"in one set", 150, 0, {"Later"}},
    {"in none", 250, 0, {NULL}},
    {"another size", 92, 1, {NULL}},
};

static bool
is_hit(const struct lp_index_hit *hit, const char *publication)
{
    if (publication == NULL) {
        return hit->set == NULL;
    }
    return hit->set != NULL &&
           lp_slice_is(lp_set_about(hit->set)->publication, publication) &&
           lp_slice_is(hit->record.locator, publication);
}

static void
test_find(struct lp_index *ix)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_set_key key = key_of(rows[i].document);
        struct lp_index_hit hit = {0};
        size_t at = 0;

        key.size += rows[i].more;
        CHECK(lp_index_find(ix, LP_LEVEL_RAW, LP_SET_STATUS_ALL, &key, &hit,
                            NULL) == LP_OK &&
                  is_hit(&hit, rows[i].hits[0]),
              rows[i].label);
        for (size_t k = 0; k < COUNT(rows[i].hits); k++) {
            CHECK(lp_index_next(ix, LP_LEVEL_RAW, LP_SET_STATUS_ALL, &key, &at,
                                &hit, NULL) == LP_OK &&
                      is_hit(&hit, rows[i].hits[k]),
                  rows[i].label);
        }
    }
}

static void
test_find_many(struct lp_index *ix)
{
    struct lp_set_key keys[300];
    struct lp_index_hit hits[300];

    for (unsigned i = 0; i < COUNT(keys); i++) {
        keys[i] = key_of(i);
    }
    CHECK(lp_index_find_many(ix, LP_LEVEL_RAW, LP_SET_STATUS_ALL, keys,
                             COUNT(keys), hits, NULL) == LP_OK,
          "many");
    for (unsigned i = 0; i < COUNT(keys); i++) {
        struct lp_index_hit one = {0};

        CHECK(lp_index_find(ix, LP_LEVEL_RAW, LP_SET_STATUS_ALL, &keys[i], &one,
                            NULL) == LP_OK,
              "one");
        CHECK(one.set == hits[i].set && (one.set != NULL) == (i < 200),
              "many as one by one");
    }
}

static void
test_caveats(struct lp_index *ix)
{
    const struct {
        const char *publication;
        const char *word;
        uint64_t count;
    } want[] = {
        {"Early", "unopened-containers", 1},
        {"Early", "level-missing", 1},
        {"Alpha", "partial", 1},
        {"Alpha", "unopened-containers", 3},
        {"Alpha", "level-missing", 1},
        {"Harbor", "level-missing", 1},
        {"Later", "level-missing", 1},
    };
    const char *const sound[] = {"whole.set"};
    const char *const less[] = {"whole.set", "bytes.set"};
    struct lp_index *other = NULL;
    size_t n = 0;
    const struct lp_index_caveat *caveats = lp_index_caveats(ix, &n);

    CHECK(n == COUNT(want), "caveats");
    for (size_t i = 0; i < n && i < COUNT(want); i++) {
        CHECK(lp_slice_is(lp_set_about(caveats[i].set)->publication,
                          want[i].publication),
              want[i].publication);
        CHECK(strcmp(caveats[i].word, want[i].word) == 0, want[i].word);
        CHECK(caveats[i].count == want[i].count, want[i].word);
    }
    CHECK(lp_index_open(&other, sound, 1, NULL, NULL) == LP_OK, "open");
    CHECK(lp_index_caveats(other, &n) == NULL && n == 0, "no caveats");
    CHECK(!lp_index_beyond(other, LP_LEVEL_BIT(LP_LEVEL_TEXT)) &&
              lp_index_beyond(other, LP_LEVEL_BIT(LP_LEVEL_PART)),
          "levels that it has");
    lp_index_free(other);
    CHECK(lp_index_open(&other, less, COUNT(less), NULL, NULL) == LP_OK,
          "open");
    caveats = lp_index_caveats(other, &n);
    CHECK(n == 1 &&
              lp_slice_is(lp_set_about(caveats[0].set)->publication, "Bytes") &&
              strcmp(caveats[0].word, "level-missing") == 0,
          "a level less");
    CHECK(lp_index_beyond(other, LP_LEVEL_BIT(LP_LEVEL_TEXT)),
          "a set that cannot be asked");
    lp_index_free(other);
}

/* A damaged set among good ones: no answer for what may have been in it. */
static void
test_damage(void)
{
    const char *const paths[] = {"many", "early.set"};
    struct lp_index *ix = NULL;
    struct lp_index_hit hit = {0};
    struct lp_set_key keys[2] = {key_of(150), key_of(92)};
    FILE *f = fopen("early.set", "r+b");

    CHECK(f != NULL && fseek(f, 2 * 65536, SEEK_SET) == 0 && fputc(1, f) == 1,
          "damage");
    if (f != NULL) {
        (void)fclose(f);
    }
    CHECK(lp_index_open(&ix, paths, COUNT(paths), NULL, NULL) == LP_OK, "open");
    for (size_t i = 0; i < COUNT(keys); i++) {
        CHECK(lp_index_find(ix, LP_LEVEL_RAW, LP_SET_STATUS_ALL, &keys[i], &hit,
                            NULL) == LP_E_TRUST &&
                  hit.set == NULL,
              "damage is no miss");
    }
    CHECK(lp_index_find_many(ix, LP_LEVEL_RAW, LP_SET_STATUS_ALL, keys, 2,
                             (struct lp_index_hit[2]){{0}}, NULL) == LP_E_TRUST,
          "damage is no miss among many");
    lp_index_free(ix);
}

static const uint8_t secret[LP_SECRET_SIZE] = {1};
static const uint8_t other[LP_SECRET_SIZE] = {2};

static void
build_statuses(void)
{
    static const struct {
        const char *path;
        const char *date;
        enum lp_set_status status;
        bool list;
        unsigned levels;
        unsigned from, to;
    } sets[] = {
        {"status/a.set", "", LP_SET_PUBLISHED, true, LP_LEVEL_BIT(LP_LEVEL_MD5),
         0, 50},
        {"status/b.set", "2022", LP_SET_RECEIVED, false,
         LP_LEVEL_BIT(LP_LEVEL_DECODED), 0, 60},
        {"status/c.set", "", LP_SET_SOFTWARE, true, LP_LEVEL_BIT(LP_LEVEL_SHA1),
         40, 70},
        {"status/d.set", "2021-02", LP_SET_PUBLISHED, false,
         LP_LEVEL_BIT(LP_LEVEL_DECODED), 20, 40},
    };

    CHECK(mkdir("status", 0700) == 0, "mkdir");
    for (size_t i = 0; i < COUNT(sets); i++) {
        const struct lp_set_meta meta = {
            .publication = lp_slice_str(sets[i].path),
            .date = lp_slice_str(sets[i].date),
            .status = sets[i].status,
            .list = sets[i].list,
            .partial = sets[i].list,
            .levels = sets[i].levels,
        };

        build_as(sets[i].path, &meta,
                 lp_set_status_keyed(sets[i].status) ? secret : NULL,
                 sets[i].from, sets[i].to);
    }
}

#define PUBLISHED LP_SET_STATUS_BIT(LP_SET_PUBLISHED)
#define RECEIVED LP_SET_STATUS_BIT(LP_SET_RECEIVED)
#define SOFTWARE LP_SET_STATUS_BIT(LP_SET_SOFTWARE)

static void
test_statuses(struct lp_index *ix)
{
    const struct {
        const char *label;
        unsigned statuses;
        unsigned document;
        const char *hits[4]; /* the sets, in order */
    } asks[] = {
        {"sets without a date come last",
         LP_SET_STATUS_ALL,
         30,
         {"status/d.set", "status/b.set", "status/a.set"}},
        {"published", PUBLISHED, 30, {"status/d.set", "status/a.set"}},
        {"received", RECEIVED, 30, {"status/b.set"}},
        {"two statuses",
         RECEIVED | SOFTWARE,
         45,
         {"status/b.set", "status/c.set"}},
        {"not published", PUBLISHED, 55, {NULL}},
        {"not received", RECEIVED, 65, {NULL}},
        {"no status", 0, 30, {NULL}},
    };

    for (size_t i = 0; i < COUNT(asks); i++) {
        struct lp_set_key keys[2] = {key_of(asks[i].document), key_of(99)};
        struct lp_index_hit hit[2];
        size_t at = 0;

        for (size_t k = 0; k < COUNT(asks[i].hits); k++) {
            const char *want = asks[i].hits[k];

            CHECK(lp_index_next(ix, LP_LEVEL_RAW, asks[i].statuses, keys, &at,
                                hit, NULL) == LP_OK,
                  asks[i].label);
            CHECK(want == NULL ? hit->set == NULL
                               : hit->set != NULL &&
                                     strcmp(lp_set_path(hit->set), want) == 0,
                  asks[i].label);
        }
        CHECK(lp_index_find_many(ix, LP_LEVEL_RAW, asks[i].statuses, keys, 2,
                                 hit, NULL) == LP_OK &&
                  hit[1].set == NULL &&
                  (hit[0].set != NULL) == (asks[i].hits[0] != NULL),
              asks[i].label);
        CHECK(hit[0].set == NULL ||
                  strcmp(lp_set_path(hit[0].set), asks[i].hits[0]) == 0,
              asks[i].label);
    }
}

/* Those of software make nothing uncertain. */
static void
test_levels(struct lp_index *ix)
{
    const struct {
        const char *path;
        const char *word;
    } want[] = {
        {"status/d.set", "level-missing"},
        {"status/b.set", "level-missing"},
        {"status/a.set", "partial"},
        {"status/a.set", "level-missing"},
    };
    size_t n = 0;
    const struct lp_index_caveat *caveats = lp_index_caveats(ix, &n);

    CHECK(n == COUNT(want), "caveats");
    for (size_t i = 0; i < n && i < COUNT(want); i++) {
        CHECK(strcmp(lp_set_path(caveats[i].set), want[i].path) == 0 &&
                  strcmp(caveats[i].word, want[i].word) == 0 &&
                  caveats[i].count == 1,
              want[i].word);
    }
    CHECK(lp_index_levels(ix) ==
              (LP_LEVEL_BIT(LP_LEVEL_RAW) | LP_LEVEL_BIT(LP_LEVEL_DECODED) |
               LP_LEVEL_BIT(LP_LEVEL_SHA1) | LP_LEVEL_BIT(LP_LEVEL_MD5)),
          "levels of all sets");
}

static void
test_secrets(void)
{
    const struct {
        const char *label;
        const char *path;
        const uint8_t *secret;
        enum lp_code rc;
    } cases[] = {
        {"the secret", "status", secret, LP_OK},
        {"another one", "status", other, LP_E_TRUST},
        {"none", "status", NULL, LP_E_TRUST},
        {"a secret that nobody needs", "status/a.set", other, LP_OK},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_index *ix = NULL;
        struct lp_err err = {0};

        CHECK(lp_index_open(&ix, &cases[i].path, 1, cases[i].secret, &err) ==
                  cases[i].rc,
              cases[i].label);
        if (cases[i].rc != LP_OK) {
            CHECK(strstr(err.text, "status/b.set") != NULL &&
                      err.hint[0] != '\0',
                  "names the set and the next step");
        } else if (cases[i].secret == secret) {
            test_statuses(ix);
            test_levels(ix);
        }
        lp_index_free(ix);
    }
}

/* Sets that somebody else opened. */
static void
test_add_set(void)
{
    struct lp_index *ix = NULL;
    struct lp_set *set = NULL;
    struct lp_set *locked = NULL;

    CHECK(lp_index_new(&ix, NULL, NULL) == LP_OK, "new");
    CHECK(lp_index_ready(ix, NULL) == LP_E_USAGE, "no set");
    lp_index_free(ix);
    CHECK(lp_index_new(&ix, NULL, NULL) == LP_OK, "new");
    CHECK(lp_index_add(ix, "status/d.set", NULL) == LP_OK, "a path");
    CHECK(lp_set_open(&set, "status/a.set", NULL) == LP_OK &&
              lp_index_add_set(ix, set, NULL) == LP_OK,
          "a set");
    CHECK(lp_set_open(&set, "status/a.set", NULL) == LP_OK &&
              lp_index_add_set(ix, set, NULL) == LP_OK,
          "the same again");
    CHECK(lp_set_open(&locked, "status/b.set", NULL) == LP_OK &&
              lp_set_unlock(locked, secret, NULL) == LP_OK &&
              lp_index_add_set(ix, locked, NULL) == LP_OK,
          "one that is not locked any more");
    CHECK(lp_index_ready(ix, NULL) == LP_OK, "ready");
    CHECK(lp_index_totals(ix).sets == 3 && lp_index_set(ix, 1) == locked,
          "three sets, in order");
    lp_index_free(ix);
    CHECK(lp_index_new(&ix, NULL, NULL) == LP_OK, "new");
    CHECK(lp_set_open(&locked, "status/b.set", NULL) == LP_OK &&
              lp_index_add_set(ix, locked, NULL) == LP_E_TRUST,
          "locked");
    lp_index_free(ix);
}

static void
clean_up(const char *folder)
{
    const char *const files[] = {
        "many/b.set",     "many/a.set",   "many/c.set",   "many/.hidden.set",
        "many/notes.txt", "early.set",    "twin/x.set",   "none/x.txt",
        "bad/x.set",      "status/a.set", "status/b.set", "status/c.set",
        "status/d.set",   "whole.set",    "bytes.set"};
    const char *const folders[] = {"many", "none", "twin", "bad", "status"};

    for (size_t i = 0; i < COUNT(files); i++) {
        (void)unlink(files[i]);
    }
    for (size_t i = 0; i < COUNT(folders); i++) {
        (void)rmdir(folders[i]);
    }
    (void)rmdir(folder);
}

int
main(void)
{
    const char *tmp = getenv("TMPDIR");
    struct lp_index *ix = NULL;
    char folder[4096];

    (void)snprintf(folder, sizeof folder, "%s/lp_test_index.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(folder) == NULL || chdir(folder) != 0) {
        perror(folder);
        return 1;
    }
    build_all();
    test_open();
    CHECK(lp_index_open(&ix, all, COUNT(all), NULL, NULL) == LP_OK, "open");
    if (ix != NULL) {
        test_find(ix);
        test_find_many(ix);
        test_caveats(ix);
    }
    lp_index_free(ix);
    lp_index_free(NULL);
    test_damage();
    build_statuses();
    test_secrets();
    test_add_set();
    clean_up(folder);
    return lp_test_failures != 0;
}
