#include "base/spool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tempfile.h"
#include "tests/unit/test.h"

#define CHUNK ((size_t)256 * 1024)

/* Byte number `i` of what is set aside under `seed`. */
static uint8_t
byte_of(uint64_t i, unsigned seed)
{
    return (uint8_t)((i * 2654435761u >> 13) + seed + i / CHUNK);
}

/* Put `n` bytes, in pieces of `step`. */
static enum lp_code
fill(struct lp_spool *s, size_t from, size_t n, size_t step, unsigned seed)
{
    uint8_t *bytes = malloc(n + 1);
    enum lp_code rc = bytes == NULL ? LP_E_MEMORY : LP_OK;

    for (size_t i = 0; bytes != NULL && i < n; i++) {
        bytes[i] = byte_of(from + i, seed);
    }
    for (size_t i = 0; rc == LP_OK && i < n; i += step) {
        rc = lp_spool_put(
            s, lp_slice_head((struct lp_slice){bytes + i, n - i}, step), NULL);
    }
    free(bytes);
    return rc;
}

/* Whether `n` bytes at `at` are what was put there. */
static bool
reads(struct lp_view *v, uint64_t at, size_t n, size_t there, unsigned seed)
{
    uint8_t *to = malloc(n + 1);
    size_t got = 0;
    bool good = to != NULL && lp_view_read(v, at, to, n, &got, NULL) == LP_OK &&
                got == there;

    for (size_t i = 0; good && i < got; i++) {
        good = to[i] == byte_of(at + i, seed);
    }
    free(to);
    return good;
}

static void
check_places(struct lp_view *v, unsigned seed, const char *label)
{
    size_t size = (size_t)v->size;
    const struct {
        uint64_t at;
        size_t n;
        size_t there;
    } places[] = {
        {0, 1, 1},
        {0, size, size},
        {CHUNK - 1, 2, 2},
        {CHUNK, 1, 1},
        {CHUNK - 7, 2 * CHUNK, 2 * CHUNK},
        {2 * CHUNK - 1, CHUNK + 2, CHUNK + 2},
        {size - 1, 1, 1},
        {size - 1, 2, 1},
        {size - 3, CHUNK, 3},
        {size, 1, 0},
        {size + 1, 1, 0},
        {UINT64_MAX, 1, 0},
        {3, 0, 0},
    };

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        CHECK(reads(v, places[i].at, places[i].n, places[i].there, seed),
              label);
    }
}

/* Pieces of every sort, in memory, in the file, and in both. */
static void
test_places(void)
{
    static const struct {
        const char *label;
        uint64_t memory;
        size_t step;
    } cases[] = {
        {"memory", 64 * CHUNK, 1000},
        {"file", 0, 1000},
        {"first in memory, then in the file", 2 * CHUNK, CHUNK + 1},
        {"memory that is no whole chunk", CHUNK - 1, CHUNK},
        {"one put", CHUNK, 5 * CHUNK},
        {"small puts", CHUNK, 7},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_store *store = NULL;
        struct lp_spool *s = NULL;
        struct lp_view *v;
        int fd = lp_tempfile();

        CHECK(fd >= 0, "file");
        CHECK(lp_store_new(&store, fd, cases[i].memory, INT64_MAX, NULL) ==
                  LP_OK,
              cases[i].label);
        CHECK(lp_spool_new(&s, store, NULL) == LP_OK, cases[i].label);
        CHECK(fill(s, 0, 4 * CHUNK + 11, cases[i].step, 3) == LP_OK,
              cases[i].label);
        v = lp_spool_view(s);
        CHECK(v->size == 4 * CHUNK + 11, cases[i].label);
        check_places(v, 3, cases[i].label);
        lp_view_unref(v);
        lp_store_free(store);
        (void)close(fd);
    }
    lp_store_free(NULL);
    lp_spool_free(NULL);
}

static void
test_empty(void)
{
    struct lp_store *store = NULL;
    struct lp_spool *s = NULL;
    struct lp_view *v;

    CHECK(lp_store_new(&store, -1, 0, 0, NULL) == LP_OK, "no room at all");
    CHECK(lp_spool_new(&s, store, NULL) == LP_OK, "new");
    CHECK(lp_spool_put(s, (struct lp_slice){0}, NULL) == LP_OK,
          "nothing needs no room");
    CHECK(lp_spool_put(s, lp_slice_str("a"), NULL) == LP_E_LIMIT,
          "a byte needs some");
    v = lp_spool_view(s);
    CHECK(v->size == 0 && reads(v, 0, 1, 0, 0), "an empty view");
    lp_view_unref(v);
    lp_store_free(store);
}

/* Fill a store of `memory` and `disk` bytes up; returns what fits. */
static size_t
room_of(struct lp_store *store)
{
    struct lp_spool *s = NULL;
    size_t n = 0;

    CHECK(lp_spool_new(&s, store, NULL) == LP_OK, "new");
    while (n < 32 * CHUNK && fill(s, n, CHUNK / 4, CHUNK, 0) == LP_OK) {
        n += CHUNK / 4;
    }
    lp_spool_free(s);
    return n;
}

