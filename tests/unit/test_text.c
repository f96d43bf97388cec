#include "base/text.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    const char *label;
    const char *bytes;
    bool good;
} utf8[] = {
    {"plain", "abc", true},
    {"nothing", "", true},
    {"two bytes", "\xc3\xa9", true},
    {"two bytes cut short", "\xc3", false},
    {"the least of two bytes", "\xc2\x80", true},
    {"overlong: one in two bytes", "\xc1\xbf", false},
    {"the least of three bytes", "\xe0\xa0\x80", true},
    {"overlong: two in three bytes", "\xe0\x9f\xbf", false},
    {"the least of four bytes", "\xf0\x90\x80\x80", true},
    {"overlong: three in four bytes", "\xf0\x8f\xbf\xbf", false},
    {"overlong slash", "\xc0\xaf", false},
    {"before the surrogates", "\xed\x9f\xbf", true},
    {"a high surrogate", "\xed\xa0\x80", false},
    {"a low surrogate", "\xed\xbf\xbf", false},
    {"after the surrogates", "\xee\x80\x80", true},
    {"the last code point", "\xf4\x8f\xbf\xbf", true},
    {"past the last code point", "\xf4\x90\x80\x80", false},
    {"a follower alone", "\x80", false},
    {"a lead without its follower",
     "\xc3"
     "a",
     false},
    {"five bytes", "\xf8\x88\x80\x80\x80", false},
    {"no byte of UTF-8", "a\xff", false},
};

static const struct {
    const char *label;
    const char *name;
    const char *escaped;
} escapes[] = {
    {"plain", "a b/c.txt", "a b/c.txt"},
    {"nothing", "", ""},
    {"accents stay", "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
    {"percent", "100%", "100%25"},
    {"the mark between levels", "a > b", "a %3E b"},
    {"less-than stays", "a < b", "a < b"},
    {"line feed", "a\nb", "a%0Ab"},
    {"escape", "\x1b[31m", "%1B[31m"},
    {"delete", "\x7f", "%7F"},
    {"C1 control",
     "\xc2\x9b"
     "31m",
     "%C2%9B31m"},
    {"C1 control as a bare byte", "\x9b", "%9B"},
    {"right-to-left override",
     "a\xe2\x80\xae"
     "cod",
     "a%E2%80%AEcod"},
    {"bidi isolate", "\xe2\x81\xa6", "%E2%81%A6"},
    {"zero-width joiner", "\xe2\x80\x8d", "%E2%80%8D"},
    {"line separator", "\xe2\x80\xa8", "%E2%80%A8"},
    {"soft hyphen", "\xc2\xad", "%C2%AD"},
    {"no-break space stays", "\xc2\xa0", "\xc2\xa0"},
    {"byte order mark", "\xef\xbb\xbf", "%EF%BB%BF"},
    {"tag character", "\xf3\xa0\x81\x81", "%F3%A0%81%81"},
    {"noncharacter", "\xef\xbf\xbe", "%EF%BF%BE"},
    {"overlong slash", "\xc0\xaf", "%C0%AF"},
    {"surrogate", "\xed\xa0\x80", "%ED%A0%80"},
    {"cut short at the end", "a\xe2\x82", "a%E2%82"},
    {"a bad byte takes no good one along",
     "\xc3"
     "a",
     "%C3a"},
    {"an escape is escaped again", "%0A", "%250A"},
};

static const struct {
    const char *label;
    const char *escaped;
} unlawful[] = {
    {"percent alone", "%"},
    {"one digit", "%0"},
    {"lower-case digits", "%0a"},
    {"no digits", "%GG"},
    {"a letter that needs no escape", "%41"},
    {"an accent that needs no escape", "%C3%A9"},
    {"half of an accent is escaped", "%C3\xa9"},
    {"a control that needs one", "a\nb"},
    {"the mark between levels", "a>b"},
    {"a byte that is not UTF-8", "\xff"},
};

static void
check_escapes(void)
{
    for (size_t i = 0; i < COUNT(utf8); i++) {
        CHECK(lp_text_utf8(lp_slice_str(utf8[i].bytes)) == utf8[i].good,
              utf8[i].label);
    }
    for (size_t i = 0; i < COUNT(escapes); i++) {
        struct lp_buf b = {0};
        struct lp_buf back = {0};

        lp_text_escape(&b, lp_slice_str(escapes[i].name));
        CHECK(lp_slice_is(lp_buf_slice(&b), escapes[i].escaped),
              escapes[i].label);
        CHECK(lp_text_unescape(&back, lp_buf_slice(&b)), escapes[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&back), escapes[i].name),
              escapes[i].label);
        lp_buf_release(&b);
        lp_buf_release(&back);
    }
    for (size_t i = 0; i < COUNT(unlawful); i++) {
        struct lp_buf b = {0};

        lp_buf_str(&b, "kept");
        CHECK(!lp_text_unescape(&b, lp_slice_str(unlawful[i].escaped)),
              unlawful[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&b), "kept"), unlawful[i].label);
        lp_buf_release(&b);
    }
}

