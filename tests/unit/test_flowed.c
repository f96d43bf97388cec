#include "formats/flowed.h"

#include "base/buf.h"
#include "tests/unit/test.h"

static const struct {
    const char *label;
    bool delsp;
    const char *in;
    const char *out;
} rows[] = {
    {"nothing", false, "", ""},
    {"a line without an end", false, "word", "word"},
    {"fixed lines", false, "a\nb\r\nc\rd\n", "a\nb\nc\nd\n"},
    {"empty lines", false, "\n\r\n\r\r\n", "\n\n\n\n"},
    {"a soft break", false, "a \nb \r\nc\n", "a b c\n"},
    {"two spaces", false, "a  \nb\n", "a  b\n"},
    {"no soft break but a TAB", false, "a\t\nb\n", "a\t\nb\n"},
    {"DelSp", true, "a \nb \r\nc\n", "abc\n"},
    {"DelSp takes one of two", true, "a  \nb\n", "a b\n"},
    {"DelSp leaves spaces within", true, "a b\nc d \ne", "a b\nc de"},
    {"stuffing", false, " From a\n > b\n  c\n", "From a\n> b\n c\n"},
    {"a stuffed line that goes on", false, "a \n b\n", "a b\n"},
    {"a line that was stuffed and is empty", false, " \nb\n", "\nb\n"},
    {"and one that is a space", false, "  \nb\n", " b\n"},
    {"quotes", false, ">a\n> b\n>> c\n", "> a\n> b\n>> c\n"},
    {"marks that are text", false, "> > a\na > b\n", "> > a\na > b\n"},
    {"a quoted paragraph", false, "> a \n> b \n>c\n", "> a b c\n"},
    {"deeper after a soft break", false, "> a \n>> b\n", "> a \n>> b\n"},
    {"and less deep", false, "> a \nb\n", "> a \nb\n"},
    {"marks alone", false, ">\n>> \n>", "> \n>> \n> "},
    {"a soft break, then an empty line", false, "a \n\nb\n", "a \nb\n"},
    {"a separator", false, "a\n-- \nb\n", "a\n-- \nb\n"},
    {"after a soft break", false, "a \n-- \nb\n", "a \n-- \nb\n"},
    {"quoted", false, "> a \n> -- \n> b\n", "> a \n> -- \n> b\n"},
    {"stuffed", false, "a \n -- \nb\n", "a \n-- \nb\n"},
    {"DelSp leaves it", true, "a\n-- \nb\n", "a\n-- \nb\n"},
    {"at the end", false, "a \n-- ", "a \n-- "},
    {"what is none: longer", false, "a \n-- b\n", "a -- b\n"},
    {"another space", false, "a \n--  \nb\n", "a --  b\n"},
    {"shorter", false, "a \n--\nb\n", "a --\nb\n"},
    {"one dash", false, "a \n-\n- \n-b", "a -\n- -b"},
    {"two dashes at the end", false, "--", "--"},
    {"a soft break at the end", false, "a ", "a "},
    {"and DelSp", true, "a ", "a"},
    {"CR, then LF of a CRLF", false, "a \r\r\nb\n", "a \nb\n"},
    {"LF, then CR", false, "a \n\rb\n", "a \nb\n"},
    {"letters of more bytes", false, "\xc3\xa9 \n\xe2\x82\xac\n",
     "\xc3\xa9 \xe2\x82\xac\n"},
    {"more marks than one piece", false,
     ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>a \n"
     ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>b\n",
     ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> a b\n"},
};

static void
take(void *who, struct lp_slice utf8)
{
    CHECK(utf8.len > 0, "no empty pieces");
    lp_buf_put(who, utf8);
}

int
main(void)
{
    static const size_t steps[] = {1, 2, 3, 5, 1 << 20};
    struct lp_buf out = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
            struct lp_flowed f = {.sink = {.text = take, .who = &out},
                                  .delsp = rows[i].delsp};
            struct lp_slice left = lp_slice_str(rows[i].in);

            lp_buf_clear(&out);
            while (left.len > 0) {
                lp_flowed_feed(&f, lp_slice_head(left, steps[k]));
                left = lp_slice_from(left, steps[k]);
            }
            lp_flowed_end(&f);
            CHECK(lp_slice_is(lp_buf_slice(&out), rows[i].out), rows[i].label);
        }
    }
    lp_buf_release(&out);
    return lp_test_failures != 0;
}
