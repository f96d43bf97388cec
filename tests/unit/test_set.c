#include "ledger/set.h"

#include <pthread.h>

#include "ledger/set_build.h"
#include "tests/unit/set_box.h"

#define MANY 100000

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

/* The digest of document number `n`, and its size. */
static struct lp_set_key
key_of(uint64_t n)
{
    struct lp_set_key key = {.size = 100 + n};
    struct lp_digest d = {0};
    uint8_t bytes[8];

    lp_put_le64(bytes, n);
    CHECK(lp_digest_of(&d, LP_ALG_SHA256, (struct lp_slice){bytes, 8}, NULL) ==
              LP_OK,
          "digest");
    memcpy(key.digest, d.bytes, LP_KEY_SIZE);
    return key;
}

static enum lp_code
build(uint64_t n, const struct lp_set_meta *meta, uint8_t *root)
{
    struct lp_set_build *b = NULL;
    enum lp_code rc;

    LP_TRY(lp_set_build_new(&b, path, false, NULL, NULL));
    for (uint64_t i = 0; i < n; i++) {
        char text[40];
        struct lp_set_key key = key_of(i);
        struct lp_set_add add = {.counts = true};

        (void)snprintf(text, sizeof text, "a.zip > %d.pdf", (int)i);
        add.record = (struct lp_set_record){
            .size = key.size,
            .role = (enum lp_role)(i % LP_ROLE_COUNT),
            .kind = LP_KIND_PDF,
            .locator = lp_slice_str(text),
        };
        lp_set_add_key(&add, LP_LEVEL_RAW,
                       (struct lp_slice){key.digest, LP_KEY_SIZE});
        LP_TRY(lp_set_build_add(b, &add, NULL));
    }
    LP_TRY(lp_set_build_finish(b, meta, root, NULL));

done:
    lp_set_build_free(b);
    return rc;
}

/* Whether the set tells all there is to tell of document `n`. */
static bool
tells(const struct lp_set_hit *hit, uint64_t n)
{
    char text[40];

    (void)snprintf(text, sizeof text, "a.zip > %d.pdf", (int)n);
    return hit->found && hit->record.size == 100 + n &&
           hit->record.role == (enum lp_role)(n % LP_ROLE_COUNT) &&
           hit->record.kind == LP_KIND_PDF &&
           lp_slice_is(hit->record.locator, text);
}

/* Open and look up documents 0..n-1 and one that is not there: the first code
 * that is not LP_OK. A wrong answer is a failure of the test. */
static enum lp_code
ask_all(uint64_t n, const char *label)
{
    struct lp_set *set = NULL;
    struct lp_set_hit hit = {0};
    struct lp_set_key absent = key_of(n);
    enum lp_code first = LP_OK;
    enum lp_code rc = lp_set_open(&set, path, NULL);

    if (rc != LP_OK) {
        CHECK(set == NULL, label);
        return rc;
    }
    for (uint64_t i = 0; i < n; i++) {
        struct lp_set_key key = key_of(i);

        rc = lp_set_find(set, LP_LEVEL_RAW, &key, &hit, NULL);
        CHECK(rc == LP_OK ? tells(&hit, i) : !hit.found, label);
        first = first == LP_OK ? rc : first;
    }
    rc = lp_set_find(set, LP_LEVEL_RAW, &absent, &hit, NULL);
    CHECK(!hit.found, label);
    lp_set_free(set);
    return first == LP_OK ? rc : first;
}

static void
test_meta(void)
{
    struct lp_set *set = NULL;
    uint8_t root[LP_KEY_SIZE];
    const struct lp_set_meta *m;

    CHECK(build(3, &plain, root) == LP_OK, "build");
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    if (set == NULL) {
        return;
    }
    m = lp_set_about(set);
    CHECK(lp_slice_is(m->publication, "Harbor files"), "publication");
    CHECK(lp_slice_is(m->date, "2019-05-01"), "date");
    CHECK(lp_slice_is(m->url, "https://example.org/h"), "url");
    CHECK(lp_slice_is(m->readers, "tar,zip") && m->source.len == 0, "readers");
    CHECK(m->made == 1577836800 && !m->partial, "made");
    CHECK(m->documents == 3 && m->unique == 3, "builder counts documents");
    CHECK(m->bytes == 1000 && m->containers == 1 && m->unopened == 0, "counts");
    CHECK(memcmp(root, lp_set_root(set), sizeof root) == 0, "root");
    CHECK(lp_set_keys(set, LP_LEVEL_RAW) == 3, "keys");
    CHECK(strcmp(lp_set_path(set), path) == 0, "path");
    lp_set_free(set);
}

