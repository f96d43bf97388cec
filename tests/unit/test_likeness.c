#include "bundle/likeness.h"

#include "tests/unit/set_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

#define KEYS_MAX 8

/* Publish `n` documents, each with up to KEYS_MAX fragments (0: no more).
 * Document i has i + 1 bytes. */
static void
publish(const uint64_t (*keys)[KEYS_MAX], size_t n)
{
    const struct lp_set_meta meta = {.publication = lp_slice_str("P")};
    struct lp_set_build *b = NULL;

    CHECK(lp_set_build_new(&b, path, false, NULL, NULL) == LP_OK, "new");
    lp_set_build_rules(b, &box_rules);
    for (size_t i = 0; i < n; i++) {
        uint8_t digest[LP_KEY_SIZE] = {(uint8_t)(i + 1)};
        struct lp_set_add one = {
            .counts = true, .record.size = i + 1, .parts = keys[i]};

        while (one.parts_n < KEYS_MAX && keys[i][one.parts_n] != 0) {
            one.parts_n++;
        }
        lp_set_add_key(&one, LP_LEVEL_RAW,
                       (struct lp_slice){digest, sizeof digest});
        CHECK(lp_set_build_add(b, &one, NULL) == LP_OK, "add");
    }
    CHECK(lp_set_build_finish(b, &meta, NULL, NULL) == LP_OK, "finish");
    lp_set_build_free(b);
}

/* The same part of the same document, with the same shares and pages. */
static bool
is_same(const struct lp_likeness *a, const struct lp_likeness *b)
{
    bool same = a->part.set == b->part.set &&
                a->part.number == b->part.number && a->share == b->share &&
                a->covered == b->covered && a->pages == b->pages;

    for (unsigned i = 0; same && i < a->pages; i++) {
        same = a->page[i].first == b->page[i].first &&
               a->page[i].last == b->page[i].last;
    }
    return same;
}

/* What is left of its fragments by lp_likeness_sift comes to the same. Before
 * them and behind come many that are in no set, so that some are left out. */
static void
check_sifted(struct lp_likeness_search *s, const struct lp_record *r,
             const char *label)
{
    struct lp_fragments all = {0};
    struct lp_likeness out[2] = {0};
    struct lp_record more = *r;
    size_t n = lp_fragments_count(r->words.fragments);

    for (uint64_t i = 0; i < 9 * n; i++) {
        struct lp_fragment one = {1000 + i, i * 7, 1};

        if (i >= 4 * n && i < 5 * n) {
            one = lp_fragments_get(r->words.fragments, i - 4 * n);
            one.at += 28 * n;
        } else if (i >= 5 * n) {
            one.at += 2000;
        }
        lp_fragments_put(&all, &one);
    }
    more.words.fragments = lp_buf_slice(&all.of);
    more.words.measure = 8000;
    CHECK(lp_likeness_part(s, &more, &out[0], NULL) == LP_OK, label);
    CHECK(lp_likeness_sift(s, &more.words, NULL) == LP_OK, label);
    CHECK(lp_fragments_count(more.words.fragments) < 9 * n, label);
    CHECK(lp_likeness_part(s, &more, &out[1], NULL) == LP_OK, label);
    CHECK(is_same(&out[0], &out[1]), label);
    lp_buf_release(&all.of);
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
    static const uint64_t keys[KEYS_MAX] = {5, 6, 7, 8};
    struct lp_index *ix = NULL;
    const char *paths[] = {path};

    publish(&keys, 1);
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
        CHECK(lp_likeness_part(&s, &r, &out, NULL) == LP_OK, cases[i].label);
        check_sifted(&s, &r, cases[i].label);
        CHECK(out.share > cases[i].share - 1e-9 &&
                  out.share < cases[i].share + 1e-9 &&
                  out.covered > cases[i].share - 1e-9 &&
                  out.covered < cases[i].share + 1e-9,
              cases[i].label);
        lp_likeness_release(&s);
        lp_buf_release(&f.of);
    }
    lp_index_free(ix);
}

/* Which of several published documents is said to have most of it. */
static void
test_best(void)
{
    /* Of each chunk of 100 bytes there are copies. */
    static const uint64_t keys[][KEYS_MAX] = {
        {1, 2, 3}, {3, 4, 5, 6}, {2, 3, 4, 5}, {8}, {4}, {9, 10}};
    static const struct {
        const char *label;
        uint64_t size; /* of the best; 0: there is none */
        double share;
        double covered;
        uint64_t of[10]; /* its chunks */
    } cases[] = {
        {"the first of all", 1, .3, .4, {1, 2, 3, 4, 11, 12, 13, 14, 15, 16}},
        {"of two that have as much, the first",
         2,
         .3,
         .3,
         {3, 4, 5, 11, 12, 13, 14, 15, 16, 17}},
        {"one in the middle", 3, .4, .5, {2, 3, 4, 5, 8, 11, 12, 13, 14, 15}},
        {"the last, though others come before",
         6,
         .2,
         .3,
         {8, 9, 10, 11, 12, 13, 14, 15, 16, 17}},
        {"a chunk that comes twice counts twice",
         6,
         .3,
         .4,
         {8, 9, 10, 9, 11, 12, 13, 14, 15, 16}},
        {"one chunk is not enough",
         0,
         0,
         0,
         {8, 11, 12, 13, 14, 15, 16, 17, 18, 19}},
        {"nothing of it", 0, 0, 0, {11, 12, 13, 14, 15, 16, 17, 18, 19, 20}},
    };
    struct lp_index *ix = NULL;
    const char *paths[] = {path};
    struct lp_likeness_search s = {0};

    publish(keys, COUNT(keys));
    CHECK(lp_index_open(&ix, paths, 1, NULL, NULL) == LP_OK, "open");
    s.index = ix;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_fragments f = {0};
        struct lp_likeness out = {0};
        struct lp_record r = {0};
        bool found;

        for (size_t k = 0; k < COUNT(cases[i].of); k++) {
            lp_fragments_put(&f,
                             &(struct lp_fragment){cases[i].of[k], 100 * k, 0});
        }
        r.words = (struct lp_words){.fragments = lp_buf_slice(&f.of),
                                    .measure = 1000};
        CHECK(lp_likeness_part(&s, &r, &out, NULL) == LP_OK, cases[i].label);
        check_sifted(&s, &r, cases[i].label);
        found = out.part.set != NULL;
        CHECK(found == (cases[i].size > 0) &&
                  (!found || out.part.record.size == cases[i].size) &&
                  out.share > cases[i].share - 1e-9 &&
                  out.share < cases[i].share + 1e-9 &&
                  out.covered > cases[i].covered - 1e-9 &&
                  out.covered < cases[i].covered + 1e-9,
              cases[i].label);
        lp_buf_release(&f.of);
    }
    lp_likeness_release(&s);
    lp_index_free(ix);
}

int
main(void)
{
    if (!box_open()) {
        return 1;
    }
    test_share();
    test_best();
    box_close();
    return lp_test_failures != 0;
}
