#include "base/buf.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    const char *label;
    size_t max;
    const char *first;
    const char *second;
    const char *want;
    enum lp_code code;
} puts_rows[] = {
    {"two puts", 0, "ab", "cd", "abcd", LP_OK},
    {"exactly the maximum", 4, "ab", "cd", "abcd", LP_OK},
    {"one byte over the maximum", 3, "ab", "cd", "ab", LP_E_LIMIT},
    {"the first is too much, and the second is not put", 2, "abc", "d", "",
     LP_E_LIMIT},
    {"nothing twice", 1, "", "", "", LP_OK},
};

static void
check_puts(void)
{
    for (size_t i = 0; i < COUNT(puts_rows); i++) {
        struct lp_buf put = {.max = puts_rows[i].max};
        struct lp_buf print = {.max = puts_rows[i].max};
        struct lp_err err = {0};

        lp_buf_str(&put, puts_rows[i].first);
        lp_buf_str(&put, puts_rows[i].second);
        CHECK(lp_slice_is(lp_buf_slice(&put), puts_rows[i].want),
              puts_rows[i].label);
        CHECK(lp_buf_check(&put, &err) == puts_rows[i].code,
              puts_rows[i].label);
        CHECK(err.code == puts_rows[i].code, puts_rows[i].label);

        lp_buf_printf(&print, "%s", puts_rows[i].first);
        lp_buf_printf(&print, "%s", puts_rows[i].second);
        CHECK(lp_slice_is(lp_buf_slice(&print), puts_rows[i].want),
              puts_rows[i].label);
        CHECK(lp_buf_check(&print, NULL) == puts_rows[i].code,
              puts_rows[i].label);
        lp_buf_release(&put);
        lp_buf_release(&print);
    }
}

static void
check_growth(void)
{
    struct lp_buf b = {0};
    bool same = true;

    for (unsigned i = 0; i < 100000; i++) {
        lp_buf_byte(&b, (uint8_t)i);
    }
    CHECK(b.len == 100000 && b.cap >= b.len, "as long as what was put");
    for (unsigned i = 0; i < 100000; i++) {
        same = same && b.data[i] == (uint8_t)i;
    }
    CHECK(same, "growing keeps the bytes");
    lp_buf_release(&b);
    CHECK(b.data == NULL && b.len == 0 && b.cap == 0, "released is empty");
    lp_buf_release(&b);
    CHECK(b.data == NULL, "releasing the empty is harmless");
}

static void
check_room(void)
{
    struct lp_buf b = {.max = 8};
    uint8_t *to = lp_buf_room(&b, 8);

    CHECK(to != NULL && b.len == 0, "room is not yet bytes");
    if (to == NULL) {
        return;
    }
    memset(to, 'x', 8);
    b.len = 8;
    CHECK(lp_buf_room(&b, 0) != NULL, "no room at the maximum is lawful");
    CHECK(lp_buf_room(&b, 1) == NULL && b.failed == LP_E_LIMIT, "past it");
    CHECK(lp_buf_room(&b, 0) == NULL, "a failed buffer gives none");
    lp_buf_clear(&b);
    CHECK(b.len == 0 && lp_buf_check(&b, NULL) == LP_OK, "clear forgives");
    CHECK(b.cap >= 8, "and keeps the memory");
    CHECK(lp_buf_room(&b, SIZE_MAX) == NULL, "sizes do not wrap");
    lp_buf_release(&b);
    CHECK(b.max == 8, "release keeps the maximum");
}

static void
check_integers(void)
{
    struct lp_buf b = {0};

    lp_buf_le16(&b, 0x0201);
    lp_buf_le32(&b, 0x06050403);
    lp_buf_le64(&b, 0x0e0d0c0b0a090807);
    CHECK(lp_slice_is(lp_buf_slice(&b), "\1\2\3\4\5\6\7\x8\x9\xa\xb\xc\xd\xe"),
          "the small end first");
    lp_buf_release(&b);
}

static void
check_part(void)
{
    struct lp_buf b = {0};

    CHECK(lp_buf_part(&b, 0, 0).len == 0, "nothing of nothing");
    lp_buf_str(&b, "abcdef");
    CHECK(lp_slice_is(lp_buf_part(&b, 0, 6), "abcdef"), "all");
    CHECK(lp_slice_is(lp_buf_part(&b, 2, 3), "cde"), "some");
    CHECK(lp_slice_is(lp_buf_part(&b, 5, 1), "f"), "the last");
    CHECK(lp_buf_part(&b, 6, 0).len == 0, "nothing at the end");
    lp_buf_release(&b);
}

int
main(void)
{
    check_puts();
    check_growth();
    check_room();
    check_integers();
    check_part();
    return lp_test_failures != 0;
}
