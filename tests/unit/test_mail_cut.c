#include "formats/mail_cut.h"

#include "base/buf.h"
#include "tests/unit/mail_drip.h"
#include "tests/unit/test.h"

/* Writes down what stands between the delimiters of "a" and, within it, "bb":
 * "<" and the level, "/" if it closes. */
static void
cut(struct lp_buf *to, struct lp_slice bytes, size_t step, bool begins)
{
    struct drip d = {bytes, step, NULL};
    struct lp_source src = {&drip_ops, &d};
    struct lp_mail_cut c = {.hand = {.feed = {.from = &src}}};
    struct lp_piece p;
    enum lp_code rc;

    c.begins = begins;
    LP_TRY(lp_mail_cut_open(&c, lp_slice_str("a"), NULL));
    LP_TRY(lp_mail_cut_open(&c, lp_slice_str("bb"), NULL));
    for (;;) {
        LP_TRY(lp_mail_cut_peek(&c, &p, NULL));
        lp_buf_put(to, p.bytes);
        lp_mail_cut_took(&c, p.bytes.len);
        if (p.bytes.len == 0 && c.met.level == 0) {
            break;
        }
        if (p.bytes.len == 0) {
            lp_buf_printf(to, "<%u%s>", c.met.level, c.met.closes ? "/" : "");
            lp_mail_cut_pass(&c);
        }
    }
    CHECK(lp_mail_cut_at(&c) == bytes.len, "all was taken");

done:
    CHECK(rc == LP_OK, "read");
    lp_mail_cut_release(&c);
    lp_block_unref(d.piece);
}

static void
check(struct lp_slice bytes, bool begins, const char *want, const char *label)
{
    static const size_t steps[] = {1, 2, 3, 7, 1000, 1 << 20};

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct lp_buf got = {0};

        cut(&got, bytes, steps[i], begins);
        CHECK(lp_slice_is(lp_buf_slice(&got), want), label);
        lp_buf_release(&got);
    }
}

static const struct {
    const char *label;
    const char *bytes;
    const char *want;
} rows[] = {
    {"none", "text\n", "text\n"},
    {"one", "x\n--a\ny", "x<1>y"},
    {"the inner one", "x\n--bb\ny", "x<2>y"},
    {"closed", "x\n--a--\ny", "x<1/>y"},
    {"CRLF", "x\r\n--a\r\ny", "x<1>y"},
    {"CR", "x\r--a\ry", "x<1>y"},
    {"CR, then LF", "x\r--a\ny", "x<1>y"},
    {"LF, then CR", "x\n\r--a\n\ry", "x\n<1>\ry"},
    {"CR, then CRLF", "x\r\r\n--a\r\r\ny", "x\r<1>\r\ny"},
    {"at the very beginning", "--a\ny", "<1>y"},
    {"at the very end", "x\n--a", "x<1>"},
    {"closed at the very end", "x\n--a--", "x<1/>"},
    {"with blanks", "x\n--a \t\ny", "x<1>y"},
    {"closed with blanks", "x\n--a--  ", "x<1/>"},
    {"blanks before the dashes", "x\n--a --\ny", "x\n--a --\ny"},
    {"a blank before", "x\n --a\ny", "x\n --a\ny"},
    {"one dash", "x\n-a\ny", "x\n-a\ny"},
    {"three dashes", "x\n---a\ny", "x\n---a\ny"},
    {"a longer line", "x\n--ab\ny", "x\n--ab\ny"},
    {"a shorter line", "x\n--b\ny", "x\n--b\ny"},
    {"dashes alone", "x\n--\ny\n----\n-", "x\n--\ny\n----\n-"},
    {"one dash closes nothing", "x\n--a-\ny", "x\n--a-\ny"},
    {"three dashes close nothing", "x\n--a---\ny", "x\n--a---\ny"},
    {"another case", "x\n--A\ny", "x\n--A\ny"},
    {"not at a line's beginning", "x--a\ny", "x--a\ny"},
    {"blank lines before", "x\n\n\n--a\n\ny", "x\n\n<1>\ny"},
    {"two in a row", "x\n--a\n--a\n--bb--\ny", "x<1><1><2/>y"},
    {"an empty text between", "--a\n\n--a\n", "<1><1>"},
};

/* No line of a grammar is longer than LP_MAIL_LINE_MAX. */
static void
check_long(void)
{
    struct lp_buf b = {0};

    for (size_t blanks = 1015; blanks < 1030; blanks++) {
        bool found = 3 + blanks < LP_MAIL_LINE_MAX;
        struct lp_buf want = {0};

        lp_buf_clear(&b);
        lp_buf_str(&b, "x\n--a");
        for (size_t i = 0; i < blanks; i++) {
            lp_buf_byte(&b, ' ');
        }
        lp_buf_str(&b, "\ny");
        lp_buf_put(&want, found ? lp_slice_str("x<1>y") : lp_buf_slice(&b));
        lp_buf_byte(&want, 0);
        check(lp_buf_slice(&b), true, (const char *)want.data, "a long line");
        lp_buf_release(&want);
    }
    lp_buf_release(&b);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check(lp_slice_str(rows[i].bytes), true, rows[i].want, rows[i].label);
    }
    check(lp_slice_str("--a\ny"), false, "--a\ny", "in the midst of a line");
    check_long();
    return lp_test_failures != 0;
}
