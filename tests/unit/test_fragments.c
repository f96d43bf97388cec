#include "bundle/fragments.h"

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define PAGES_MAX ((uint32_t)0xffffff)

/* What is put is got again, unless it begins too far on. */
static void
check_put(void)
{
    static const struct {
        const char *label;
        struct lp_fragment one;
        bool put;
        uint32_t page;
    } cases[] = {
        {"zeros", {0, 0, 0}, true, 0},
        {"all of a key", {UINT64_MAX, 1, 2}, true, 2},
        {"the last place", {7, LP_FRAGMENT_END - 1, 3}, true, 3},
        {"behind the last place", {7, LP_FRAGMENT_END, 3}, false, 0},
        {"the last page", {7, 5, PAGES_MAX}, true, PAGES_MAX},
        {"behind the last page", {7, 5, PAGES_MAX + 1}, true, 0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_fragments f = {0};
        struct lp_fragment got = {0};
        struct lp_slice all;

        lp_fragments_put(&f, &cases[i].one);
        all = lp_buf_slice(&f.of);
        CHECK(lp_fragments_count(all) == (cases[i].put ? 1 : 0) &&
                  f.cut == !cases[i].put,
              cases[i].label);
        if (lp_fragments_count(all) == 1) {
            got = lp_fragments_get(all, 0);
            CHECK(got.key == cases[i].one.key && got.at == cases[i].one.at &&
                      got.page == cases[i].page,
                  cases[i].label);
        }
        lp_buf_release(&f.of);
    }
}

/* One text behind another; what is moved beyond all places is left out. */
static void
check_join(void)
{
    static const struct lp_fragment ones[] = {{1, 10, 1}, {2, 20, 2}};
    static const struct {
        const char *label;
        uint64_t by;
        size_t n;
        bool cut;
    } cases[] = {
        {"as they are", 0, 4, false},
        {"further on", 1000, 4, false},
        {"the last one too far", LP_FRAGMENT_END - 20, 3, true},
        {"both too far", LP_FRAGMENT_END - 10, 2, true},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_fragments more = {0};
        struct lp_fragments f = {0};
        struct lp_slice all;

        for (size_t k = 0; k < COUNT(ones); k++) {
            lp_fragments_put(&more, &ones[k]);
        }
        lp_fragments_join(&f, lp_buf_slice(&more.of), 0);
        lp_fragments_join(&f, lp_buf_slice(&more.of), cases[i].by);
        all = lp_buf_slice(&f.of);
        CHECK(lp_fragments_count(all) == cases[i].n && f.cut == cases[i].cut,
              cases[i].label);
        for (size_t k = 0; k < lp_fragments_count(all); k++) {
            struct lp_fragment got = lp_fragments_get(all, k);

            CHECK(got.key == ones[k % 2].key && got.page == ones[k % 2].page &&
                      got.at == ones[k % 2].at + (k < 2 ? 0 : cases[i].by),
                  cases[i].label);
        }
        lp_buf_release(&more.of);
        lp_buf_release(&f.of);
    }
}

/* A fragment is on the last page that does not begin behind it. */
static void
check_number(void)
{
    static const uint64_t page[] = {5, 10, 10};
    static const struct lp_fragment ones[] = {
        {1, 4, 9}, {2, 5, 9}, {3, 9, 9}, {4, 10, 9}, {5, 99, 9}};
    static const uint32_t want[] = {0, 1, 1, 3, 3};
    struct lp_fragments f = {0};

    for (size_t i = 0; i < COUNT(ones); i++) {
        lp_fragments_put(&f, &ones[i]);
    }
    lp_fragments_number(&f, page, 0);
    CHECK(lp_fragments_get(lp_buf_slice(&f.of), 0).page == 9, "no pages");
    lp_fragments_number(&f, page, COUNT(page));
    for (size_t i = 0; i < COUNT(ones); i++) {
        struct lp_fragment got = lp_fragments_get(lp_buf_slice(&f.of), i);

        CHECK(got.page == want[i] && got.key == ones[i].key &&
                  got.at == ones[i].at,
              "numbered");
    }
    lp_buf_release(&f.of);
}

int
main(void)
{
    check_put();
    check_join();
    check_number();
    return lp_test_failures != 0;
}
