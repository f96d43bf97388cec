#include "bundle/trail.h"

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define S(text)                                   \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

/* '<' enters, '>' leaves, '=' is there. */
static const struct {
    char sign;
    struct lp_slice name;
    unsigned ordinal;
    const char *path;
    const char *parent;
} steps[] = {
    {'=', S("a"), 0, "a", ""},
    {'<', S("d/b.zip"), 0, "d/b.zip", ""},
    {'=', S("x"), 0, "d/b.zip > x", "d/b.zip"},
    {'=', S("x"), 2, "d/b.zip > x%#2", "d/b.zip"},
    {'<', S("in\n"), 0, "d/b.zip > in%0A", "d/b.zip"},
    {'=', S("> "), 0, "d/b.zip > in%0A > %3E ", "d/b.zip > in%0A"},
    {'<', S(""), 0, "d/b.zip > in%0A > ", "d/b.zip > in%0A"},
    {'=', S("y"), 0, "d/b.zip > in%0A >  > y", "d/b.zip > in%0A > "},
    {'>', S(""), 0, "d/b.zip > in%0A > ", "d/b.zip > in%0A"},
    {'=', S("z"), 0, "d/b.zip > in%0A > z", "d/b.zip > in%0A"},
    {'>', S(""), 0, "d/b.zip > in%0A", "d/b.zip"},
    {'<', S("in\n"), 2, "d/b.zip > in%0A%#2", "d/b.zip"},
    {'>', S(""), 0, "d/b.zip > in%0A%#2", "d/b.zip"},
    {'>', S(""), 0, "d/b.zip", ""},
    {'=', S("c"), 0, "c", ""},
};

static void
test_steps(void)
{
    struct lp_trail t = {0};

    for (size_t i = 0; i < COUNT(steps); i++) {
        const struct lp_record r = {.name = steps[i].name,
                                    .ordinal = steps[i].ordinal};
        struct lp_where at = {0};
        enum lp_code rc = LP_OK;

        if (steps[i].sign == '>') {
            lp_trail_leave(&t, &at);
        } else {
            rc = lp_trail_at(&t, &r, &at, NULL);
        }
        CHECK(rc == LP_OK, steps[i].path);
        CHECK(lp_slice_is(at.path, steps[i].path), steps[i].path);
        CHECK(lp_slice_is(at.parent, steps[i].parent), steps[i].path);
        if (steps[i].sign == '<') {
            CHECK(lp_trail_enter(&t, &r, NULL) == LP_OK, steps[i].path);
            CHECK(lp_slice_is(lp_buf_slice(&t.path), steps[i].path),
                  steps[i].path);
        }
    }
    CHECK(t.n == 0, "back on disk");
    lp_trail_release(&t);
    lp_trail_release(&t);
}

static void
test_deep(void)
{
    const struct lp_record r = {.name = lp_slice_str("c")};
    struct lp_trail t = {0};
    struct lp_where at;

    for (size_t i = 0; i < 1000; i++) {
        CHECK(lp_trail_enter(&t, &r, NULL) == LP_OK, "enter");
        CHECK(t.path.len == 4 * i + 1, "a step and a letter each");
    }
    for (size_t i = 1000; i > 0; i--) {
        lp_trail_leave(&t, &at);
        CHECK(at.path.len == 4 * (i - 1) + 1, "as it was entered");
        CHECK(at.parent.len == (i == 1 ? 0 : 4 * (i - 2) + 1), "in its parent");
    }
    lp_trail_release(&t);
}

int
main(void)
{
    test_steps();
    test_deep();
    return lp_test_failures != 0;
}
