#include "formats/canon_body.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    const char *label;
    enum lp_canon how;
    enum lp_eol eol;
    const char *body;
    const char *want;
} cases[] = {
    {"simple, RFC 6376 3.4.5", LP_CANON_SIMPLE, LP_EOL_CRLF,
     " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n"},
    {"relaxed, RFC 6376 3.4.5", LP_CANON_RELAXED, LP_EOL_CRLF,
     " C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"},
    {"simple, empty", LP_CANON_SIMPLE, LP_EOL_CRLF, "", "\r\n"},
    {"relaxed, empty", LP_CANON_RELAXED, LP_EOL_CRLF, "", ""},
    {"simple, empty lines", LP_CANON_SIMPLE, LP_EOL_CRLF, "\r\n\r\n", "\r\n"},
    {"relaxed, empty lines", LP_CANON_RELAXED, LP_EOL_CRLF, "\r\n\r\n", ""},
    {"relaxed, blank lines", LP_CANON_RELAXED, LP_EOL_CRLF, " \t\r\n \r\n", ""},
    {"simple, a blank line", LP_CANON_SIMPLE, LP_EOL_CRLF, "a\r\n \r\n\r\n",
     "a\r\n \r\n"},
    {"simple, no end", LP_CANON_SIMPLE, LP_EOL_CRLF, "a", "a\r\n"},
    {"relaxed, no end", LP_CANON_RELAXED, LP_EOL_CRLF, "a \t", "a\r\n"},
    {"empty lines inside stay", LP_CANON_SIMPLE, LP_EOL_CRLF,
     "a\r\n\r\n\r\nb\r\n", "a\r\n\r\n\r\nb\r\n"},
    {"LF is a character", LP_CANON_SIMPLE, LP_EOL_CRLF, "a\nb\r\n\n",
     "a\nb\r\n\n\r\n"},
    {"LF ends lines", LP_CANON_SIMPLE, LP_EOL_LF, "a\nb\r\n\n", "a\r\nb\r\n"},
    {"CR is a character", LP_CANON_SIMPLE, LP_EOL_LF, "a\rb\r\r\n\r",
     "a\rb\r\r\n\r\r\n"},
    {"CR ends lines", LP_CANON_SIMPLE, LP_EOL_ANY, "a\rb\r\n", "a\r\nb\r\n"},
    {"CRs before LF are one end", LP_CANON_SIMPLE, LP_EOL_ANY,
     "a\r\r\nb\r\r\r\n", "a\r\nb\r\n"},
    {"CRs alone are as many", LP_CANON_SIMPLE, LP_EOL_ANY, "a\r\rb",
     "a\r\n\r\nb\r\n"},
    {"relaxed, a CR in a line", LP_CANON_RELAXED, LP_EOL_CRLF, "a \rb\r\n",
     "a \rb\r\n"},
    {"relaxed, long words", LP_CANON_RELAXED, LP_EOL_CRLF,
     "abcdefgh ijklmnop  q rstuvwxyz \t\r\n!\" #\r\n",
     "abcdefgh ijklmnop q rstuvwxyz\r\n!\" #\r\n"},
    {"relaxed, bytes above 127", LP_CANON_RELAXED, LP_EOL_CRLF,
     "\xc3\xa4\xff\x80  \xa0\x7f ~\x01 \x1f\r\n",
     "\xc3\xa4\xff\x80 \xa0\x7f ~\x01 \x1f\r\n"},
    {"DomainKeys, plain", LP_CANON_PLAIN, LP_EOL_CRLF, "a  b\r\n\r\n",
     "\r\na  b\r\n"},
    {"DomainKeys, empty", LP_CANON_PLAIN, LP_EOL_CRLF, "\r\n\r\n", ""},
    {"DomainKeys, nofws", LP_CANON_NOFWS, LP_EOL_CRLF, " a  b\t\r\n \r\n",
     "\r\nab\r\n"},
    {"DomainKeys, nofws, stray ends", LP_CANON_NOFWS, LP_EOL_CRLF,
     "a\nb\rc\r\n", "\r\nabc\r\n"},
};

/* However the body is cut, in pieces of one size or in two, the form is the
 * same. */
static void
check(size_t i, size_t first, size_t each)
{
    struct lp_slice rest = lp_slice_str(cases[i].body);
    struct lp_canon_body c;
    struct lp_buf out = {0};
    size_t n = first;

    lp_canon_body_init(&c, cases[i].how, cases[i].eol);
    while (rest.len > 0) {
        lp_canon_body_feed(&c, lp_slice_head(rest, n), &out);
        rest = lp_slice_from(rest, n);
        n = each;
    }
    lp_canon_body_end(&c, &out);
    CHECK(lp_slice_is(lp_buf_slice(&out), cases[i].want), cases[i].label);
    lp_buf_release(&out);
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t len = strlen(cases[i].body);

        check(i, len + 1, 1);
        check(i, 1, 1);
        for (size_t k = 1; k < len; k++) {
            check(i, k, len);
        }
    }
    return lp_test_failures != 0;
}