static void
test_small(void)
{
    const uint64_t sizes[] = {0, 1, 2, 3, 4, 5, 8, 9, 31, 2049};
    struct lp_set *set = NULL;
    struct lp_set_hit hit = {0};
    struct lp_set_key other = key_of(1);

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        CHECK(build(sizes[i], &plain, NULL) == LP_OK, "build");
        CHECK(ask_all(sizes[i], "small set") == LP_OK, "small set");
    }
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    other.size++;
    CHECK(lp_set_find(set, LP_LEVEL_RAW, &other, &hit, NULL) == LP_OK &&
              !hit.found,
          "same digest and another size is no hit");
    CHECK(lp_set_find(set, LP_LEVEL_NONE, &other, &hit, NULL) == LP_E_USAGE,
          "no such level");
    lp_set_free(set);
}

/* Every byte that says something, and a sample of the zeros between. */
static void
test_flips(void)
{
    struct lp_buf file;
    int fd;
    size_t flips = 0;

    CHECK(build(3, &plain, NULL) == LP_OK, "build");
    file = slurp();
    fd = open(path, O_WRONLY | O_CLOEXEC);
    for (size_t at = 0; at < file.len; at++) {
        uint8_t was = file.data[at];
        uint8_t now = (uint8_t)(was ^ (1U << at % 8));
        enum lp_code rc;

        if (was == 0 && at % LP_SET_PAGE > 256 && at % 499 != 0 &&
            at % LP_SET_PAGE != LP_SET_PAGE - 1 &&
            getenv("LP_TEST_ALL") == NULL) {
            continue;
        }
        CHECK(pwrite(fd, &now, 1, (off_t)at) == 1, "flip");
        rc = ask_all(3, "flip");
        CHECK(rc == LP_E_TRUST || (rc == LP_E_FORMAT && at < 16),
              "every flip is damage");
        CHECK(pwrite(fd, &was, 1, (off_t)at) == 1, "flip back");
        flips++;
    }
    CHECK(flips > 2500, "enough flips");
    CHECK(ask_all(3, "flipped back") == LP_OK, "flipped back");
    (void)close(fd);
    lp_buf_release(&file);
}

static void
test_cuts(void)
{
    struct lp_buf file;

    CHECK(build(3, &plain, NULL) == LP_OK, "build");
    file = slurp();
    for (size_t at = 0; at < file.len; at += LP_SET_PAGE / 4) {
        for (size_t n = at == 0 ? 0 : at - 1; n <= at + 1; n++) {
            dump((struct lp_slice){file.data, n});
            CHECK(ask_all(3, "cut") == (n < 16 ? LP_E_FORMAT : LP_E_TRUST),
                  "cut short is damage");
        }
    }
    for (size_t n = file.len - 300; n < file.len; n++) {
        dump((struct lp_slice){file.data, n});
        CHECK(ask_all(3, "cut") == LP_E_TRUST, "cut short is damage");
    }
    lp_buf_byte(&file, 0);
    dump(lp_buf_slice(&file));
    CHECK(ask_all(3, "longer") == LP_E_TRUST, "a byte too many");
    file.len--;
    dump(lp_buf_slice(&file));
    CHECK(ask_all(3, "whole") == LP_OK, "whole again");
    lp_buf_release(&file);
}

/* Cut while it is open: an error, not a signal. */
static void
test_cut_while_open(void)
{
    struct lp_set *set = NULL;
    struct lp_set_key key = key_of(1);
    struct lp_set_hit hit = {0};

    CHECK(build(3, &plain, NULL) == LP_OK, "build");
    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    CHECK(truncate(path, 100) == 0, "cut");
    CHECK(lp_set_find(set, LP_LEVEL_RAW, &key, &hit, NULL) == LP_E_TRUST,
          "cut while open");
    lp_set_free(set);
}

/* A set whose digests all agree, and which lies all the same. With three keys
 * a page holds each section: META is page 1, and so on. */