static void
check_escape_edges(void)
{
    static const struct lp_slice nul = {(const uint8_t *)"a\0b", 3};
    struct lp_buf b = {0};
    struct lp_buf small = {.max = 2};

    lp_text_escape(&b, nul);
    CHECK(lp_slice_is(lp_buf_slice(&b), "a%00b"), "NUL is a control");
    lp_buf_clear(&b);
    CHECK(lp_text_unescape(&b, lp_slice_str("a%00b")) &&
              lp_slice_equal(lp_buf_slice(&b), nul),
          "and comes back");
    lp_buf_release(&b);
    CHECK(!lp_text_unescape(&small, lp_slice_str("abc")), "no room");
    CHECK(small.len == 0 && small.failed == LP_E_LIMIT, "leaves nothing");
    lp_buf_release(&small);
}

/* Every string of two bytes comes back, and is printable on the way. */
static void
check_all_pairs(void)
{
    bool good = true;

    for (unsigned i = 0; i < 65536; i++) {
        const uint8_t name[2] = {(uint8_t)(i >> 8), (uint8_t)i};
        struct lp_buf b = {0};
        struct lp_buf back = {0};

        lp_text_escape(&b, (struct lp_slice){name, 2});
        for (size_t k = 0; k < b.len;) {
            good = good && !lp_text_unsafe(lp_text_next(lp_buf_slice(&b), &k));
        }
        good = good && lp_text_unescape(&back, lp_buf_slice(&b)) &&
               lp_slice_equal(lp_buf_slice(&back), (struct lp_slice){name, 2});
        lp_buf_release(&b);
        lp_buf_release(&back);
    }
    CHECK(good, "every pair of bytes");
}

static const struct {
    const char *label;
    const char *text;
    bool good;
    int64_t value;
} numbers[] = {
    {"zero", "0", true, 0},
    {"one digit", "7", true, 7},
    {"the largest", "9223372036854775807", true, INT64_MAX},
    {"one more than the largest", "9223372036854775808", false, 0},
    {"more than 64 bits", "18446744073709551616", false, 0},
    {"twenty digits", "09223372036854775807", false, 0},
    {"nothing", "", false, 0},
    {"a leading zero", "07", false, 0},
    {"plus", "+7", false, 0},
    {"a blank before", " 7", false, 0},
    {"a blank behind", "7 ", false, 0},
    {"hex", "0x7", false, 0},
    {"negative", "-7", true, -7},
    {"negative zero", "-0", false, 0},
    {"minus alone", "-", false, 0},
    {"two signs", "--7", false, 0},
    {"the smallest", "-9223372036854775807", true, -INT64_MAX},
};

static void
check_numbers(void)
{
    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct lp_slice text = lp_slice_str(numbers[i].text);
        bool natural = numbers[i].good && numbers[i].text[0] != '-';
        int64_t v = 42;
        uint64_t u = 42;

        CHECK(lp_text_i64(text, &v) == numbers[i].good, numbers[i].label);
        CHECK(v == (numbers[i].good ? numbers[i].value : 42), numbers[i].label);
        CHECK(lp_text_u64(text, &u) == natural, numbers[i].label);
        CHECK(u == (natural ? (uint64_t)numbers[i].value : 42),
              numbers[i].label);
    }
}

