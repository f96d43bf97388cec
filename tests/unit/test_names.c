#include "bundle/names.h"

#include <stdio.h>

#include "tests/unit/test.h"

static void
test_counts(void)
{
    static const struct {
        const char *name;
        unsigned nth;
    } steps[] = {
        {"a", 1}, {"b", 1}, {"a", 2}, {"A", 1}, {"a ", 1},
        {"", 1},  {"a", 3}, {"", 2},  {"b", 2},
    };
    static const uint8_t keys[2][16] = {{0}, {1, 2, 3}};

    for (size_t k = 0; k < 2; k++) {
        struct lp_names *n = NULL;

        CHECK(lp_names_new(&n, keys[k], NULL) == LP_OK, "new");
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
            unsigned nth = 0;

            CHECK(lp_names_add(n, lp_slice_str(steps[i].name), &nth, NULL) ==
                      LP_OK,
                  steps[i].name);
            CHECK(nth == steps[i].nth, steps[i].name);
        }
        lp_names_free(n);
    }
    lp_names_free(NULL);
}

/* NUL is a byte like any other, and so is what follows it. */
static void
test_bytes(void)
{
    static const uint8_t key[16] = {7};
    static const uint8_t text[] = {'a', 0, 'b'};
    struct lp_names *n = NULL;
    unsigned nth = 0;

    CHECK(lp_names_new(&n, key, NULL) == LP_OK, "new");
    for (size_t len = 0; len <= sizeof text; len++) {
        CHECK(lp_names_add(n, (struct lp_slice){text, len}, &nth, NULL) ==
                      LP_OK &&
                  nth == 1,
              "each prefix is another name");
    }
    lp_names_free(n);
}

/* Through many growths, every name keeps its count. */
static void
test_many(void)
{
    enum { MANY = 50000 };
    static const uint8_t key[16] = {9, 9};
    struct lp_names *n = NULL;
    size_t wrong = 0;

    CHECK(lp_names_new(&n, key, NULL) == LP_OK, "new");
    for (unsigned i = 0; i < 4 * MANY; i++) {
        unsigned name = i < 2 * MANY ? i / 2 : i % MANY;
        char text[20];
        unsigned nth = 0;

        (void)snprintf(text, sizeof text, "%u", name);
        if (lp_names_add(n, lp_slice_str(text), &nth, NULL) != LP_OK ||
            nth != (i < 2 * MANY ? i % 2 + 1 : i / MANY + 1)) {
            wrong++;
        }
    }
    CHECK(wrong == 0, "each name is counted for itself");
    lp_names_free(n);
}

int
main(void)
{
    test_counts();
    test_bytes();
    test_many();
    return lp_test_failures != 0;
}
