#include "formats/tar_head.h"

#include "tests/unit/tar_box.h"

static const struct row rows[] = {
    {"a wrong checksum",
     {M('0', "a", "x"), M('0', "b", "y", .odd = SUM_WRONG)},
     TWO_ZEROS,
     0,
     "other a {x}\nfails tar-checksum\n"},
    {"a size that is no number",
     {M('0', "a", "x"), M('0', "b", "y", .size = "0000000000x")},
     TWO_ZEROS,
     0,
     "other a {x}\nfails tar-number-broken\n"},
    {"a size with an 8",
     {M('0', "a", "x", .size = "00000000008")},
     TWO_ZEROS,
     0,
     "fails tar-number-broken\n"},
    {"a size of blanks",
     {M('0', "a", "", .size = "            ")},
     TWO_ZEROS,
     0,
     "fails tar-number-broken\n"},
    {"a size that some see behind a NUL",
     {M('0', "a", "x",
        .size = "\0"
                "0000000001")},
     TWO_ZEROS,
     0,
     "fails tar-number-broken\n"},
    {"a negative size",
     {M('0', "a", "x",
        .size = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")},
     TWO_ZEROS,
     0,
     "fails tar-number-broken\n"},
    {"a size of 2^63",
     {M('0', "a", "x", .size = "\x80\0\0\0\x80\0\0\0\0\0\0\0")},
     TWO_ZEROS,
     0,
     "fails tar-number-broken\n"},
    {"a size of 2^63-1 is a number, but the file is not so long",
     {M('0', "a", "x", .size = "\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff")},
     NO_ZEROS,
     511,
     "other a {x! truncated}\nfails truncated\n"},
    {"a size of 2^64 and some",
     {M('0', "a", "x", .size = "\x80\0\0\1\0\0\0\0\0\0\0\1")},
     TWO_ZEROS,
     0,
     "fails tar-number-broken\n"},
    {"a negative size that wraps to a large one",
     {M('0', "a", "x", .size = "\xff\xff\xff\xff\x7f\0\0\0\0\0\0\0")},
     TWO_ZEROS,
     0,
     "fails tar-number-broken\n"},
    {"a size in a base 256 that only some know",
     {M('0', "a", "x", .size = "\x81\0\0\0\0\0\0\0\0\0\0\1")},
     TWO_ZEROS,
     0,
     "fails tar-number-broken\n"},
    {"another number that is none",
     {M('0', "a", "x", .odd = UID_BAD)},
     TWO_ZEROS,
     0,
     "other a [tar-number-broken] {x}\nend\n"},
    {"a time that is no number",
     {M('0', "a", "x", .odd = TIME_BAD)},
     TWO_ZEROS,
     0,
     "other a [tar-number-broken] @none {x}\nend\n"},
};

static const struct {
    const char *label;
    struct member member;
    size_t cut;
    bool bids;
} bids[] = {
    {"ustar", M('0', "a", "x"), 0, true},
    {"ustar, cut by one byte", M('0', "a", NULL), 1025, false},
    {"ustar, its checksum wrong", M('0', "a", NULL, .odd = SUM_WRONG), 0,
     false},
    {"ustar, with a header first", M('x', "a", "x"), 0, true},
    {"GNU", M('0', "a", NULL, .magic = GNU), 0, true},
    {"v7", M('0', "a", NULL, .magic = V7), 0, true},
    {"v7 without a name", M('0', "", NULL, .magic = V7), 0, false},
    {"v7 with a number that is none",
     M('0', "a", NULL, .magic = V7, .odd = UID_BAD), 0, false},
    {"v7 of no type that it knew", M('x', "a", NULL, .magic = V7), 0, false},
    {"v7 with a size of nothing",
     M('0', "a", NULL, .magic = V7, .size = "\0\0 "), 0, false},
    {"GNU's volume label", M('V', "a", NULL, .magic = V7), 0, true},
};

static void
check_bids(void)
{
    static const uint8_t zeros[LP_HEAD_MAX];

    for (size_t i = 0; i < COUNT(bids); i++) {
        const struct row row = {.members = {bids[i].member},
                                .cut = bids[i].cut};
        struct lp_buf tar = {0};

        build(&tar, &row);
        CHECK((lp_read_tar.bid(lp_buf_slice(&tar)) > 0) == bids[i].bids,
              bids[i].label);
        lp_buf_release(&tar);
    }
    CHECK(lp_read_tar.bid((struct lp_slice){zeros, sizeof zeros}) == 0,
          "zeros alone are no tar");
    CHECK(lp_read_tar.bid((struct lp_slice){0}) == 0, "nothing is no tar");
}

int
main(void)
{
    check_rows(rows, COUNT(rows));
    check_bids();
    return lp_test_failures != 0;
}
