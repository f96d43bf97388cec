#include "formats/header_list.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
eols(void)
{
    static const struct {
        const char *text;
        unsigned want;
    } cases[] = {
        {"", 1U << LP_EOL_LF},
        {"a", 1U << LP_EOL_LF},
        {"a\r\nb\r\n", 1U << LP_EOL_CRLF},
        {"a\nb\n", 1U << LP_EOL_LF},
        {"a\rb\r", 1U << LP_EOL_ANY},
        {"a\r\nb\n", 1U << LP_EOL_CRLF | 1U << LP_EOL_LF},
        {"a\r\r\n", 1U << LP_EOL_CRLF | 1U << LP_EOL_ANY},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK(lp_headers_eols(lp_slice_str(cases[i].text)) == cases[i].want,
              cases[i].text);
    }
}

static void
fields(void)
{
    static const char text[] = "From me\r\n"
                               "A: 1\r\n"
                               "b : 2\r\n\tmore\r\n"
                               "garbage\r\n"
                               "a:3\r\n"
                               "A:\r\n";
    struct lp_slice name = lp_slice_str("a");
    struct lp_headers h = {0};
    struct lp_err err = {0};

    CHECK(lp_headers_read(&h, lp_slice_str(text), LP_EOL_CRLF, 10, &err) ==
              LP_OK,
          "read");
    CHECK(h.n == 4 && h.junk == 2 && h.envelope, "lines that are no fields");
    CHECK(lp_slice_is(h.of[1].name, "b"), "a blank before the colon");
    CHECK(lp_slice_is(h.of[1].raw, "b : 2\r\n\tmore"), "a fold");
    CHECK(lp_slice_is(h.of[1].value, " 2\r\n\tmore"), "a folded value");
    CHECK(lp_headers_take(&h, name) == 3, "the lowest comes first");
    CHECK(lp_headers_take(&h, name) == 2, "the next above");
    CHECK(lp_headers_take(&h, name) == 0, "the topmost");
    CHECK(lp_headers_take(&h, name) == SIZE_MAX, "no more");
    lp_headers_rewind(&h);
    CHECK(lp_headers_take(&h, name) == 3, "again");
    CHECK(lp_headers_find(&h, "B") == &h.of[1], "found in any case");
    CHECK(lp_headers_find(&h, "c") == NULL, "not there");
    lp_headers_release(&h);
    CHECK(lp_headers_read(&h, lp_slice_str(text), LP_EOL_CRLF, 3, &err) ==
                  LP_OK &&
              h.too_many,
          "more than may be");
    lp_headers_release(&h);
}

static void
forms(void)
{
    static const struct {
        const char *label;
        enum lp_canon how;
        enum lp_eol eol;
        const char *raw;
        const char *want;
    } cases[] = {
        {"relaxed, RFC 6376 3.4.5", LP_CANON_RELAXED, LP_EOL_CRLF,
         "B \t: Y\t\r\n\tZ  ", "b:Y Z\r\n"},
        {"simple, RFC 6376 3.4.5", LP_CANON_SIMPLE, LP_EOL_CRLF,
         "B \t: Y\t\r\n\tZ  ", "B \t: Y\t\r\n\tZ  \r\n"},
        {"relaxed, nothing", LP_CANON_RELAXED, LP_EOL_CRLF, "A: \t", "a:\r\n"},
        {"relaxed, an LF that ends no line", LP_CANON_RELAXED, LP_EOL_CRLF,
         "A: b\nc", "a:b\nc\r\n"},
        {"relaxed, LF", LP_CANON_RELAXED, LP_EOL_LF, "A: b\n c", "a:b c\r\n"},
        {"simple, LF", LP_CANON_SIMPLE, LP_EOL_LF, "A: b\n c",
         "A: b\r\n c\r\n"},
        {"simple, CR", LP_CANON_SIMPLE, LP_EOL_ANY, "A: b\r c",
         "A: b\r\n c\r\n"},
        {"nofws", LP_CANON_NOFWS, LP_EOL_CRLF, "A : b\r\n c", "A:bc\r\n"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf out = {0};

        lp_canon_field(&out, lp_slice_str(cases[i].raw), cases[i].how,
                       cases[i].eol, false);
        CHECK(lp_slice_is(lp_buf_slice(&out), cases[i].want), cases[i].label);
        lp_buf_release(&out);
    }
}

static void
unsigned_fields(void)
{
    static const struct {
        const char *label;
        const char *raw;
        const char *want;
        const char *kept;
    } cases[] = {
        {"last", "S: a=b; b=XY=", "S: a=b; b=", NULL},
        {"first", "S:b=XY; bh=b;", "S:b=; bh=b;", NULL},
        {"bh= before", "S: bh=q; b=XY", "S: bh=q; b=", NULL},
        {"blanks", "S: b = X\r\n Y ; c=d", "S: b =; c=d", "S: b =  ; c=d"},
        {"empty", "S: b=; c=d", "S: b=; c=d", NULL},
        {"no b=", "S: bh=b", "S: bh=b", NULL},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf out = {0};
        struct lp_buf kept = {0};
        const char *want =
            cases[i].kept == NULL ? cases[i].want : cases[i].kept;

        CHECK(lp_canon_unsign(&out, lp_slice_str(cases[i].raw), false) ==
                  (cases[i].kept != NULL),
              cases[i].label);
        (void)lp_canon_unsign(&kept, lp_slice_str(cases[i].raw), true);
        CHECK(lp_slice_is(lp_buf_slice(&out), cases[i].want), cases[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&kept), want), cases[i].label);
        lp_buf_release(&out);
        lp_buf_release(&kept);
    }
}

int
main(void)
{
    eols();
    fields();
    forms();
    unsigned_fields();
    return lp_test_failures != 0;
}
