#include "formats/pdf_cmap.h"

#include "tests/unit/test.h"

#define LIMIT ((uint64_t)64 << 20)

static void
read_map(struct lp_pdf_cmap *m, const char *text, const char *label)
{
    struct lp_pdf_work w = {.left = LIMIT};
    struct lp_err err = {0};

    CHECK(lp_pdf_cmap_read(m, lp_slice_str(text), &w, &err) == LP_OK, label);
    CHECK(w.broken == LP_RULE_NONE, label);
}

/* NULL: the code has no characters. */
static const struct {
    const char *label;
    const char *map;
    uint32_t code;
    const char *want;
} rows[] = {
    {"a code of its own", "beginbfchar <41> <0062> endbfchar", 0x41, "b"},
    {"another code", "beginbfchar <41> <0062> endbfchar", 0x42, NULL},
    {"outside of its section", "<41> <0062>", 0x41, NULL},
    {"behind its section", "beginbfchar endbfchar <41> <0062>", 0x41, NULL},
    {"codes are numbers", "beginbfchar <0041> <0062> endbfchar", 0x41, "b"},
    {"several characters", "beginbfchar <01> <00660066 0069> endbfchar", 1,
     "ffi"},
    {"a surrogate pair", "beginbfchar <01> <D83DDE00> endbfchar", 1,
     "\xf0\x9f\x98\x80"},
    {"half of one", "beginbfchar <01> <D83D> endbfchar", 1, NULL},
    {"one byte for two", "beginbfchar <01> <62> endbfchar", 1, "b"},
    {"private use", "beginbfchar <01> <E000> endbfchar", 1, NULL},
    {"no character at all", "beginbfchar <01> <> endbfchar", 1, NULL},
    {"the first of a range", "beginbfrange <10><1f> <0061> endbfrange", 0x10,
     "a"},
    {"the last of it", "beginbfrange <10><1f> <0061> endbfrange", 0x1f, "p"},
    {"one before it", "beginbfrange <10><1f> <0061> endbfrange", 0xf, NULL},
    {"one behind it", "beginbfrange <10><1f> <0061> endbfrange", 0x20, NULL},
    {"a range that ends before it begins",
     "beginbfrange <1f><10> <0061> endbfrange", 0x10, NULL},
    {"an array for a range", "beginbfrange <10><12> [<0078><0079>] endbfrange",
     0x11, "y"},
    {"an array that is too short",
     "beginbfrange <10><12> [<0078><0079>] endbfrange", 0x12, NULL},
    {"an array that is too long",
     "beginbfrange <10><11> [<0078><0079><007a>] endbfrange", 0x12, NULL},
    {"the last unit is raised, and turns over",
     "beginbfrange <00><ff> <0061fffe> endbfrange", 0x43, "aA"},
    {"a code of its own counts before a range",
     "beginbfchar <11> <0078> endbfchar beginbfrange <10><12> <0061> "
     "endbfrange",
     0x11, "x"},
    {"of two ranges the one that begins last",
     "beginbfrange <10><20> <0061> <11><12> <0078> endbfrange", 0x11, "x"},
    {"and it alone", "beginbfrange <10><20> <0061> <11><12> <0078> endbfrange",
     0x13, NULL},
    {"of two that begin together the last defined",
     "beginbfrange <10><20> <0061> <10><12> <0078> endbfrange", 0x10, "x"},
    {"of two for one code too", "beginbfchar <10> <0061> <10> <0078> endbfchar",
     0x10, "x"},
    {"a range of all codes",
     "beginbfrange <00000000><ffffffff> <0000> "
     "endbfrange",
     0x30041, "A"},
    {"a code of five bytes is none",
     "beginbfchar <0000000041> <0062> endbfchar", 0x41, NULL},
    {"a row that is cut", "beginbfchar <41>", 0x41, NULL},
    {"a comment", "beginbfchar % <41> <0063>\n<41> <0062> endbfchar", 0x41,
     "b"},
};

static void
check_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_pdf_cmap m = {0};
        struct lp_buf b = {0};
        bool got;

        read_map(&m, rows[i].map, rows[i].label);
        got = lp_pdf_cmap_text(&m, rows[i].code, &b);
        CHECK(got == (rows[i].want != NULL), rows[i].label);
        CHECK(rows[i].want == NULL ||
                  lp_slice_is(lp_buf_slice(&b), rows[i].want),
              rows[i].label);
        lp_buf_release(&b);
        lp_pdf_cmap_release(&m);
    }
}

