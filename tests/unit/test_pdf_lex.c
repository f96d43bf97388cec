#include "formats/pdf_lex.h"

#include "base/buf.h"
#include "formats/pdf_value.h"
#include "tests/unit/test.h"

/* Each token as a letter and what it says; `+` behind one that more bytes
 * could change. */
static void
tell(struct lp_slice s, struct lp_buf *to)
{
    static const char letters[] = ".IRSHN[]{}W"; /* one for each kind */
    struct lp_pdf_token t;
    size_t at = 0;

    do {
        size_t before = at;

        lp_pdf_token(s, &at, &t);
        CHECK(at > before || t.kind == LP_PDF_T_END, "every token moves on");
        lp_buf_printf(to, "%s%c", to->len > 0 ? " " : "", letters[t.kind]);
        if (t.kind == LP_PDF_T_INT) {
            lp_buf_printf(to, "%lld", (long long)t.integer);
        } else if (t.kind == LP_PDF_T_REAL) {
            lp_buf_printf(to, "%.6g", t.real);
        } else if (t.kind != LP_PDF_T_END) {
            lp_buf_put(to, t.raw);
        }
        if (t.open && t.kind != LP_PDF_T_END) {
            lp_buf_byte(to, '+');
        }
    } while (t.kind != LP_PDF_T_END);
}

static const struct {
    const char *label;
    const char *in;
    const char *want;
} rows[] = {
    {"nothing is no token", "", "."},
    {"blanks and a comment are none", " \t%x)\n", "."},
    {"a comment ends with its line", "%a\r1 ", "I1 ."},
    {"an integer", "17 ", "I17 ."},
    {"an integer at the end may go on", "17", "I17+ ."},
    {"a sign", "-17 +4 ", "I-17 I4 ."},
    {"a point makes it real", "17. -.5 4.25 ", "R17 R-0.5 R4.25 ."},
    {"two signs count as one", "--5 ", "I-5 ."},
    {"a sign inside ends the number", "12-34 ", "I12 ."},
    {"two points are a word", ".5.5 ", "W.5.5 ."},
    {"an exponent is a word", "1e9 ", "W1e9 ."},
    {"a lone sign is nought", "- ", "I0 ."},
    {"signs alone are a word", "-- ", "W-- ."},
    {"the largest number", "1125899906842624 ", "I1125899906842624 ."},
    {"a larger one is the largest", "1125899906842625 99999999999999999999 ",
     "I1125899906842624 I1125899906842624 ."},
    {"nor is any smaller", "-99999999999999999999 ", "I-1125899906842624 ."},
    {"a name", "/Name#20x ", "N/Name#20x ."},
    {"a name ends at a delimiter", "/A/B[", "N/A N/B [[ ."},
    {"an empty name", "/ /", "N/ N/+ ."},
    {"a string in brackets", "(a(b)c)d ", "S(a(b)c) Wd ."},
    {"a bracket behind a backslash", "(a\\)b) ", "S(a\\)b) ."},
    {"a backslash behind a backslash", "(a\\\\)b ", "S(a\\\\) Wb ."},
    {"a string without an end", "(a(b)", "S(a(b)+ ."},
    {"a closing bracket alone", ") ", "W) ."},
    {"a string of digits", "<6 1>", "H<6 1> ."},
    {"that has no end", "<61", "H<61+ ."},
    {"a dictionary", "<</A 1>>", "{<< N/A I1 }>> ."},
    {"half of its end", "<< >", "{<< W>+ ."},
    {"an array", "[1 R]", "[[ I1 WR ]] ."},
    {"a null byte is a blank", NULL, "WT WT ."},
    {"a brace is a word of its own", "{ab} ", "W{ Wab W} ."},
};

/* Values: how far one reaches, and what must not be one. */
static const struct {
    const char *label;
    const char *in;
    enum lp_pdf_got got;
    enum lp_pdf_kind kind;
    size_t len;
} values[] = {
    {"a reference", "1 0 R ", LP_PDF_GOT, LP_PDF_REF, 5},
    {"a reference over comments", "1%\n0%\nR ", LP_PDF_GOT, LP_PDF_REF, 7},
    {"R glued to more is none", "1 0 Rg ", LP_PDF_GOT, LP_PDF_INT, 1},
    {"a generation of 65535", "1 65535 R ", LP_PDF_GOT, LP_PDF_REF, 9},
    {"a generation too large", "1 65536 R ", LP_PDF_GOT, LP_PDF_INT, 1},
    {"a number below nought is no object", "-1 0 R ", LP_PDF_GOT, LP_PDF_INT,
     2},
    {"true", "true ", LP_PDF_GOT, LP_PDF_BOOL, 4},
    {"null", "null ", LP_PDF_GOT, LP_PDF_NULL, 4},
    {"another word", "nul ", LP_PDF_BAD, LP_PDF_NONE, 0},
    {"an array with all in it", "[[1]<</A[2]>>(])]x", LP_PDF_GOT, LP_PDF_ARRAY,
     17},
    {"an array without an end", "[[1]", LP_PDF_CUT, LP_PDF_NONE, 0},
    {"an array that a dictionary ends", "[1>>", LP_PDF_BAD, LP_PDF_NONE, 0},
    {"a dictionary that an array ends", "<</A 1]", LP_PDF_BAD, LP_PDF_NONE, 0},
    {"a dictionary that swallows an object", "<</A 1 endobj >>", LP_PDF_BAD,
     LP_PDF_NONE, 0},
    {"a string that is cut", "(a", LP_PDF_CUT, LP_PDF_NONE, 0},
    {"nothing", " ", LP_PDF_CUT, LP_PDF_NONE, 0},
};

