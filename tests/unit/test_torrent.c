/* Torrents, and the bencoding that they are written in. */
#include "formats/torrent.h"

#include <stdlib.h>
#include <string.h>

#include "formats/bencode.h"
#include "formats/rule.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    const char *label;
    const char *text;
    enum lp_code rc;
    unsigned rule; /* if it is not good */
    bool unsorted;
} coded[] = {
    {"an integer", "i42e", LP_OK, 0, false},
    {"a negative one", "i-42e", LP_OK, 0, false},
    {"zero", "i0e", LP_OK, 0, false},
    {"the largest", "i9223372036854775807e", LP_OK, 0, false},
    {"one more", "i9223372036854775808e", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN,
     false},
    {"a minus before zero", "i-0e", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, false},
    {"a zero in front", "i042e", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, false},
    {"no digits", "ie", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, false},
    {"a plus", "i+1e", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, false},
    {"an integer that does not end", "i42", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN,
     false},
    {"a string", "4:spam", LP_OK, 0, false},
    {"an empty string", "0:", LP_OK, 0, false},
    {"a string that is cut", "4:spa", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN,
     false},
    {"a length with a zero in front", "04:spam", LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, false},
    {"a length beyond all bounds", "99999999999999999999:a", LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, false},
    {"a list", "l4:spami42ee", LP_OK, 0, false},
    {"an empty list", "le", LP_OK, 0, false},
    {"a list that does not end", "l4:spam", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN,
     false},
    {"an end too many", "lee", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, false},
    {"something behind it", "le ", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, false},
    {"an end alone", "e", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, false},
    {"nothing", "", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, false},
    {"a dictionary", "d1:ai1e1:bi2ee", LP_OK, 0, false},
    {"a prefix first", "d1:ai1e2:abi2e1:bi3ee", LP_OK, 0, false},
    {"a key that is no string", "di1ei2ee", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN,
     false},
    {"a key without a value", "d1:ae", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN,
     false},
    {"keys out of order", "d1:bi1e1:ai2ee", LP_OK, 0, true},
    {"a key twice", "d1:ai1e1:ai2ee", LP_E_FORMAT, LP_RULE_TORRENT_KEY_TWICE,
     false},
    {"a key twice, apart", "d1:bi1e1:ai2e1:bi3ee", LP_E_FORMAT,
     LP_RULE_TORRENT_KEY_TWICE, true},
    {"a key twice, deep in it", "d1:ald1:bi1e1:ale1:bi3eeee", LP_E_FORMAT,
     LP_RULE_TORRENT_KEY_TWICE, true},
    {"the same key in two", "ld1:ai1eed1:ai1eee", LP_OK, 0, false},
};

static void
test_coded(void)
{
    for (size_t i = 0; i < COUNT(coded); i++) {
        struct lp_bencode_order order;
        struct lp_bencode v;
        struct lp_err err = {0};
        enum lp_code rc =
            lp_bencode_check(&v, lp_slice_str(coded[i].text), &order, &err);

        CHECK(rc == coded[i].rc, coded[i].label);
        CHECK(rc == LP_OK || err.rule == coded[i].rule, coded[i].label);
        CHECK(order.unsorted == coded[i].unsorted, coded[i].label);
        CHECK(rc != LP_OK || v.whole.len == strlen(coded[i].text),
              coded[i].label);
    }
}

static void
test_deep(void)
{
    char text[2 * (LP_BENCODE_DEPTH + 1)];
    struct lp_bencode_order order;
    struct lp_bencode v;

    for (size_t n = LP_BENCODE_DEPTH; n <= LP_BENCODE_DEPTH + 1; n++) {
        memset(text, 'l', n);
        memset(text + n, 'e', n);
        CHECK(lp_bencode_check(
                  &v, (struct lp_slice){(const uint8_t *)text, 2 * n}, &order,
                  NULL) == (n == LP_BENCODE_DEPTH ? LP_OK : LP_E_LIMIT),
              "deep");
    }
}

#define H20 "aaaaabbbbbcccccddddd"
#define R1 "11111111111111111111111111111111"
#define R2 "22222222222222222222222222222222"
#define V1(files, pieces)                                           \
    "d4:infod5:filesl" files "e4:name3:dir12:piece lengthi16384e6:" \
    "pieces" pieces "ee"
