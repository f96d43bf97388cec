#ifndef LP_TEST_INDEX_BOX_H
#define LP_TEST_INDEX_BOX_H

/* Sets of numbered documents, made in a few words. */

#include "ledger/set_build.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define S(text)                                   \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

static const struct lp_level_rules rules_of = {
    .of = {[LP_LEVEL_MESSAGE] = "msg-v1", [LP_LEVEL_TEXT] = "text-v1"},
};

/* A document whose digest begins with `n`; the rest does not matter here. */
static struct lp_set_key
key_of(unsigned n)
{
    struct lp_set_key key = {.size = n};

    key.digest[0] = (uint8_t)(n * 37);
    key.digest[1] = (uint8_t)n;
    key.digest[2] = (uint8_t)(n >> 8);
    return key;
}

/* A set at `path` with documents from..to-1. */
static void
build_as(const char *path, const struct lp_set_meta *meta,
         const uint8_t *secret, unsigned from, unsigned to)
{
    struct lp_set_build *b = NULL;

    CHECK(lp_set_build_new(&b, path, false, secret, NULL) == LP_OK, path);
    lp_set_build_rules(b, &rules_of);
    for (unsigned i = from; b != NULL && i < to; i++) {
        struct lp_set_key key = key_of(i);
        struct lp_set_add add = {
            .record = {.size = i, .locator = meta->publication},
            .counts = true,
        };

        lp_set_add_key(&add, LP_LEVEL_RAW,
                       (struct lp_slice){key.digest, LP_KEY_SIZE});
        CHECK(lp_set_build_add(b, &add, NULL) == LP_OK, path);
    }
    CHECK(lp_set_build_finish(b, meta, NULL, NULL) == LP_OK, path);
    lp_set_build_free(b);
}

static void
build(const char *path, const char *publication, const char *date,
      unsigned from, unsigned to, uint64_t unopened, bool partial)
{
    const struct lp_set_meta meta = {
        .publication = lp_slice_str(publication),
        .date = lp_slice_str(date),
        .levels = LP_LEVEL_BIT(LP_LEVEL_RAW) | LP_LEVEL_BIT(LP_LEVEL_DECODED),
        .bytes = 10,
        .containers = unopened,
        .unopened = unopened,
        .partial = partial,
    };

    build_as(path, &meta, NULL, from, to);
}

#endif
