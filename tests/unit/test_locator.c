#include "formats/locator.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define S(text)                                   \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

/* One level, written and taken apart again. */
static void
test_level(void)
{
    static const struct {
        const char *label;
        struct lp_slice name;
        unsigned ordinal;
        const char *written;
    } cases[] = {
        {"plain", S("a.txt"), 0, "a.txt"},
        {"the first needs no number", S("a.txt"), 1, "a.txt"},
        {"the second has one", S("a.txt"), 2, "a.txt%#2"},
        {"the largest number", S("a"), 4294967295u, "a%#4294967295"},
        {"with folders", S("a/b/c"), 0, "a/b/c"},
        {"blanks stay", S(" a b "), 0, " a b "},
        {"a step in a name", S("a > b"), 0, "a %3E b"},
        {"a number in a name", S("a%#2"), 0, "a%25#2"},
        {"a number in a name, and one after it", S("a%#2"), 3, "a%25#2%#3"},
        {"a hash needs no escape", S("a#2"), 0, "a#2"},
        {"line feed", S("a\nb"), 0, "a%0Ab"},
        {"NUL", S("a\0b"), 0, "a%00b"},
        {"not UTF-8", S("a\xff"), 0, "a%FF"},
        {"UTF-8", S("\xc3\xa4"), 0, "\xc3\xa4"},
        {"right-to-left override", S("a\xe2\x80\xae"), 0, "a%E2%80%AE"},
        {"no name", S(""), 0, ""},
        {"no name, the second", S(""), 2, "%#2"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf text = {0};
        struct lp_buf name = {0};
        struct lp_slice rest;
        unsigned ordinal = 77;

        lp_locator_put(&text, cases[i].name, cases[i].ordinal);
        CHECK(lp_slice_is(lp_buf_slice(&text), cases[i].written),
              cases[i].label);
        rest = lp_buf_slice(&text);
        CHECK(lp_locator_take(&rest, &name, &ordinal), cases[i].label);
        CHECK(rest.len == 0, cases[i].label);
        CHECK(lp_slice_equal(lp_buf_slice(&name), cases[i].name),
              cases[i].label);
        CHECK(ordinal == (cases[i].ordinal == 1 ? 0 : cases[i].ordinal),
              cases[i].label);
        lp_buf_release(&text);
        lp_buf_release(&name);
    }
}

/* What lp_locator_put never writes. */
static void
test_strict(void)
{
    static const struct {
        const char *label;
        struct lp_slice text;
        bool good;
    } cases[] = {
        {"the second", S("a%#2"), true},
        {"the first with a number", S("a%#1"), false},
        {"number 0", S("a%#0"), false},
        {"leading zero", S("a%#02"), false},
        {"no number", S("a%#"), false},
        {"negative", S("a%#-2"), false},
        {"a number too large", S("a%#4294967296"), false},
        {"a number much too large", S("a%#99999999999999999999"), false},
        {"text after the number", S("a%#2b"), false},
        {"two numbers", S("a%#2%#3"), false},
        {"lower-case escape", S("a%0a"), false},
        {"needless escape", S("%61"), false},
        {"escape cut short", S("a%0"), false},
        {"bare percent sign", S("a%"), false},
        {"bare greater-than sign", S("a>b"), false},
        {"half a step", S("a> b"), false},
        {"half a step", S("a >b"), false},
        {"raw line feed", S("a\nb"), false},
        {"raw escape", S("\x1b[1m"), false},
        {"not UTF-8", S("a\xff"), false},
        {"the first of two levels", S("a%#2 > b\n"), true},
        {"a bad first of two levels", S("a%#1 > b"), false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_slice rest = cases[i].text;
        struct lp_buf name = {0};
        unsigned ordinal;

        CHECK(lp_locator_take(&rest, &name, &ordinal) == cases[i].good,
              cases[i].label);
        CHECK(cases[i].good || rest.len == cases[i].text.len,
              "what is refused is not taken");
        lp_buf_release(&name);
    }
}

static void
test_levels(void)
{
    static const struct {
        struct lp_slice text;
        unsigned levels;
        const char *name[4];
    } cases[] = {
        {S("a"), 1, {"a"}},
        {S("a > b"), 2, {"a", "b"}},
        {S("a > b%#3 > c/d"), 3, {"a", "b", "c/d"}},
        {S("a  > b"), 2, {"a ", "b"}},
        {S("a >  b"), 2, {"a", " b"}},
        {S("a %3E b > c"), 2, {"a > b", "c"}},
        {S(" >  > b"), 3, {"", "", "b"}},
        {S(""), 0, {""}},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_slice rest = cases[i].text;
        const char *label = cases[i].name[0];
        struct lp_buf name = {0};
        unsigned ordinal;

        CHECK(lp_locator_levels(rest) == cases[i].levels, label);
        for (unsigned n = 0; n < cases[i].levels; n++) {
            CHECK(lp_locator_take(&rest, &name, &ordinal), label);
            CHECK(lp_slice_is(lp_buf_slice(&name), cases[i].name[n]), label);
        }
        CHECK(rest.len == 0, label);
        lp_buf_release(&name);
    }
}

/* Every text of up to five of these letters: what is taken is what would be
 * written. */
static void
test_exhaustive(void)
{
    static const char letters[] = "a%#2> 1E";
    char text[5];
    size_t taken = 0;

    for (unsigned i = 0; i < 8 * 8 * 8 * 8 * 8; i++) {
        struct lp_slice whole = {(const uint8_t *)text, sizeof text};
        struct lp_slice rest;
        struct lp_buf name = {0};
        struct lp_buf again = {0};
        unsigned ordinal;

        for (size_t k = 0; k < sizeof text; k++) {
            text[k] = letters[i >> 3 * k & 7];
        }
        rest = whole;
        if (lp_locator_take(&rest, &name, &ordinal)) {
            lp_locator_put(&again, lp_buf_slice(&name), ordinal);
            if (rest.len > 0 || again.len < whole.len) {
                lp_buf_str(&again, LP_LOCATOR_STEP);
            }
            lp_buf_put(&again, rest);
            CHECK(lp_slice_equal(lp_buf_slice(&again), whole), "one spelling");
            taken++;
        }
        lp_buf_release(&name);
        lp_buf_release(&again);
    }
    CHECK(taken > 1000 && taken < 32768, "some are lawful");
}

int
main(void)
{
    test_level();
    test_strict();
    test_levels();
    test_exhaustive();
    return lp_test_failures != 0;
}
