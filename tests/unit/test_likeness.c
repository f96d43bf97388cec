#include "bundle/likeness.h"

#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* A published document with the fragments 5 to 8. */
static void
publish(void)
{
    static const uint64_t keys[] = {5, 6, 7, 8};
    static const uint8_t digest[LP_KEY_SIZE] = {1};
    const struct lp_set_meta meta = {.publication = lp_slice_str("P")};
    struct lp_set_add one = {
        .counts = true, .parts = keys, .parts_n = COUNT(keys)};
    struct lp_set_build *b = NULL;

    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "new");
    lp_set_build_rules(b, &box_rules);
    lp_set_add_key(&one, LP_LEVEL_RAW,
                   (struct lp_slice){digest, sizeof digest});
    CHECK(lp_set_build_add(b, &one, NULL) == LP_OK, "add");
    CHECK(lp_set_build_finish(b, &meta, NULL, NULL) == LP_OK, "finish");
    lp_set_build_free(b);
}

/* How much of a document of 1,000 is said to be public. */
static void
test_share(void)
{
    static const struct {
        const char *label;
        bool bytes;
        bool cut;
        double share; /* 0: not worth telling */
        struct lp_fragment of[5];
    } cases[] = {
        {"what lies between two belongs to both",
         false,
         false,
         .783,
         {{1, 200, 0}, {5, 204, 0}, {6, 264, 0}, {7, 300, 0}, {8, 340, 0}}},
        {"what repeats a fragment belongs to it",
         false,
         false,
         .217,
         {{1, 0, 0}, {2, 20, 0}, {5, 800, 0}, {6, 850, 0}, {7, 900, 0}}},
        {"also if that is public",
         false,
         false,
         .783,
         {{5, 0, 0}, {6, 20, 0}, {7, 60, 0}, {1, 800, 0}, {2, 850, 0}}},
        {"behind the last of all nothing is missing",
         false,
         false,
         .983,
         {{1, 0, 0}, {5, 4, 0}, {6, 64, 0}, {7, 124, 0}, {8, 184, 0}}},
        {"behind the last of a few nothing is known",
         false,
         true,
         .167,
         {{1, 0, 0}, {5, 4, 0}, {6, 64, 0}, {7, 124, 0}, {8, 184, 0}}},
        {"chunks are as long as they are",
         true,
         false,
         .9,
         {{1, 0, 0}, {5, 100, 0}, {6, 200, 0}, {7, 900, 0}, {8, 950, 0}}},
        {"of chunks that are missing nothing is known",
         true,
         true,
         .3,
         {{1, 0, 0}, {5, 100, 0}, {6, 200, 0}, {7, 300, 0}, {8, 400, 0}}},
    };
    struct lp_index *ix = NULL;
    const char *paths[] = {path};

    publish();
    CHECK(lp_index_open(&ix, paths, 1, NULL, NULL) == LP_OK, "open");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_likeness_search s = {.index = ix};
        struct lp_fragments f = {0};
        struct lp_likeness out = {0};
        struct lp_record r = {0};

        for (size_t k = 0; k < COUNT(cases[i].of); k++) {
            lp_fragments_put(&f, &cases[i].of[k]);
        }
        r.words = (struct lp_words){.there = !cases[i].bytes,
                                    .fragments = lp_buf_slice(&f.of),
                                    .measure = 1000,
                                    .cut = cases[i].cut};
        CHECK(lp_likeness_part(&s, &r, &out, NULL) == LP_OK &&
                  out.share > cases[i].share - 1e-9 &&
                  out.share < cases[i].share + 1e-9 &&
                  out.covered > cases[i].share - 1e-9 &&
                  out.covered < cases[i].share + 1e-9,
              cases[i].label);
        lp_likeness_release(&s);
        lp_buf_release(&f.of);
    }
    lp_index_free(ix);
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_share();
    box_close();
    return lp_test_failures != 0;
}