static void
check_widths(void)
{
    static const char map[] = "begincodespacerange <00><7f> <8140><9ffc> "
                              "<fe000000><feffffff> <20><10> endcodespacerange";
    static const struct {
        const char *label;
        const char *codes;
        unsigned want;
    } cases[] = {
        {"one byte", "A\xff\xff", 1},
        {"two bytes", "\x81\x40zz", 2},
        {"the second is too small", "\x81\x3fzz", 2},
        {"two bytes that are cut", "\x81", 1},
        {"four bytes", "\xfe\x01\x01\x01z", 4},
        {"four bytes that are cut", "\xfe\x01\x01", 2},
        {"in no range", "\xf0zzz", 2},
    };
    struct lp_pdf_cmap m = {0};

    read_map(&m, map, "spaces");
    CHECK(m.n_spaces == 3, "a space that ends before it begins is none");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK(lp_pdf_cmap_width(&m, lp_slice_str(cases[i].codes), 2) ==
                  cases[i].want,
              cases[i].label);
    }
    lp_pdf_cmap_release(&m);
}

static void
check_cids(void)
{
    struct lp_pdf_cmap m = {0};

    read_map(&m,
             "begincidchar <41> 7 endcidchar begincidrange <50><5f> 100 "
             "endcidrange /WMode 1 def",
             "CIDs");
    CHECK(lp_pdf_cmap_cid(&m, 0x41) == 7, "a CID of its own");
    CHECK(lp_pdf_cmap_cid(&m, 0x5f) == 115, "the last of a range");
    CHECK(lp_pdf_cmap_cid(&m, 0x60) == 0, "a code behind it");
    CHECK(m.vertical, "it writes down");
    lp_pdf_cmap_release(&m);
    read_map(&m, "/Identity-H usecmap begincidchar <41> 7 endcidchar",
             "Identity");
    CHECK(lp_pdf_cmap_cid(&m, 0x41) == 7, "a CID of its own");
    CHECK(lp_pdf_cmap_cid(&m, 0x42) == 0x42, "the others are their codes");
    CHECK(!m.vertical && m.n_spaces == 1, "it writes along, codes of two");
    lp_pdf_cmap_release(&m);
    read_map(&m, "/Other usecmap", "a map we do not have");
    CHECK(!m.identity && lp_pdf_cmap_cid(&m, 0x42) == 0, "says nothing");
    lp_pdf_cmap_release(&m);
}

/* Rows as many as may be and one more: each takes what it takes, ranges of
 * all codes as well. */
static void
check_many(void)
{
    struct lp_buf b = {0};
    struct lp_err err = {0};

    lp_buf_str(&b, "beginbfrange ");
    for (size_t i = 0; i < LP_PDF_CMAP_ROWS_MAX; i++) {
        lp_buf_str(&b, "<0><ffffffff><0041>\n");
    }
    for (size_t more = 0; more < 2; more++) {
        struct lp_pdf_work w = {.left = LIMIT};
        struct lp_pdf_cmap m = {0};

        CHECK(lp_pdf_cmap_read(&m, lp_buf_slice(&b), &w, &err) == LP_OK,
              "ranges of four milliards");
        CHECK(w.broken == (more == 0 ? LP_RULE_NONE : LP_RULE_LIMIT_ENTRIES),
              "one row too many is said");
        CHECK(m.range.n == LP_PDF_CMAP_ROWS_MAX, "and not held");
        CHECK(lp_pdf_cmap_held(&m) < (size_t)8 << 20,
              "they take no more than their rows");
        lp_pdf_cmap_release(&m);
        lp_buf_str(&b, "<0><1><0041>");
    }
    lp_buf_release(&b);
}

/* Brackets that nothing closes are each looked for to the end, so they draw
 * on the work. */
static void
check_brackets(void)
{
    struct lp_buf b = {0};
    struct lp_pdf_work w = {.left = (uint64_t)8 << 20};
    struct lp_pdf_cmap m = {0};
    struct lp_err err = {0};

    for (size_t i = 0; i < (size_t)4 << 20; i++) {
        lp_buf_byte(&b, i % 16384 == 0 ? '[' : ' ');
    }
    CHECK(lp_pdf_cmap_read(&m, lp_buf_slice(&b), &w, &err) == LP_E_LIMIT &&
              w.left == 0,
          "256 brackets over four megabytes are too much for eight");
    lp_pdf_cmap_release(&m);
    w.left = (uint64_t)8 << 20;
    CHECK(lp_pdf_cmap_read(&m, lp_slice_str("[[<< beginbfchar <41> <0062>"), &w,
                           &err) == LP_OK &&
              m.single.n == 1,
          "a few in a small map are not");
    lp_pdf_cmap_release(&m);
    lp_buf_release(&b);
}

int
main(void)
{
    check_rows();
    check_widths();
    check_cids();
    check_many();
    check_brackets();
    return lp_test_failures == 0 ? 0 : 1;
}