static void
test_lies(void)
{
    const size_t page = LP_SET_PAGE;
    const struct {
        const char *label;
        size_t at;
        uint8_t value;
        enum lp_code rc;
    } cases[] = {
        {"the truth", 0, 'l', LP_OK},
        {"another tool", 0, 'L', LP_E_FORMAT},
        {"version 1", 14, '1', LP_E_FORMAT},
        {"version 3", 14, '3', LP_E_FORMAT},
        {"no line feed", 15, ' ', LP_E_FORMAT},
        {"another page size", 18, 2, LP_E_FORMAT},
        {"six sections", 20, 6, LP_E_FORMAT},
        {"a larger file", 26, 0xff, LP_E_FORMAT},
        {"type", 32, 9, LP_E_FORMAT},
        {"level", 32 + 32 + 4, 2, LP_E_FORMAT},
        {"META in the header", 32 + 8 + 2, 0, LP_E_FORMAT},
        {"empty META", 32 + 16, 0, LP_E_FORMAT},
        {"KEYS behind the end", 64 + 8 + 5, 1, LP_E_FORMAT},
        {"KEYS near 2^64", 64 + 8 + 7, 0xff, LP_E_FORMAT},
        {"KEYS on KEYREC", 64 + 8 + 2, 3, LP_E_FORMAT},
        {"more keys than bytes", 64 + 24, 4, LP_E_FORMAT},
        {"fewer keys than bytes", 64 + 24, 2, LP_E_FORMAT},
        {"2^56 keys", 64 + 24 + 7, 1, LP_E_FORMAT},
        {"longer PREFIX", 128 + 16, 16, LP_E_FORMAT},
        {"fewer records", 160 + 24, 2, LP_E_FORMAT},
        {"BLOB of 2^56", 192 + 16 + 7, 1, LP_E_FORMAT},
        {"BLOB of 2^63", 192 + 16 + 7, 0x80, LP_E_FORMAT},
        {"shorter BLOB", 192 + 16, 1, LP_E_FORMAT},
        {"PAGES elsewhere", 224 + 8 + 2, 1, LP_E_FORMAT},
        {"something after the table", 256, 1, LP_E_FORMAT},
        {"something at the header's end", page - 1, 1, LP_E_FORMAT},
        {"META key", page, 'P', LP_E_FORMAT},
        {"bytes after META", 2 * page - 1, 1, LP_E_FORMAT},
        {"bytes after KEYS", 3 * page - 1, 1, LP_E_FORMAT},
        {"bytes after BLOB", 7 * page - 1, 1, LP_E_FORMAT},
        {"record number past the end", 3 * page, 3, LP_E_FORMAT},
        {"huge record number", 3 * page + 3, 0xff, LP_E_FORMAT},
        {"bucket past the keys", 4 * page + 8 + 3, 1, LP_E_FORMAT},
        {"first record not at 0", 5 * page, 1, LP_E_FORMAT},
        {"record past the blob", 5 * page + 8 + 4, 1, LP_E_FORMAT},
        {"records overlap", 5 * page + 8, 1, LP_E_FORMAT},
        {"last record ends early", 5 * page + 24, 60, LP_E_FORMAT},
        {"role", 6 * page + 8, 9, LP_E_FORMAT},
        {"kind", 6 * page + 9, 200, LP_E_FORMAT},
        {"reserved", 6 * page + 10, 1, LP_E_FORMAT},
        {"long locator", 6 * page + 12, 200, LP_E_FORMAT},
        {"huge locator", 6 * page + 15, 0xff, LP_E_FORMAT},
        {"locator with an escape", 6 * page + 16, 0x1b, LP_E_FORMAT},
    };
    struct lp_buf file;

    CHECK(build(3, &plain, NULL) == LP_OK, "build");
    file = slurp();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t was = file.data[cases[i].at];

        file.data[cases[i].at] = cases[i].value;
        reseal(&file);
        dump(lp_buf_slice(&file));
        CHECK(ask_all(3, cases[i].label) == cases[i].rc, cases[i].label);
        file.data[cases[i].at] = was;
    }
    lp_buf_release(&file);
}

/* A file that is shorter than its header says, with digests that agree. */
static void
test_missing_page(void)
{
    struct lp_buf file;

    CHECK(build(3, &plain, NULL) == LP_OK, "build");
    file = slurp();
    file.len -= LP_SET_PAGE + LP_KEY_SIZE;
    reseal(&file);
    dump(lp_buf_slice(&file));
    CHECK(ask_all(3, "a page less") == LP_E_FORMAT, "a page less");
    lp_buf_release(&file);
}

