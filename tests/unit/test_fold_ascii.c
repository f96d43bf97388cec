#include "formats/fold_ascii.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MAX ((size_t)300)

/* What a text is, and what comes of it where nothing stands before it. */
static const struct {
    const char *text;
    const char *t0;
    const char *t1;
    size_t letters;
    bool blank;
} rows[] = {
    {"", "", "", 0, true},
    {"Noon, 12 March", "Noon, 12 March", "noon12march", 9, false},
    {" \t\r\n\v\fNoon", "Noon", "noon", 4, false},
    {"a \n b\t", "a b ", "ab", 2, true},
    {"a\001 \177 b", "a b", "ab", 2, false},
    {"@[`{/:", "@[`{/:", "", 0, false},
    {"AZaz09", "AZaz09", "azaz09", 4, false},
};

static void
check_rows(unsigned way)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint8_t t0[MAX];
        uint8_t t1[MAX];
        struct lp_fold_ascii f = {.t0 = t0, .t1 = t1, .blank = true};
        size_t n = strlen(rows[i].text);

        if (lp_fold_ascii_by(way, &f, (const uint8_t *)rows[i].text, n)) {
            CHECK(f.n0 == strlen(rows[i].t0) &&
                      memcmp(t0, rows[i].t0, f.n0) == 0,
                  rows[i].text);
            CHECK(f.n1 == strlen(rows[i].t1) &&
                      memcmp(t1, rows[i].t1, f.n1) == 0,
                  rows[i].text);
            CHECK(f.letters == rows[i].letters && f.blank == rows[i].blank,
                  rows[i].text);
        }
    }
}

/* Every way agrees with the plain one about texts of every length, dense in
 * what is special to some of them. */
static void
check_agree(unsigned way, const char *from, size_t of)
{
    uint64_t x = 7;

    for (size_t n = 0; n <= MAX - LP_FOLD_ASCII_ROOM; n++) {
        uint8_t text[MAX];
        uint8_t t[4][MAX];
        struct lp_fold_ascii a = {.t0 = t[0], .t1 = t[1], .blank = n % 2 != 0};
        struct lp_fold_ascii b = {.t0 = t[2], .t1 = t[3], .blank = n % 2 != 0};

        for (size_t i = 0; i < n; i++) {
            x = x * UINT64_C(6364136223846793005) + 1;
            text[i] = (uint8_t)from[(x >> 33) % of];
        }
        if (!lp_fold_ascii_by(0, &a, text, n) ||
            !lp_fold_ascii_by(way, &b, text, n)) {
            return;
        }
        CHECK(a.n0 == b.n0 && memcmp(a.t0, b.t0, a.n0) == 0, from);
        CHECK(a.n1 == b.n1 && memcmp(a.t1, b.t1, a.n1) == 0, from);
        CHECK(a.letters == b.letters && a.blank == b.blank, from);
    }
}

int
main(void)
{
    char all[128];

    for (size_t i = 0; i < sizeof all; i++) {
        all[i] = (char)i;
    }
    for (unsigned way = 0; way < 2; way++) {
        check_rows(way);
        check_agree(way, "ab Z9\n.", 7);
        check_agree(way, "  \t\rx", 5);
        check_agree(way, all, sizeof all);
        check_agree(way, &all[32], sizeof all - 32);
    }
    return lp_test_failures != 0;
}