static void
check_values(void)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct lp_pdf_value v;
        size_t at = 0;

        CHECK(lp_pdf_value(lp_slice_str(values[i].in), &at, &v) ==
                  values[i].got,
              values[i].label);
        CHECK(v.kind == values[i].kind && at == values[i].len, values[i].label);
    }
}

/* As deep as may be, and one deeper. */
static void
check_nesting(void)
{
    for (size_t n = LP_PDF_NESTING; n <= LP_PDF_NESTING + 1; n++) {
        struct lp_buf b = {0};
        struct lp_pdf_value v;
        size_t at = 0;

        for (size_t i = 0; i < n; i++) {
            lp_buf_byte(&b, '[');
        }
        for (size_t i = 0; i < n; i++) {
            lp_buf_byte(&b, ']');
        }
        CHECK(lp_pdf_value(lp_buf_slice(&b), &at, &v) ==
                  (n == LP_PDF_NESTING ? LP_PDF_GOT : LP_PDF_BAD),
              "256 arrays in each other, and not one more");
        lp_buf_release(&b);
    }
}

static const struct {
    const char *label;
    const char *raw;
    const char *want;
} strings[] = {
    {"escapes", "(\\n\\(\\)\\\\\\x)", "\n()\\x"},
    {"octal digits, at most three", "(\\1019\\7)", "A9\a"},
    {"an end of line is one LF", "(a\r\nb\rc)", "a\nb\nc"},
    {"one behind a backslash is none", "(a\\\r\nb\\\nc)", "abc"},
    {"hexadecimal digits", "<4 1zz42>", "AB"},
    {"the last of an odd number is high", "<414>", "A@"},
    {"a name", "/A#42#4", "AB#4"},
};

static void
check_strings(void)
{
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        struct lp_buf b = {0};

        lp_pdf_undo(&b, lp_slice_str(strings[i].raw));
        CHECK(lp_slice_is(lp_buf_slice(&b), strings[i].want), strings[i].label);
        lp_buf_release(&b);
    }
}

static void
check_dictionary(void)
{
    struct lp_slice s =
        lp_slice_str("<</A 1/#42 2/C/D 3/E<</A 9>>/F 4/F 5/G null>>");
    struct lp_pdf_value d;
    struct lp_pdf_value v;
    size_t at = 0;

    CHECK(lp_pdf_value(s, &at, &d) == LP_PDF_GOT, "a dictionary");
    v = lp_pdf_get(&d, "A");
    CHECK(v.integer == 1, "a key at the top, not one inside");
    v = lp_pdf_get(&d, "B");
    CHECK(v.integer == 2, "a key with #");
    v = lp_pdf_get(&d, "C");
    CHECK(lp_pdf_is(&v, "D"), "a name as a value");
    v = lp_pdf_get(&d, "D");
    CHECK(v.kind == LP_PDF_NONE, "a name as a value is no key");
    v = lp_pdf_get(&d, "F");
    CHECK(v.integer == 5, "of two keys the last");
    v = lp_pdf_get(&d, "G");
    CHECK(v.kind == LP_PDF_NULL, "null is there");
    v = lp_pdf_get(&d, "H");
    CHECK(v.kind == LP_PDF_NONE, "what is missing is not");
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_buf b = {0};

        tell(rows[i].in != NULL
                 ? lp_slice_str(rows[i].in)
                 : (struct lp_slice){(const uint8_t *)"T\0T ", 4},
             &b);
        CHECK(lp_slice_is(lp_buf_slice(&b), rows[i].want), rows[i].label);
        if (!lp_slice_is(lp_buf_slice(&b), rows[i].want)) {
            fprintf(stderr, "%.*s\n", (int)b.len, (const char *)b.data);
        }
        lp_buf_release(&b);
    }
    check_values();
    check_nesting();
    check_strings();
    check_dictionary();
    return lp_test_failures == 0 ? 0 : 1;
}