/* A record over three pages is good only if each of them is. */
static void
test_long_record(void)
{
    enum { LENGTH = 150000 };
    const size_t blob = 6 * LP_SET_PAGE;
    char *text = malloc(LENGTH);
    struct lp_set_key key = key_of(0);
    struct lp_set_add add = {.counts = true};
    struct lp_set_build *b = NULL;
    struct lp_buf file;

    if (text == NULL) {
        return;
    }
    memset(text, 'x', LENGTH);
    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "new");
    add.record.size = key.size;
    add.record.locator = (struct lp_slice){(const uint8_t *)text, LENGTH};
    lp_set_add_key(&add, LP_LEVEL_RAW,
                   (struct lp_slice){key.digest, LP_KEY_SIZE});
    CHECK(lp_set_build_add(b, &add, NULL) == LP_OK, "add");
    CHECK(lp_set_build_finish(b, &plain, NULL, NULL) == LP_OK, "finish");
    lp_set_build_free(b);
    file = slurp();
    for (size_t page = 0; page < 4; page++) {
        struct lp_set *set = NULL;
        struct lp_set_hit hit = {0};
        bool whole = page == 3;

        file.data[blob + page * LP_SET_PAGE + 100] ^= whole ? 0 : 1;
        dump(lp_buf_slice(&file));
        CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
        CHECK(lp_set_find(set, LP_LEVEL_RAW, &key, &hit, NULL) ==
                      (whole ? LP_OK : LP_E_TRUST) &&
                  hit.found == whole,
              "a record over three pages");
        CHECK(hit.record.locator.len == (whole ? LENGTH : 0), "locator");
        lp_set_free(set);
        file.data[blob + page * LP_SET_PAGE + 100] ^= whole ? 0 : 1;
    }
    lp_buf_release(&file);
    free(text);
}

struct worker {
    struct lp_set *set;
    uint64_t from;
    bool good;
};

/* Hits and misses in turn; both threads meet pages that nobody has checked. */
static void *
work(void *arg)
{
    struct worker *w = arg;

    w->good = true;
    for (uint64_t i = 0; i < MANY; i++) {
        uint64_t n = (i * 7919 + w->from) % (2 * MANY);
        struct lp_set_key key = key_of(n);
        struct lp_set_hit hit = {0};

        if (lp_set_find(w->set, LP_LEVEL_RAW, &key, &hit, NULL) != LP_OK ||
            (n < MANY ? !tells(&hit, n) : hit.found)) {
            w->good = false;
        }
    }
    return NULL;
}

static void
test_many(void)
{
    struct worker w[2] = {{.from = 0}, {.from = 3}};
    struct lp_set_key *keys = calloc(2 * MANY, sizeof *keys);
    struct lp_set_hit *hits = calloc(2 * MANY, sizeof *hits);
    pthread_t threads[2];
    size_t wrong = 0;

    CHECK(build(MANY, &plain, NULL) == LP_OK, "build");
    CHECK(lp_set_open(&w[0].set, path, NULL) == LP_OK, "open");
    w[1].set = w[0].set;
    for (size_t i = 0; i < 2; i++) {
        CHECK(pthread_create(&threads[i], NULL, work, &w[i]) == 0, "thread");
    }
    for (size_t i = 0; i < 2; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0 && w[i].good,
              "two threads look up");
    }
    for (uint64_t i = 0; i < 2 * MANY; i++) {
        keys[i] = key_of(i);
    }
    CHECK(lp_set_find_many(w[0].set, LP_LEVEL_RAW, keys, 2 * MANY, hits,
                           NULL) == LP_OK,
          "many at once");
    for (uint64_t i = 0; i < 2 * MANY; i++) {
        wrong += i < MANY ? !tells(&hits[i], i) : hits[i].found;
    }
    CHECK(wrong == 0, "many at once");
    lp_set_free(w[0].set);
    free(keys);
    free(hits);
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_meta();
    test_small();
    test_flips();
    test_cuts();
    test_cut_while_open();
    test_lies();
    test_missing_page();
    test_long_record();
    test_many();
    box_close();
    return lp_test_failures != 0;
}
