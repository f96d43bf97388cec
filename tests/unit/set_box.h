#ifndef LP_TEST_SET_BOX_H
#define LP_TEST_SET_BOX_H

/* A folder with one set in it, and its bytes. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/set.h"
#include "ledger/set_build.h"
#include "tests/unit/test.h"

static char folder[4096];
static char path[4200];

static inline bool
box_open(void)
{
    const char *tmp = getenv("TMPDIR");

    (void)snprintf(folder, sizeof folder, "%s/lp_test_set.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        return false;
    }
    (void)snprintf(path, sizeof path, "%s/a.set", folder);
    return true;
}

static inline void
box_close(void)
{
    (void)unlink(path);
    CHECK(rmdir(folder) == 0, "nothing is left behind");
}

static inline struct lp_buf
slurp(void)
{
    struct lp_buf file = {0};

    CHECK(lp_file_read(&file, path, LP_BUF_MAX, NULL, NULL) == LP_OK, "read");
    return file;
}

static inline void
dump(struct lp_slice bytes)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    CHECK(fd >= 0 && lp_fd_write(fd, bytes, NULL) == LP_OK, "write");
    (void)close(fd);
}

/* Make list and root agree with the pages again, as a liar would. */
static inline void
reseal(struct lp_buf *file)
{
    size_t pages = (file->len - LP_KEY_SIZE) / (LP_SET_PAGE + LP_KEY_SIZE);
    uint8_t *list = file->data + pages * LP_SET_PAGE;
    struct lp_digest d = {0};

    for (size_t i = 0; i < pages; i++) {
        CHECK(lp_digest_of(
                  &d, LP_ALG_SHA256,
                  (struct lp_slice){file->data + i * LP_SET_PAGE, LP_SET_PAGE},
                  NULL) == LP_OK,
              "digest");
        memcpy(list + i * LP_KEY_SIZE, d.bytes, LP_KEY_SIZE);
    }
    CHECK(lp_set_root_of(list + pages * LP_KEY_SIZE, file->data,
                         (struct lp_slice){list, pages * LP_KEY_SIZE},
                         NULL) == LP_OK,
          "root");
}

/* A digest of `len` bytes, all of them `c`. */
static inline struct lp_slice
box_digest(char c, size_t len)
{
    static uint8_t bytes[64];

    memset(bytes, c, sizeof bytes);
    return (struct lp_slice){bytes, len};
}

/* The length of what keys are made of at `level`. */
static inline size_t
box_len(enum lp_level level)
{
    enum lp_alg alg = lp_level_alg(level);

    return alg == LP_ALG_NONE ? LP_KEY_SIZE : lp_alg_len(alg);
}

/* Rules of the levels that have no fixed one. */
static const struct lp_level_rules box_rules = {
    .of = {[LP_LEVEL_MESSAGE] = "msg-v1",
           [LP_LEVEL_BODY] = "body-v1",
           [LP_LEVEL_LOOSE] = "loose-v1",
           [LP_LEVEL_MIH] = "mih-v1",
           [LP_LEVEL_TEXT] = "text-v1",
           [LP_LEVEL_LETTERS] = "letters-v1",
           [LP_LEVEL_NEAR] = "near-v1",
           [LP_LEVEL_PART] = "part-v1"},
};

/* A document to add: pairs of a letter for a level (r, d, 5, b, s, m; then M,
 * B, L, I, T, A) and a letter that its digest is made of. */
struct box_add {
    const char *keys;
    uint64_t size;
    const char *locator;
};

static inline struct lp_set_add
box_add(const struct box_add *from)
{
    static const char letters[] = " rd5bsmMBLITA";
    struct lp_set_add add = {
        .record = {.size = from->size, .locator = lp_slice_str(from->locator)},
        .counts = true,
    };

    for (const char *k = from->keys; *k != '\0'; k += 2) {
        enum lp_level level = (enum lp_level)(strchr(letters, *k) - letters);

        lp_set_add_key(&add, level, box_digest(k[1], box_len(level)));
    }
    return add;
}

/* Build the set; `n` documents. */
static inline enum lp_code
box_build(const struct box_add *adds, size_t n, const struct lp_set_meta *meta,
          const uint8_t *secret)
{
    struct lp_set_build *b = NULL;
    enum lp_code rc;

    LP_TRY(lp_set_build_new(&b, path, false, secret, NULL));
    lp_set_build_rules(b, &box_rules);
    for (size_t i = 0; i < n; i++) {
        const struct lp_set_add add = box_add(&adds[i]);

        LP_TRY(lp_set_build_add(b, &add, NULL));
    }
    LP_TRY(lp_set_build_finish(b, meta, NULL, NULL));

done:
    lp_set_build_free(b);
    return rc;
}

/* The layout of the set as it is. */
static inline struct lp_set_layout
box_layout(void)
{
    struct lp_set_layout layout = {0};
    struct lp_set *set = NULL;

    CHECK(lp_set_open(&set, path, NULL) == LP_OK, "open");
    if (set != NULL) {
        layout = lp_set_file(set)->layout;
    }
    lp_set_free(set);
    return layout;
}

/* A question to a set, and the locator that is the answer: NULL, if it is not
 * found. */
struct box_ask {
    const char *label;
    enum lp_level level;
    char digest;
    uint64_t size;
    const char *locator;
};

static inline void
box_ask(struct lp_set *set, const struct box_ask *asks, size_t n)
{
    for (size_t i = 0; set != NULL && i < n; i++) {
        enum lp_level level = asks[i].level;
        struct lp_set_key keys[70];
        struct lp_set_hit hits[70] = {{0}};
        size_t wrong = 0;

        for (size_t k = 0; k < 70; k++) {
            char c = (char)(k % 3 == 0 ? asks[i].digest : '~');

            lp_set_key_make(&keys[k], box_digest(c, box_len(level)),
                            asks[i].size);
        }
        CHECK(lp_set_find_many(set, level, keys, 70, hits, NULL) == LP_OK,
              asks[i].label);
        for (size_t k = 0; k < 70; k++) {
            bool want = k % 3 == 0 && asks[i].locator != NULL;

            wrong += hits[k].found != want;
            wrong +=
                want && !lp_slice_is(hits[k].record.locator, asks[i].locator);
        }
        CHECK(wrong == 0, asks[i].label);
        CHECK(lp_set_find(set, level, keys, hits, NULL) == LP_OK &&
                  hits[0].found == (asks[i].locator != NULL),
              asks[i].label);
    }
}

#endif
