#include "bundle/gap_series.h"

#include <string.h>

#include "tests/unit/test.h"

/* Names, with a blank between, and the holes: "first-last(missing/present)". */
static const struct {
    const char *label;
    const char *names;
    const char *want;
} rows[] = {
    {"nothing", "", ""},
    {"no numbers", "a b c d e", ""},
    {"all there", "a1 a2 a3 a4 a5 a6", ""},
    {"one is missing", "a1.txt a2.txt a4.txt a5.txt a6.txt",
     "a3.txt-a3.txt(1/5)"},
    {"four are too few", "a1 a2 a4 a5", ""},
    {"padded", "ABC000118 ABC000119 ABC000125 ABC000126 ABC000127",
     "ABC000120-ABC000124(5/5)"},
    {"as many missing as there", "a1 a2 a3 a4 a10", "a5-a9(5/5)"},
    {"more missing than there", "a1 a2 a3 a4 a11", ""},
    {"two holes", "a1 a3 a4 a5 a7", "a2-a2(1/5) a6-a6(1/5)"},
    {"any order", "a7 a5 a4 a3 a1", "a2-a2(1/5) a6-a6(1/5)"},
    {"a number twice", "a1 a1 a2 a2 a4 a4 a5", ""},
    {"letters of any case", "a1 A2 a4 A5 a6", "A3-A3(1/5)"},
    {"another ending", "a1.x a2.x a4.x a5.x a6.y", ""},
    {"over a power of ten", "a7 a8 a9 a11 a12", "a10-a10(1/5)"},
    {"padded over a power of ten", "a07 a08 a09 a11 a12", "a10-a10(1/5)"},
    {"two widths", "a01 a02 a04 a05 a06 a001 a002 a003 a005 a006",
     "a03-a03(1/5) a004-a004(1/5)"},
    {"not padded beside padded", "a01 a02 a04 a05 a06 a1 a2", "a03-a03(1/5)"},
    {"nought alone is not padded", "a0 a1 a3 a4 a5", "a2-a2(1/5)"},
    {"one far away", "a1 a2 a4 a5 a6 a2019", "a3-a3(1/5)"},
    {"two stretches", "a1 a2 a4 a5 a6 a101 a102 a103 a105 a106",
     "a3-a3(1/5) a104-a104(1/5)"},
    {"the second number", "v2-p1 v2-p2 v2-p4 v2-p5 v2-p6", "v2-p3-v2-p3(1/5)"},
    {"the first number", "p1-v2 p2-v2 p4-v2 p5-v2 p6-v2", "p3-v2-p3-v2(1/5)"},
    {"both numbers", "1-1 1-2 1-4 1-5 1-6 2-2 3-2 5-2 6-2",
     "1-3-1-3(1/5) 4-2-4-2(1/5)"},
    {"days", "2024-03-01 2024-03-02 2024-03-04 2024-03-05 2024-03-06", ""},
    {"days without dashes", "20240301 20240302 20240304 20240305 20240306", ""},
    {"days the other way",
     "01.03.2024 02.03.2024 04.03.2024 05.03.2024 "
     "06.03.2024",
     ""},
    {"no days", "2024-13-01 2024-13-02 2024-13-04 2024-13-05 2024-13-06",
     "2024-13-03-2024-13-03(1/5)"},
    {"eight digits that are no day",
     "99990301 99990302 99990304 99990305 99990306", "99990303-99990303(1/5)"},
    {"twelve digits",
     "a999999999991 a999999999992 a999999999994 a999999999995 a999999999996",
     "a999999999993-a999999999993(1/5)"},
    {"thirteen digits",
     "a9999999999991 a9999999999992 a9999999999994 a9999999999995 "
     "a9999999999996",
     ""},
    {"bytes that are no text",
     "\xff"
     "1 \xff"
     "2 \xff"
     "4 \xff"
     "5 \xff"
     "6",
     "\xff"
     "3-\xff"
     "3(1/5)"},
};

struct told {
    struct lp_slice names[64];
    struct lp_buf text;
};

static struct lp_slice
name_of(void *who, uint32_t document)
{
    struct told *t = who;

    return t->names[document];
}

static enum lp_code
tell(void *who, const struct lp_series_hole *h, struct lp_err *err)
{
    struct told *t = who;

    (void)err;
    lp_buf_str(&t->text, t->text.len > 0 ? " " : "");
    lp_buf_put(&t->text, h->first);
    lp_buf_byte(&t->text, '-');
    lp_buf_put(&t->text, h->last);
    lp_buf_printf(&t->text, "(%u/%u)", (unsigned)h->missing,
                  (unsigned)h->present);
    CHECK(h->before != h->behind, "two neighbours");
    return LP_OK;
}

static void
check_row(const char *names, const char *want, const char *label)
{
    struct told t = {0};
    struct lp_series s = {0};
    uint32_t n = 0;

    while (*names != '\0') {
        size_t len = strcspn(names, " ");

        t.names[n] = (struct lp_slice){(const uint8_t *)names, len};
        CHECK(lp_series_add(&s, t.names[n], n, NULL) == LP_OK, label);
        n++;
        names += len + (names[len] == ' ' ? 1 : 0);
    }
    CHECK(lp_series_tell(&s, name_of, tell, &t, NULL) == LP_OK, label);
    CHECK(lp_slice_is(lp_buf_slice(&t.text), want), label);
    if (!lp_slice_is(lp_buf_slice(&t.text), want)) {
        fprintf(stderr, "  %.*s\n", (int)t.text.len, (const char *)t.text.data);
    }
    lp_buf_release(&t.text);
    lp_series_release(&s);
}

/* A name of nothing but numbers, and one that is too long. */
static void
check_long(void)
{
    struct lp_series s = {0};
    uint8_t name[300];

    for (size_t i = 0; i < sizeof name; i++) {
        name[i] = i % 2 == 0 ? '1' : '-';
    }
    for (size_t len = 0; len < sizeof name; len++) {
        CHECK(lp_series_add(&s, (struct lp_slice){name, len}, 0, NULL) == LP_OK,
              "add");
    }
    CHECK(s.n <= 3 * 256, "three of each name");
    lp_series_release(&s);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_row(rows[i].names, rows[i].want, rows[i].label);
    }
    check_long();
    return lp_test_failures != 0;
}