#define V2(tree, layers)                                                  \
    "d4:infod9:file treed" tree "e12:meta versioni2e4:name3:dir12:piece " \
    "lengthi16384ee12:piece layersd" layers "ee"
#define ONE "d6:lengthi10e4:pathl1:aee"
#define LEAF(name, size) name "d0:d6:lengthi" size "e11:pieces root32:" R1 "ee"
#define HYBRID(files, tree)                                                 \
    "d4:infod9:file treed" tree "e5:filesl" files "e12:meta versioni2e4:"   \
    "name3:dir12:piece lengthi16384e6:pieces40:" H20 H20 "e12:piece layers" \
    "dee"
#define PAD "d4:attr1:p6:lengthi16374e4:pathl4:.pad5:16374ee"
#define TWO "d6:lengthi20e4:pathl1:bee"

static const struct {
    const char *label;
    const char *text;
    enum lp_code rc;
    unsigned rule;
    size_t files; /* if it is good */
} torrents[] = {
    {"version 1", V1(ONE, "20:" H20), LP_OK, 0, 1},
    {"a piece too many", V1(ONE, "40:" H20 H20), LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, 0},
    {"no piece", V1(ONE, "0:"), LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"half a piece", V1(ONE, "10:aaaaabbbbb"), LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, 0},
    {"no files", V1("", "0:"), LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"a file of no bytes", V1("d6:lengthi0e4:pathl1:aee", "0:"), LP_OK, 0, 1},
    {"a negative length", V1("d6:lengthi-1e4:pathl1:aee", "0:"), LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, 0},
    {"a length that is a string", V1("d6:length1:14:pathl1:aee", "20:" H20),
     LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"too many bytes",
     V1("d6:lengthi9007199254740991e4:pathl1:aee" ONE, "20:" H20), LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, 0},
    {"two files", V1(ONE TWO, "20:" H20), LP_OK, 0, 2},
    {"one path twice", V1(ONE ONE, "20:" H20), LP_E_FORMAT,
     LP_RULE_TORRENT_PATH_TWICE, 0},
    {"a file in a file", V1(ONE "d6:lengthi1e4:pathl1:a1:bee", "20:" H20),
     LP_E_FORMAT, LP_RULE_TORRENT_PATH_TWICE, 0},
    {"a file beside a longer name",
     V1(ONE "d6:lengthi1e4:pathl2:a!ee", "20:" H20), LP_OK, 0, 2},
    {"pads of one name", V1(ONE PAD TWO PAD, "60:" H20 H20 H20), LP_OK, 0, 4},
    {"a link", V1("d4:attr1:l6:lengthi0e4:pathl1:lee" ONE, "20:" H20), LP_OK, 0,
     2},
    {"a link with bytes",
     V1("d4:attr1:l6:lengthi1e4:pathl1:lee" ONE, "20:" H20), LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, 0},
    {"one file",
     "d4:infod6:lengthi3e4:name1:f12:piece lengthi16384e6:pieces20:" H20 "ee",
     LP_OK, 0, 1},
    {"one file and files",
     "d4:infod5:filesle6:lengthi3e4:name1:f12:piece lengthi16384e6:pieces"
     "20:" H20 "ee",
     LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"no name", "d4:infod6:lengthi3e12:piece lengthi16384e6:pieces20:" H20 "ee",
     LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"pieces of no length",
     "d4:infod6:lengthi3e4:name1:f12:piece lengthi0e6:pieces20:" H20 "ee",
     LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"pieces that are too long",
     "d4:infod6:lengthi3e4:name1:f12:piece lengthi1073741825e6:pieces20:" H20
     "ee",
     LP_E_LIMIT, LP_RULE_TORRENT_BROKEN, 0},
    {"no info", "d4:name1:fe", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"a list", "le", LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"version 2", V2(LEAF("1:a", "10"), ""), LP_OK, 0, 1},
    {"a tree of nothing", V2("", ""), LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"a file of no bytes in the tree", V2("1:ad0:d6:lengthi0eee", ""), LP_OK, 0,
     1},
    {"... that has a root", V2(LEAF("1:a", "0"), ""), LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, 0},
    {"one with bytes and no root", V2("1:ad0:d6:lengthi1eee", ""), LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, 0},
    {"a short root", V2("1:ad0:d6:lengthi1e11:pieces root1:ree", ""),
     LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"folders",
     V2("1:ad" LEAF("1:b", "10") LEAF("1:c", "9") "e" LEAF("1:d", "8"), ""),
     LP_OK, 0, 3},
    {"a file that is a folder",
     V2("1:ad0:d6:lengthi0ee1:bd0:d6:lengthi0eeee", ""), LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, 0},
    {"a tree that is a file", V2("0:d6:lengthi0ee", ""), LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, 0},
    {"something else in the tree", V2("1:ai1e", ""), LP_E_FORMAT,
     LP_RULE_TORRENT_BROKEN, 0},
    {"pieces of no power of two",
     "d4:infod9:file treed" LEAF("1:a", "10") "e12:meta versioni2e4:name3:dir"
                                              "12:piece lengthi16385eee",
     LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"pieces shorter than a block",
     "d4:infod9:file treed" LEAF("1:a", "10") "e12:meta versioni2e4:name3:dir"
                                              "12:piece lengthi8192eee",
     LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, 0},
    {"version 3",
     "d4:infod9:file treed" LEAF("1:a", "10") "e12:meta versioni3e4:name3:dir"
                                              "12:piece lengthi16384eee",
     LP_E_FORMAT, LP_RULE_TORRENT_VERSION, 0},
    {"both", HYBRID(ONE PAD TWO, LEAF("1:a", "10") LEAF("1:b", "20")), LP_OK, 0,
     3},
    {"both, of other sizes",
     HYBRID(ONE PAD TWO, LEAF("1:a", "10") LEAF("1:b", "21")), LP_E_FORMAT,
     LP_RULE_TORRENT_HALVES, 0},
    {"both, of other names",
     HYBRID(ONE PAD TWO, LEAF("1:a", "10") LEAF("1:c", "20")), LP_E_FORMAT,
     LP_RULE_TORRENT_HALVES, 0},
    {"both, one of them with less", HYBRID(ONE PAD TWO, LEAF("1:a", "10")),
     LP_E_FORMAT, LP_RULE_TORRENT_HALVES, 0},
    {"both, one of them with more",
     HYBRID(ONE PAD TWO, LEAF("1:a", "10") LEAF("1:b", "20") LEAF("1:c", "1")),
     LP_E_FORMAT, LP_RULE_TORRENT_HALVES, 0},
    {"both, a pad that is one no more",
     HYBRID(ONE "d6:lengthi16374e4:pathl4:.pad5:16374ee" TWO,
            LEAF("1:a", "10") LEAF("1:b", "20")),
     LP_E_FORMAT, LP_RULE_TORRENT_HALVES, 0},
};

