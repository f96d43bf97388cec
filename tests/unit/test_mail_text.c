#include "formats/mail_text.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/test.h"

static const struct {
    const char *label;
    const char *in;
    const char *out;
} rows[] = {
    {"nothing", "", ""},
    {"a line without its end", "a b", "a b"},
    {"every line end is LF", "a\r\nb\rc\nd", "a\nb\nc\nd"},
    {"CR LF is one, LF CR two", "a\r\n\r\nb\n\rc", "a\n\nb\n\nc"},
    {"newlines at the end go", "a\r\n\r\n\n", "a"},
    {"newlines within stay", "a\n\n\nb", "a\n\n\nb"},
    {"newlines in front stay", "\n\na", "\n\na"},
    {"blanks at line ends go", "a \t\nb  ", "a\nb"},
    {"blanks within stay", "a \t b", "a \t b"},
    {"blanks in front stay", " \ta", " \ta"},
    {"a line of blanks is empty", "a\n \t \nb", "a\n\nb"},
    {"lines of blanks at the end go", "a\n \t \n \n", "a"},
    {"a quoted From is undone", ">From a\n>>>From b", "From a\nFrom b"},
    {"a From stays", "From a\nb", "From a\nb"},
    {"other quotes stay", "> From a\n>from b\n>>c\n>",
     "> From a\n>from b\n>>c\n>"},
    {"a quote at the end of what could be From", ">Fro", ">Fro"},
    {"From without its blank stays quoted", ">From\n>From", ">From\n>From"},
    {"From and nothing but blanks", ">From \n>From  \nx", "From\nFrom\nx"},
    {"within a line nothing is undone", "x >From a", "x >From a"},
    {"a CR between", ">From a\r>From b", "From a\nFrom b"},
    {"quotes after blanks stay", " >From a", " >From a"},
    {"characters of more bytes", "\xc3\xa9 \n\xe2\x82\xac",
     "\xc3\xa9\n\xe2\x82\xac"},
};

/* Fed in pieces of `step` bytes, each in memory of its own. */
static void
form(struct lp_slice in, size_t step, struct lp_buf *to)
{
    struct lp_mail_text t = {0};

    while (in.len > 0) {
        size_t n = in.len < step ? in.len : step;
        uint8_t *piece = malloc(n);

        CHECK(piece != NULL, "memory");
        if (piece != NULL) {
            memcpy(piece, in.data, n);
        }
        lp_mail_text_feed(&t, (struct lp_slice){piece, n}, to);
        free(piece);
        in = lp_slice_from(in, n);
    }
    lp_mail_text_end(&t, to);
    lp_mail_text_release(&t);
}

static void
test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t step = 1; step < 8; step++) {
            struct lp_buf out = {0};

            form(lp_slice_str(rows[i].in), step, &out);
            CHECK(lp_slice_is(lp_buf_slice(&out), rows[i].out), rows[i].label);
            lp_buf_release(&out);
        }
    }
}

/* The form of a form is itself: so are the identities of copies of copies. */
static void
test_idempotent(void)
{
    static const char bytes[] = "a>F \t\r\nFrom ";
    unsigned seed = 1;

    for (unsigned round = 0; round < 20000; round++) {
        char text[24];
        struct lp_buf once = {0};
        struct lp_buf twice = {0};
        size_t n;

        seed = seed * 1103515245 + 12345;
        n = seed >> 16 & 15;
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1103515245 + 12345;
            text[i] = bytes[(seed >> 16) % (sizeof bytes - 1)];
        }
        form((struct lp_slice){(const uint8_t *)text, n}, 1 + round % 5, &once);
        form(lp_buf_slice(&once), 1 + round % 3, &twice);
        CHECK(lp_slice_equal(lp_buf_slice(&once), lp_buf_slice(&twice)),
              "the form of a form is itself");
        lp_buf_release(&once);
        lp_buf_release(&twice);
    }
}

/* What is held back is bounded, whatever comes. */
static void
test_bounded(void)
{
    static const char bytes[] = "> \n";

    for (size_t i = 0; i < 3; i++) {
        const size_t n = 3 * LP_MAIL_TEXT_HELD + 9;
        uint8_t *many = malloc(n);
        struct lp_buf out = {0};
        struct lp_buf other = {0};

        CHECK(many != NULL, "memory");
        if (many != NULL) {
            memset(many, bytes[i], n);
            form((struct lp_slice){many, n}, 4099, &out);
            form((struct lp_slice){many, n}, n, &other);
        }
        CHECK(lp_slice_equal(lp_buf_slice(&out), lp_buf_slice(&other)),
              "the form does not depend on the cuts");
        CHECK(out.len >= 2 * LP_MAIL_TEXT_HELD && out.len <= n,
              "a long run is not held back whole");
        lp_buf_release(&out);
        lp_buf_release(&other);
        free(many);
    }
}

int
main(void)
{
    test_rows();
    test_idempotent();
    test_bounded();
    return lp_test_failures != 0;
}
