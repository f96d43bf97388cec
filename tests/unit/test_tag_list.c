#include "formats/tag_list.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
lists(void)
{
    static const struct {
        const char *label;
        const char *text;
        bool good;
        size_t n;
    } cases[] = {
        {"one tag", "a=b", true, 1},
        {"a semicolon behind the last", "a=b;", true, 1},
        {"two semicolons behind the last", "a=b;;", false, 1},
        {"blanks and line ends around all", " a\r\n = b c\t;\r\n\tb=", true, 2},
        {"an equals sign in a value", "a=b=c", true, 1},
        {"an empty value", "a=", true, 1},
        {"nothing", "", false, 0},
        {"blanks", " \r\n", false, 0},
        {"a tag without a value", "a=b; c", false, 1},
        {"a name that begins with a digit", "1a=b", false, 0},
        {"a name with a digit and an underscore", "a_1=b", true, 1},
        {"a name with a hyphen", "a-b=c", false, 0},
        {"a tag twice", "a=1; b=2; a=1", false, 2},
        {"a tag in both cases", "a=1; A=2", true, 2},
        {"an empty tag between", "a=1; ; b=2", false, 1},
        {"an empty tag first", "; a=1", false, 0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_tags t;

        lp_tags_read(&t, lp_slice_str(cases[i].text));
        CHECK((t.wrong == NULL) == cases[i].good, cases[i].label);
        CHECK(t.n == cases[i].n, cases[i].label);
    }
}

static void
most(void)
{
    char text[5 * (LP_TAGS_MAX + 1) + 1] = "";
    struct lp_tags t;
    size_t n = 0;

    for (size_t i = 0; i < LP_TAGS_MAX; i++) {
        text[n++] = (char)('a' + i / 26);
        text[n++] = (char)('a' + i % 26);
        text[n++] = '=';
        text[n++] = ';';
    }
    lp_tags_read(&t, lp_slice_str(text));
    CHECK(t.wrong == NULL && t.n == LP_TAGS_MAX, "as many tags as may be");
    memcpy(text + n, "z=;", sizeof "z=;");
    lp_tags_read(&t, lp_slice_str(text));
    CHECK(t.wrong != NULL, "one more");
}

static void
base64(void)
{
    static const struct {
        const char *label;
        const char *text;
        bool good;
        size_t n;
    } cases[] = {
        {"padded", "QUI=", true, 2},
        {"without padding", "QUI", true, 2},
        {"blanks and line ends in it", "Q U\r\n\tI =", true, 2},
        {"nothing", "", false, 0},
        {"padding alone", "==", false, 0},
        {"one digit too many", "QUJDR", false, 3},
        {"a digit behind the padding", "QUI=Q", false, 2},
        {"another character", "QU*D", false, 1},
        {"as much as fits", "QUJDRA==", true, 4},
        {"more than fits", "QUJDREU=", false, 4},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t to[4];
        size_t n;

        CHECK(lp_tag_base64(lp_slice_str(cases[i].text), to, sizeof to, &n) ==
                  cases[i].good,
              cases[i].label);
        CHECK(n == cases[i].n, cases[i].label);
    }
}

static void
numbers(void)
{
    static const struct {
        const char *text;
        bool good;
        uint64_t value;
    } cases[] = {
        {"0", true, 0},
        {"007", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"9223372036854775808", false, 0},
        {"99999999999999999999", false, 0},
        {"", false, 0},
        {"-1", false, 0},
        {"1 ", false, 0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t n = 0;

        CHECK(lp_tag_number(lp_slice_str(cases[i].text), &n) == cases[i].good,
              cases[i].text);
        CHECK(!cases[i].good || n == cases[i].value, cases[i].text);
    }
}

static void
items(void)
{
    struct lp_slice rest = lp_slice_str(" from : TO::");
    struct lp_slice item;
    const char *const want[] = {"from", "TO", "", ""};

    for (size_t i = 0; i < COUNT(want); i++) {
        CHECK(lp_tag_item(&rest, ':', &item) && lp_slice_is(item, want[i]),
              want[i]);
    }
    CHECK(!lp_tag_item(&rest, ':', &item), "after the last");
    CHECK(lp_tag_is(lp_slice_str("FroM"), "from"), "case");
    CHECK(!lp_tag_is(lp_slice_str("from "), "from"), "a blank");
}

int
main(void)
{
    lists();
    most();
    base64();
    numbers();
    items();
    return lp_test_failures != 0;
}
