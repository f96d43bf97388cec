#include "formats/deflate_head.h"

#include <string.h>

#include "tests/unit/test.h"

/* The head of a block is written as its bits, in the order in which they are
 * sent; spaces are for the eye. */
static struct lp_slice
pack(uint8_t *to, const char *bits)
{
    size_t n = 0;

    memset(to, 0, LP_DEFLATE_HEAD_MAX);
    for (; *bits != '\0'; bits++) {
        if (*bits != ' ') {
            to[n / 8] |= (uint8_t)((*bits == '1') << n % 8);
            n++;
        }
    }
    return (struct lp_slice){to, (n + 7) / 8};
}

/* 257 lengths of literals, one of a distance, 18 orders. */
#define DYNAMIC "1 01 00000 00000 0111"
/* In the place of 16, 17, 18, 0, 8, 7, ..., 1: 18 and 1 have one bit, ... */
#define ONES_AND_ZEROS                                            \
    "000 000 100 000 000 000 000 000 000 000 000 000 000 000 000" \
    " 000 000 100"
/* ... so that 1 is 0 and a run of zeros 1. */
#define RUN(n) "1" n
#define ZEROS_138 RUN("1111111")

static const struct {
    const char *label;
    const char *bits;
    unsigned skip;
    enum lp_deflate_seen seen;
    enum lp_deflate_type type;
    bool final;
    size_t len; /* bits */
} rows[] = {
    {"nothing", "", 0, LP_DEFLATE_SHORT, 0, false, 0},
    {"a fixed block", "0 10", 0, LP_DEFLATE_SURE, LP_DEFLATE_FIXED, false, 3},
    {"the last one", "1 10", 0, LP_DEFLATE_SURE, LP_DEFLATE_FIXED, true, 3},
    {"the reserved type", "1 11", 0, LP_DEFLATE_DOUBT, 0, false, 0},
    {"behind five bits", "10101 1 10", 5, LP_DEFLATE_SURE, LP_DEFLATE_FIXED,
     true, 8},
    {"behind six bits", "101011 1 1", 6, LP_DEFLATE_SHORT, 0, false, 0},
    {"a stored block", "1 00 00000 1100000000000000 0011111111111111", 0,
     LP_DEFLATE_SURE, LP_DEFLATE_STORED, true, 40},
    {"its length is not repeated",
     "1 00 00000 1100000000000000 0111111111111111", 0, LP_DEFLATE_DOUBT, 0,
     false, 0},
    {"its length is cut", "1 00 00000 1100000000000000 00111111", 0,
     LP_DEFLATE_SHORT, 0, false, 0},
    {"literal 0 and the end of the block, and two distances",
     "1 01 00000 10000 0111" ONES_AND_ZEROS
     " 0" ZEROS_138 RUN("0101011") " 0 00",
     0, LP_DEFLATE_SURE, LP_DEFLATE_DYNAMIC, true, 91},
    {"one distance, of one bit: zlib takes it",
     DYNAMIC ONES_AND_ZEROS " 0" ZEROS_138 RUN("0101011") " 0 0", 0,
     LP_DEFLATE_DOUBT, 0, false, 0},
    {"the end of the block alone: zlib takes it",
     "1 01 00000 10000 0111" ONES_AND_ZEROS ZEROS_138 RUN("1101011") " 0 00", 0,
     LP_DEFLATE_DOUBT, 0, false, 0},
    {"no end of the block",
     "1 01 00000 10000 0111" ONES_AND_ZEROS
     " 00" ZEROS_138 RUN("0101011") " 00",
     0, LP_DEFLATE_DOUBT, 0, false, 0},
    {"three literals of one bit",
     "1 01 00000 10000 0111" ONES_AND_ZEROS
     " 00" ZEROS_138 RUN("1001011") " 0 00",
     0, LP_DEFLATE_DOUBT, 0, false, 0},
    {"a run that goes past the end",
     "1 01 00000 10000 0111" ONES_AND_ZEROS " 0" ZEROS_138 ZEROS_138, 0,
     LP_DEFLATE_DOUBT, 0, false, 0},
    {"287 literals", "1 01 01111 00000 0111", 0, LP_DEFLATE_DOUBT, 0, false, 0},
    {"31 distances", "1 01 00000 01111 0111", 0, LP_DEFLATE_DOUBT, 0, false, 0},
    {"orders that leave codes over", DYNAMIC "000 000 100 000 000", 0,
     LP_DEFLATE_SHORT, 0, false, 0},
    {"a repetition of nothing",
     "1 01 00000 00000 1000"
     "100 000 100 000 000 000 000 000 000 000 000 000  00000000",
     0, LP_DEFLATE_DOUBT, 0, false, 0},
};

static void
test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[LP_DEFLATE_HEAD_MAX];
        struct lp_slice s = pack(bytes, rows[i].bits);
        struct lp_deflate_head h = {.bits = 12345};
        enum lp_deflate_seen seen = lp_deflate_head(&h, s, rows[i].skip);

        CHECK(seen == rows[i].seen, rows[i].label);
        if (seen != LP_DEFLATE_SURE) {
            CHECK(h.bits == 12345, rows[i].label);
            continue;
        }
        CHECK(h.type == rows[i].type, rows[i].label);
        CHECK(h.final == rows[i].final, rows[i].label);
        CHECK(h.bits == rows[i].len, rows[i].label);
        CHECK(h.type != LP_DEFLATE_STORED || h.length == 3, rows[i].label);
        for (size_t n = 0; n < s.len; n++) {
            CHECK(lp_deflate_head(&h, lp_slice_head(s, n), rows[i].skip) ==
                      LP_DEFLATE_SHORT,
                  "and cut anywhere it is short");
        }
    }
}

int
main(void)
{
    test_rows();
    return lp_test_failures != 0;
}