static void
check_hex(void)
{
    static const uint8_t bytes[] = {0x00, 0x9a, 0xff};
    static const char *const bad[] = {"009aF0", "009af",  "009aff0", "009ag0",
                                      "",       "00 9af", "0x9aff"};
    uint8_t back[3] = {1, 2, 3};
    struct lp_buf b = {0};

    lp_text_hex(&b, (struct lp_slice){bytes, sizeof bytes});
    CHECK(lp_slice_is(lp_buf_slice(&b), "009aff"), "lower-case hex");
    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK(!lp_text_unhex(lp_slice_str(bad[i]), back, 3), bad[i]);
        CHECK(back[0] == 1 && back[1] == 2 && back[2] == 3, "untouched");
    }
    CHECK(lp_text_unhex(lp_buf_slice(&b), back, 3) &&
              memcmp(back, bytes, 3) == 0,
          "and back");
    CHECK(lp_text_unhex((struct lp_slice){0}, back, 0), "nothing is hex");
    lp_buf_release(&b);
}

static const struct {
    const char *label;
    int64_t seconds;
    const char *text;
} times[] = {
    {"the beginning", 0, "1970-01-01T00:00:00Z"},
    {"a second before it", -1, "1969-12-31T23:59:59Z"},
    {"a day before it", -86400, "1969-12-31T00:00:00Z"},
    {"more than a day before it", -86401, "1969-12-30T23:59:59Z"},
    {"billennium", 1000000000, "2001-09-09T01:46:40Z"},
    {"a leap day", 951782400, "2000-02-29T00:00:00Z"},
    {"the day after it", 951868800, "2000-03-01T00:00:00Z"},
    {"no leap day in 1900", -2203891201, "1900-02-28T23:59:59Z"},
    {"so March follows", -2203891200, "1900-03-01T00:00:00Z"},
    {"past 32 bits", 4294967296, "2106-02-07T06:28:16Z"},
    {"the first of year 1", -62135596800, "0001-01-01T00:00:00Z"},
    {"before year 1", -62135596801, "-62135596801"},
    {"the end of year 9999", 253402300799, "9999-12-31T23:59:59Z"},
    {"after year 9999", 253402300800, "253402300800"},
    {"the smallest", INT64_MIN, "-9223372036854775808"},
    {"the largest", INT64_MAX, "9223372036854775807"},
};

static const struct {
    const char *text;
    bool good;
} dates[] = {
    {"2026", true},        {"0000", false},       {"0001", true},
    {"202", false},        {"20266", false},      {"2026-", false},
    {"2026-12", true},     {"2026-13", false},    {"2026-00", false},
    {"2026/12", false},    {"2026-1", false},     {"2026-12-", false},
    {"2026-12-31", true},  {"2026-12-32", false}, {"2026-11-31", false},
    {"2026-12-00", false}, {"2026-12/31", false}, {"2026-12-1", false},
    {"2024-02-29", true},  {"2023-02-29", false}, {"2000-02-29", true},
    {"1900-02-29", false}, {"2024-02-30", false}, {"2026-12-31 ", false},
    {" 2026", false},      {"-026", false},       {"+026-12-31", false},
    {"2026-1a-31", false}, {"", false},
};

static void
check_times(void)
{
    for (size_t i = 0; i < COUNT(times); i++) {
        struct lp_buf b = {0};

        lp_text_time(&b, times[i].seconds);
        CHECK(lp_slice_is(lp_buf_slice(&b), times[i].text), times[i].label);
        lp_buf_release(&b);
    }
    for (size_t i = 0; i < COUNT(dates); i++) {
        CHECK(lp_text_is_date(lp_slice_str(dates[i].text)) == dates[i].good,
              dates[i].text);
    }
}

int
main(void)
{
    check_escapes();
    check_escape_edges();
    check_all_pairs();
    check_numbers();
    check_hex();
    check_times();
    return lp_test_failures != 0;
}