static void
test_torrents(void)
{
    for (size_t i = 0; i < COUNT(torrents); i++) {
        struct lp_torrent t;
        struct lp_err err = {0};
        struct lp_slice text = lp_slice_str(torrents[i].text);
        enum lp_code rc = lp_torrent_get(&t, text, &err);

        CHECK(rc == torrents[i].rc, torrents[i].label);
        CHECK(rc == LP_OK || err.rule == torrents[i].rule, torrents[i].label);
        CHECK(t.files.n == torrents[i].files, torrents[i].label);
        CHECK(rc != LP_OK || lp_torrent_recognise(text), torrents[i].label);
        lp_torrent_release(&t);
    }
    CHECK(!lp_torrent_recognise(lp_slice_str("d4:name1:fe")), "no info");
    CHECK(!lp_torrent_recognise(lp_slice_str("4:infod")), "no dictionary");
    CHECK(!lp_torrent_recognise(lp_slice_str("")), "empty");
}

#define FLAGS1(path) V1("d6:lengthi10e4:path" path "e" TWO, "20:" H20)

static const struct {
    const char *label;
    const char *text;
    unsigned flags; /* of the first file */
} flagged[] = {
    {"plain", FLAGS1("l1:ae"), 0},
    {"up", FLAGS1("l2:..1:ae"), LP_TORRENT_UNSAFE},
    {"a folder that looks like up", FLAGS1("l3:...1:ae"), 0},
    {"here", FLAGS1("l1:.e"), LP_TORRENT_UNSAFE},
    {"nameless", FLAGS1("l0:e"), LP_TORRENT_UNSAFE},
    {"of no components", FLAGS1("le"), LP_TORRENT_UNSAFE},
    {"no list", FLAGS1("1:a"), LP_TORRENT_UNSAFE},
    {"from the root", FLAGS1("l4:/etce"), LP_TORRENT_UNSAFE},
    {"a separator in a component", FLAGS1("l3:a/be"), LP_TORRENT_UNSAFE},
    {"up, elsewhere", FLAGS1("l4:..\\ae"), LP_TORRENT_UNSAFE},
    {"an integer for a component", FLAGS1("li1ee"), LP_TORRENT_UNSAFE},
    {"a twin", FLAGS1("l1:Be"), LP_TORRENT_TWIN},
    {"in UTF-8 before another",
     V1("d6:lengthi10e4:pathl2:..e10:path.utf-8l1:aee" TWO, "20:" H20), 0},
    {"a pad of old", FLAGS1("l20:_____padding_file_0_e"), LP_TORRENT_PAD},
    {"up, in a tree", V2("2:..d" LEAF("1:a", "10") "e", ""),
     LP_TORRENT_UNSAFE | LP_TORRENT_V2},
    {"a name with a separator, in a tree", V2(LEAF("3:a/b", "10"), ""),
     LP_TORRENT_UNSAFE | LP_TORRENT_V2},
    {"a name, in a tree", V2(LEAF("3:a.b", "10"), ""), LP_TORRENT_V2},
    {"a piece needs no layer", V2(LEAF("1:a", "16384"), ""), LP_TORRENT_V2},
    {"two do", V2(LEAF("1:a", "16385"), ""),
     LP_TORRENT_V2 | LP_TORRENT_LAYERLESS},
    {"... and have it", V2(LEAF("1:a", "16385"), "32:" R1 "64:" R2 R1),
     LP_TORRENT_V2},
    {"... or that of another", V2(LEAF("1:a", "16385"), "32:" R2 "64:" R2 R1),
     LP_TORRENT_V2 | LP_TORRENT_LAYERLESS},
    {"... or too much", V2(LEAF("1:a", "16385"), "32:" R1 "96:" R2 R1 R1),
     LP_TORRENT_V2 | LP_TORRENT_LAYERLESS},
};