static void
test_limits(void)
{
    static const struct {
        const char *label;
        bool file;
        uint64_t memory;
        uint64_t disk;
        size_t fits;
    } cases[] = {
        {"memory alone", false, 2 * CHUNK, 8 * CHUNK, 2 * CHUNK},
        {"file alone", true, 0, 3 * CHUNK, 3 * CHUNK},
        {"both", true, 2 * CHUNK, 3 * CHUNK, 5 * CHUNK},
        {"a byte less in memory", true, 2 * CHUNK - 1, 3 * CHUNK, 4 * CHUNK},
        {"a byte less in the file", true, 2 * CHUNK, 3 * CHUNK - 1, 4 * CHUNK},
        {"neither", true, 0, 0, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_store *store = NULL;
        int fd = cases[i].file ? lp_tempfile() : -1;
        struct stat st = {0};

        CHECK(lp_store_new(&store, fd, cases[i].memory, cases[i].disk, NULL) ==
                  LP_OK,
              cases[i].label);
        for (unsigned round = 0; round < 3; round++) {
            CHECK(room_of(store) == cases[i].fits, cases[i].label);
        }
        if (fd >= 0) {
            CHECK(fstat(fd, &st) == 0 && (uint64_t)st.st_size <= cases[i].disk,
                  "the file does not outgrow its limit");
            (void)close(fd);
        }
        lp_store_free(store);
    }
}

/* Chunks go back and forth between many spools; none sees another's bytes. */
static void
test_reuse(void)
{
    struct lp_store *store = NULL;
    struct lp_view *held[5] = {0};
    unsigned seed[5] = {0};
    int fd = lp_tempfile();
    struct stat st = {0};

    CHECK(lp_store_new(&store, fd, 3 * CHUNK, 20 * CHUNK, NULL) == LP_OK,
          "new");
    for (unsigned round = 0; round < 60; round++) {
        unsigned i = round * 7 % 5;
        struct lp_spool *s = NULL;

        if (held[i] != NULL) {
            CHECK(reads(held[i], 0, (size_t)held[i]->size,
                        (size_t)held[i]->size, seed[i]),
                  "its own bytes");
            lp_view_unref(held[i]);
        }
        seed[i] = round;
        CHECK(lp_spool_new(&s, store, NULL) == LP_OK, "new");
        CHECK(fill(s, 0, round * 52361 % (4 * CHUNK), 90001, round) == LP_OK,
              "room enough");
        held[i] = lp_spool_view(s);
    }
    for (size_t i = 0; i < 5; i++) {
        lp_view_unref(held[i]);
    }
    CHECK(fstat(fd, &st) == 0 && (size_t)st.st_size <= 20 * CHUNK,
          "places in the file are used again");
    lp_store_free(store);
    (void)close(fd);
}

/* A spool that cannot be written: an error, and the store is as it was. */
static void
test_no_write(void)
{
    struct lp_store *store = NULL;
    struct lp_spool *s = NULL;
    int ends[2] = {-1, -1};

    CHECK(pipe(ends) == 0, "pipe");
    CHECK(lp_store_new(&store, ends[1], 0, CHUNK, NULL) == LP_OK, "new");
    CHECK(lp_spool_new(&s, store, NULL) == LP_OK, "new");
    CHECK(lp_spool_put(s, lp_slice_str("a"), NULL) == LP_E_IO, "cannot write");
    lp_spool_free(s);
    lp_store_free(store);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

struct worker {
    struct lp_store *store;
    struct lp_view *shared;
    unsigned seed;
    bool good;
};

static void *
work(void *arg)
{
    struct worker *w = arg;

    w->good = true;
    for (unsigned round = 0; round < 40; round++) {
        struct lp_spool *s = NULL;
        size_t n = (round * 40009 + w->seed * 777) % (3 * CHUNK);
        struct lp_view *v;

        w->good = w->good && lp_spool_new(&s, w->store, NULL) == LP_OK &&
                  fill(s, 0, n, 30011, w->seed + round) == LP_OK;
        v = lp_spool_view(s);
        w->good = w->good && reads(v, 0, n, n, w->seed + round) &&
                  reads(w->shared, CHUNK - round, CHUNK + 99, CHUNK + 99, 200);
        lp_view_unref(v);
    }
    return NULL;
}

/* Two threads with spools of their own, and one view that both read. */
static void
test_threads(void)
{
    struct worker w[2] = {{.seed = 1}, {.seed = 100}};
    struct lp_spool *s = NULL;
    pthread_t thread[2];
    int fd = lp_tempfile();

    CHECK(lp_store_new(&w[0].store, fd, 3 * CHUNK, 30 * CHUNK, NULL) == LP_OK,
          "new");
    CHECK(lp_spool_new(&s, w[0].store, NULL) == LP_OK, "new");
    CHECK(fill(s, 0, 5 * CHUNK, CHUNK, 200) == LP_OK, "fill");
    w[0].shared = lp_spool_view(s);
    w[1].store = w[0].store;
    w[1].shared = w[0].shared;
    for (size_t i = 0; i < 2; i++) {
        CHECK(pthread_create(&thread[i], NULL, work, &w[i]) == 0, "thread");
    }
    for (size_t i = 0; i < 2; i++) {
        CHECK(pthread_join(thread[i], NULL) == 0 && w[i].good,
              "each finds what it put");
    }
    lp_view_unref(w[0].shared);
    lp_store_free(w[0].store);
    (void)close(fd);
}

static void
test_tempfile(void)
{
    struct stat st = {0};
    int fd = lp_tempfile();

    CHECK(fd >= 0 && fstat(fd, &st) == 0, "there is a place");
    CHECK(st.st_nlink == 0, "it has no name");
    CHECK((st.st_mode & 077) == 0, "nobody else may read it");
    (void)close(fd);
    CHECK(setenv("TMPDIR", "/nowhere/at/all", 1) == 0, "environment");
    CHECK(lp_tempfile() < 0, "no such folder");
    CHECK(setenv("TMPDIR", "relative", 1) == 0, "environment");
    fd = lp_tempfile();
    CHECK(fd >= 0, "a relative TMPDIR is passed over");
    (void)close(fd);
}

int
main(void)
{
    test_places();
    test_empty();
    test_limits();
    test_reuse();
    test_no_write();
    test_threads();
    test_tempfile();
    return lp_test_failures != 0;
}
