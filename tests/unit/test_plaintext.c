#include "formats/plaintext.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define S(text) text, sizeof(text) - 1

static const struct {
    const char *label;
    const char *bytes;
    size_t len;
    bool good;
} rows[] = {
    {"nothing", S(""), true},
    {"ASCII", S("plain ~"), true},
    {"TAB, LF, FF, CR", S("\t\n\f\r"), true},
    {"BS", S("\b"), false},
    {"VT", S("\v"), false},
    {"after CR", S("\x0e"), false},
    {"NUL", S("a\0"), false},
    {"ESC", S("\x1b"), false},
    {"the last of the controls", S("\x1f"), false},
    {"DEL", S("\x7f"), false},
    {"a C1 control", S("\xc2\x80"), true},
    {"which is overlong", S("\xc1\xbf"), false},
    {"a byte that continues nothing", S("\x80"), false},
    {"two bytes, cut", S("\xc3"), false},
    {"two bytes, not continued", S("\xc3z"), false},
    {"a CR within", S("\xc3\r"), false},
    {"a lead within", S("\xc3\xc3\xa9"), false},
    {"one byte too many", S("\xc3\xa9\xa9"), false},
    {"the least of three bytes", S("\xe0\xa0\x80"), true},
    {"what is less", S("\xe0\x9f\xbf"), false},
    {"three bytes, cut", S("\xe2\x82"), false},
    {"before the surrogates", S("\xed\x9f\xbf"), true},
    {"the first surrogate", S("\xed\xa0\x80"), false},
    {"after the surrogates", S("\xee\x80\x80"), true},
    {"a mark", S("\xef\xbb\xbf"), true},
    {"a noncharacter", S("\xef\xbf\xbf"), true},
    {"the least of four bytes", S("\xf0\x90\x80\x80"), true},
    {"what is less than that", S("\xf0\x8f\xbf\xbf"), false},
    {"four bytes, cut", S("\xf0\x9f\x98"), false},
    {"the last code point", S("\xf4\x8f\xbf\xbf"), true},
    {"beyond it", S("\xf4\x90\x80\x80"), false},
    {"far beyond", S("\xf5\x80\x80\x80"), false},
    {"no byte of UTF-8", S("\xff"), false},
};

static bool
is_text(struct lp_slice bytes, size_t size)
{
    struct lp_plaintext t = {0};

    for (size_t at = 0; at < bytes.len && !t.bad; at += size) {
        struct lp_slice piece = lp_slice_head(lp_slice_from(bytes, at), size);

        if (lp_plaintext_run(&t, piece, false) < piece.len) {
            CHECK(t.bad, "nothing else stops it");
        }
    }
    return !t.bad && !lp_plaintext_open(&t);
}

/* Each row alone, and with so much before and after it that it stands in, or
 * over the end of, what is looked at as a whole. */
static void
test_rows(void)
{
    uint8_t b[200];

    for (size_t i = 0; i < COUNT(rows); i++) {
        for (size_t before = 0; before <= 130; before++) {
            size_t len = before + rows[i].len;

            memset(b, 'x', sizeof b);
            memcpy(b + before, rows[i].bytes, rows[i].len);
            for (size_t size = 1; size <= len + 1; size += 1 + before / 4) {
                CHECK(is_text((struct lp_slice){b, len}, size) == rows[i].good,
                      rows[i].label);
            }
            CHECK(is_text((struct lp_slice){b, sizeof b}, sizeof b) ==
                      rows[i].good,
                  rows[i].label);
        }
    }
}

static void
test_bytes(void)
{
    uint8_t b[64];

    for (unsigned c = 0; c < 256; c++) {
        bool good = c < 0x80 && lp_plaintext_lawful(c);

        memset(b, ' ', sizeof b);
        b[c % 64] = (uint8_t)c;
        CHECK(is_text((struct lp_slice){b, 64}, 64) == good, "among 64");
        CHECK(is_text((struct lp_slice){b, 64}, 63) == good, "one at a time");
    }
}

static void
test_to_cr(void)
{
    struct lp_plaintext t = {0};
    uint8_t b[150];

    memset(b, 'x', sizeof b);
    b[140] = '\r';
    CHECK(lp_plaintext_run(&t, (struct lp_slice){b, sizeof b}, true) == 140,
          "as far as the CR");
    CHECK(lp_plaintext_run(&t, (struct lp_slice){b + 140, 10}, true) == 0,
          "and no further");
    CHECK(lp_plaintext_run(&t, (struct lp_slice){b + 140, 10}, false) == 10,
          "unless told so");
    CHECK(!t.bad && !lp_plaintext_open(&t), "it is text");
    b[139] = 0;
    CHECK(lp_plaintext_run(&t, (struct lp_slice){b, sizeof b}, true) == 139,
          "a NUL before it");
    CHECK(t.bad, "makes it none");
}

int
main(void)
{
    test_rows();
    test_bytes();
    test_to_cr();
    return lp_test_failures != 0;
}
