#include "formats/sumline.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define S(text)                                   \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

/* As `sha1sum` and `sha1sum --tag` of coreutils 9.1 end and begin a line. */
static const struct {
    const char *label;
    struct lp_slice name;
    struct lp_slice line;
    struct lp_slice tagged;
} lines[] = {
    {"plain", S("a b"), S("abcd  a b\n"), S("SHA1 (a b) = abcd\n")},
    {"other controls stay", S("\t\x1b\x7f\xff"), S("abcd  \t\x1b\x7f\xff\n"),
     S("SHA1 (\t\x1b\x7f\xff) = abcd\n")},
    {"backslash", S("back\\slash"), S("\\abcd  back\\\\slash\n"),
     S("\\SHA1 (back\\\\slash) = abcd\n")},
    {"line feed", S("line\nfeed"), S("\\abcd  line\\nfeed\n"),
     S("\\SHA1 (line\\nfeed) = abcd\n")},
    {"carriage return", S("cr\r"), S("\\abcd  cr\\r\n"),
     S("\\SHA1 (cr\\r) = abcd\n")},
    {"all of them", S("\\\n\r\\n"), S("\\abcd  \\\\\\n\\r\\\\n\n"),
     S("\\SHA1 (\\\\\\n\\r\\\\n) = abcd\n")},
    {"mark of the end", S("p) = q"), S("abcd  p) = q\n"),
     S("SHA1 (p) = q) = abcd\n")},
};

static void
test_put(void)
{
    static const uint8_t digest[] = {0xab, 0xcd};
    struct lp_buf to = {0};

    for (size_t i = 0; i < COUNT(lines); i++) {
        lp_buf_clear(&to);
        lp_sumline_put(&to, (struct lp_slice){digest, 2}, lines[i].name);
        CHECK(lp_slice_equal(lp_buf_slice(&to), lines[i].line), lines[i].label);
        lp_buf_clear(&to);
        lp_sumline_put_tagged(&to, "SHA1", (struct lp_slice){digest, 2},
                              lines[i].name);
        CHECK(lp_slice_equal(lp_buf_slice(&to), lines[i].tagged),
              lines[i].label);
    }
    lp_buf_release(&to);
}

static const struct {
    const char *label;
    struct lp_slice escaped;
    bool good;
    struct lp_slice name;
} names[] = {
    {"nothing", S(""), true, S("")},
    {"no escape", S("a"), true, S("a")},
    {"each escape", S("\\\\\\n\\r"), true, S("\\\n\r")},
    {"an escaped backslash before n", S("\\\\n"), true, S("\\n")},
    {"an escape between", S("a\\nb"), true, S("a\nb")},
    {"another letter", S("a\\tb"), false, S("")},
    {"an escape cut short", S("a\\"), false, S("")},
    {"an escape cut short after a whole one", S("a\\\\\\"), false, S("")},
};

static void
test_unescape(void)
{
    struct lp_buf to = {0};

    for (size_t i = 0; i < COUNT(names); i++) {
        lp_buf_clear(&to);
        lp_buf_byte(&to, '>');
        CHECK(lp_sumline_unescape(&to, names[i].escaped) == names[i].good,
              names[i].label);
        CHECK(
            lp_slice_equal(lp_slice_from(lp_buf_slice(&to), 1), names[i].name),
            names[i].label);
    }
    lp_buf_release(&to);

    to.max = 2;
    CHECK(!lp_sumline_unescape(&to, lp_slice_str("abc")), "no room");
    CHECK(to.len == 0 && to.failed != LP_OK, "no room");
    lp_buf_release(&to);
}

int
main(void)
{
    test_put();
    test_unescape();
    return lp_test_failures != 0;
}
