#include "formats/pieces.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MIB ((uint64_t)1 << 20)
#define H1 "0100000000000000000000000000000000000000000000000000000000000000"
#define H2 "02000000000000000000000000000000000000000000000000000000000000ff"
#define R "# root=" H2 "\n"
#define HEAD "# leafproof pieces 1\n# size=1048577\n# piece=1048576\n"

static const struct {
    const char *label;
    uint64_t size;
    unsigned height;
    uint64_t n;
} cuts[] = {
    {"nothing", 0, 6, 0},
    {"a byte", 1, 6, 1},
    {"a piece", MIB, 6, 1},
    {"a byte more", MIB + 1, 6, 2},
    {"as many as there may be", 65536 * MIB, 6, 65536},
    {"a byte more than that", 65536 * MIB + 1, 7, 32769},
    {"the largest size", ((uint64_t)1 << 53) - 1, 23, 65536},
    {"as large as files get", INT64_MAX, 33, 65536},
};

static void
test_cuts(void)
{
    for (size_t i = 0; i < COUNT(cuts); i++) {
        CHECK(lp_pieces_height(cuts[i].size) == cuts[i].height &&
                  lp_pieces_count(cuts[i].size) == cuts[i].n,
              cuts[i].label);
    }
}

static const struct {
    const char *label;
    const char *text;
    bool good;
} texts[] = {
    {"two pieces", HEAD R H1 "\n" H2 "\n# end\n", true},
    {"a piece too few", HEAD R H1 "\n# end\n", false},
    {"a piece too many", HEAD R H1 "\n" H2 "\n" H1 "\n# end\n", false},
    {"cut before the end", HEAD R H1 "\n" H2 "\n", false},
    {"cut in the last line", HEAD R H1 "\n" H2 "\n# end", false},
    {"cut in a piece", HEAD R H1 "\n" H2, false},
    {"something behind it", HEAD R H1 "\n" H2 "\n# end\n\n", false},
    {"no root", HEAD H1 "\n" H2 "\n# end\n", false},
    {"a short root", HEAD "# root=00\n" H1 "\n" H2 "\n# end\n", false},
    {"a long hash", HEAD R H1 "0\n" H2 "\n# end\n", false},
    {"line ends as of other systems", HEAD R H1 "\r\n" H2 "\r\n# end\n", false},
    {"another piece size",
     "# leafproof pieces 1\n# size=1048577\n# piece=2097152\n" R H1 "\n" H2
     "\n# end\n",
     false},
    {"a size with a zero in front",
     "# leafproof pieces 1\n# size=01048577\n# piece=1048576\n" R H1 "\n" H2
     "\n# end\n",
     false},
    {"no bytes at all",
     "# leafproof pieces 1\n# size=0\n# piece=1048576\n" R "# end\n", false},
    {"another version",
     "# leafproof pieces 2\n# size=1\n# piece=1048576\n" R H1 "\n# end\n",
     false},
    {"one piece",
     "# leafproof pieces 1\n# size=1\n# piece=1048576\n" R H1 "\n# end\n",
     true},
    {"past 2^53",
     "# leafproof pieces 1\n# size=9007199254740992\n# piece=137438953472\n" R
         H1 "\n# end\n",
     false},
    {"empty", "", false},
};

static void
test_texts(void)
{
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct lp_pieces p = {0};
        struct lp_buf again = {0};
        enum lp_code want = texts[i].good ? LP_OK : LP_E_FORMAT;

        CHECK(lp_pieces_get(&p, lp_slice_str(texts[i].text), NULL) == want,
              texts[i].label);
        if (texts[i].good) {
            lp_pieces_put(&again, &p);
            CHECK(lp_slice_is(lp_buf_slice(&again), texts[i].text) &&
                      p.root[0] == 2 && p.root[31] == 0xff,
                  texts[i].label);
        } else {
            CHECK(p.layer.data == NULL && p.size == 0, texts[i].label);
        }
        lp_pieces_release(&p);
        lp_buf_release(&again);
    }
}

int
main(void)
{
    test_cuts();
    test_texts();
    return lp_test_failures != 0;
}
