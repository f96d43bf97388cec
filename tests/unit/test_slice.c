#include "base/slice.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    const char *label;
    const char *a;
    const char *b;
    int order;
    bool begins;
    bool ends;
} pairs[] = {
    {"the same", "abc", "abc", 0, true, true},
    {"a prefix comes first", "ab", "abc", -1, false, false},
    {"begins but does not end so", "abc", "ab", 1, true, false},
    {"ends but does not begin so", "abc", "bc", -1, false, true},
    {"everything begins and ends with nothing", "abc", "", 1, true, true},
    {"nothing begins with something", "", "a", -1, false, false},
    {"nothing is nothing", "", "", 0, true, true},
    {"bytes are unsigned", "\xff", "a", 1, false, false},
    {"the last byte decides", "abd", "abc", 1, false, false},
};

static int
sign(int v)
{
    return (v > 0) - (v < 0);
}

static void
check_pairs(void)
{
    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct lp_slice a = lp_slice_str(pairs[i].a);
        struct lp_slice b = lp_slice_str(pairs[i].b);
        const char *label = pairs[i].label;

        CHECK(sign(lp_slice_order(a, b)) == pairs[i].order, label);
        CHECK(sign(lp_slice_order(b, a)) == -pairs[i].order, label);
        CHECK(lp_slice_equal(a, b) == (pairs[i].order == 0), label);
        CHECK(lp_slice_is(a, pairs[i].b) == (pairs[i].order == 0), label);
        CHECK(lp_slice_begins(a, b) == pairs[i].begins, label);
        CHECK(lp_slice_ends(a, b) == pairs[i].ends, label);
    }
    CHECK(lp_slice_equal((struct lp_slice){0}, lp_slice_str("")),
          "a zeroed slice is empty");
    CHECK(lp_slice_order((struct lp_slice){0}, (struct lp_slice){0}) == 0,
          "zeroed slices are equal");
}

static const struct {
    const char *label;
    size_t n;
    const char *head;
    const char *from;
} cuts[] = {
    {"nothing of it", 0, "", "abc"},
    {"a part", 2, "ab", "c"},
    {"all of it", 3, "abc", ""},
    {"more than there is", 4, "abc", ""},
    {"more than there can be", SIZE_MAX, "abc", ""},
};

static void
check_cuts(void)
{
    for (size_t i = 0; i < COUNT(cuts); i++) {
        struct lp_slice s = lp_slice_str("abc");

        CHECK(lp_slice_is(lp_slice_head(s, cuts[i].n), cuts[i].head),
              cuts[i].label);
        CHECK(lp_slice_is(lp_slice_from(s, cuts[i].n), cuts[i].from),
              cuts[i].label);
    }
    CHECK(lp_slice_head((struct lp_slice){0}, 5).len == 0, "head of nothing");
    CHECK(lp_slice_from((struct lp_slice){0}, 0).len == 0, "rest of nothing");
}

static void
check_cursor(void)
{
    struct lp_cursor c = lp_cursor_over(lp_slice_str("ab\ncd"));

    CHECK(lp_slice_is(lp_cursor_take(&c, 1), "a"), "take");
    CHECK(lp_slice_is(lp_cursor_until(&c, '\n'), "b"), "until leaves end out");
    CHECK(lp_slice_is(c.rest, "cd"), "until goes over the end");
    CHECK(lp_cursor_take(&c, 0).len == 0 && !c.failed, "taking nothing");
    CHECK(lp_cursor_take(&c, 3).len == 0 && c.failed, "one byte too many");
    CHECK(lp_slice_is(c.rest, "cd"), "a failed take leaves the rest");
    CHECK(lp_cursor_take(&c, 1).len == 0, "a failed cursor gives nothing");
    CHECK(lp_cursor_take(&c, 0).len == 0 && c.failed, "not even nothing");
    CHECK(lp_cursor_until(&c, 'd').len == 0, "nor up to an end");

    c = lp_cursor_over(lp_slice_str("\n"));
    CHECK(lp_cursor_until(&c, '\n').len == 0 && !c.failed, "an empty line");
    CHECK(lp_cursor_until(&c, '\n').len == 0 && c.failed, "no further line");

    c = lp_cursor_over(lp_slice_str("abc"));
    CHECK(lp_cursor_until(&c, '\n').len == 0 && c.failed, "no line end");
    CHECK(c.rest.len == 3, "and nothing was taken");

    c = lp_cursor_over((struct lp_slice){0});
    CHECK(lp_cursor_until(&c, '\n').len == 0 && c.failed, "zeroed slice");
}

static void
check_integers(void)
{
    static const uint8_t bytes[] = {0xf1, 0x02, 0xf3, 0x04, 0x05,
                                    0x06, 0x07, 0x08, 0x09, 0x0a,
                                    0x0b, 0x0c, 0x0d, 0x0e, 0xff};
    struct lp_cursor c = lp_cursor_over((struct lp_slice){bytes, sizeof bytes});
    uint8_t put[15] = {0};

    CHECK(lp_cursor_u8(&c) == 0xf1, "8 bits");
    CHECK(lp_cursor_le16(&c) == 0xf302, "16 bits, the small end first");
    CHECK(lp_cursor_le32(&c) == 0x07060504, "32 bits");
    CHECK(lp_cursor_le64(&c) == 0xff0e0d0c0b0a0908, "64 bits");
    CHECK(!c.failed && c.rest.len == 0, "all was taken");
    CHECK(lp_cursor_u8(&c) == 0 && c.failed, "nothing left: 0");

    c = lp_cursor_over((struct lp_slice){bytes, 7});
    CHECK(lp_cursor_le64(&c) == 0 && c.failed, "cut short by a byte: 0");
    CHECK(lp_cursor_u8(&c) == 0, "and 0 from then on");

    put[0] = 0xf1;
    lp_put_le16(put + 1, 0xf302);
    lp_put_le32(put + 3, 0x07060504);
    lp_put_le64(put + 7, 0xff0e0d0c0b0a0908);
    CHECK(memcmp(put, bytes, sizeof put) == 0, "stored as taken");
}

int
main(void)
{
    check_pairs();
    check_cuts();
    check_cursor();
    check_integers();
    return lp_test_failures != 0;
}