static void
test_flags(void)
{
    for (size_t i = 0; i < COUNT(flagged); i++) {
        struct lp_torrent t;
        enum lp_code rc =
            lp_torrent_get(&t, lp_slice_str(flagged[i].text), NULL);

        CHECK(rc == LP_OK && t.files.n > 0 &&
                  t.files.of[0].flags == flagged[i].flags,
              flagged[i].label);
        lp_torrent_release(&t);
    }
}

/* What a hybrid comes to: paths, places, and what version 2 adds. */
static void
test_hybrid(void)
{
    const char *text = HYBRID(ONE PAD TWO, LEAF("1:a", "10") LEAF("1:b", "20"));
    struct lp_torrent t;
    enum lp_code rc = lp_torrent_get(&t, lp_slice_str(text), NULL);

    CHECK(rc == LP_OK && t.v1 && t.v2 && !t.single && t.files.n == 3, "read");
    if (rc == LP_OK && t.files.n == 3) {
        const struct lp_torrent_file *of = t.files.of;

        CHECK(lp_slice_is(lp_torrent_path(&t.files, &of[2]), "b"), "path");
        CHECK(of[0].at == 0 && of[1].at == 10 && of[2].at == 16384, "places");
        CHECK(of[0].root != NULL && of[1].root == NULL && of[2].root != NULL,
              "roots");
        CHECK((of[1].flags & LP_TORRENT_PAD) != 0, "pad");
        CHECK(t.pieces == 2 && t.total == 16404, "pieces");
        CHECK(lp_torrent_height(&t) == 0, "height");
        CHECK(t.info.len > 0 && t.info.data[0] == 'd' &&
                  t.info.data[t.info.len - 1] == 'e' &&
                  t.info.data + t.info.len ==
                      (const uint8_t *)strstr(text, "12:piece layers"),
              "info");
    }
    lp_torrent_release(&t);
}

int
main(void)
{
    test_coded();
    test_deep();
    test_torrents();
    test_flags();
    test_hybrid();
    return lp_test_failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
