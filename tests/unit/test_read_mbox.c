#include "formats/read_mbox.h"

#include "tests/unit/mail_box.h"

#define F "From a@b Thu Jan  1 00:00:00 1970"
#define S(literal) literal, sizeof(literal) - 1

#define BOM "\xef\xbb\xbf"
#define EIGHT "\n\n\n\n\n\n\n\n"
#define MORE EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT
#define MANY MORE MORE MORE MORE
#define BLANKS MANY MANY MANY MANY

static const struct {
    const char *label;
    const char *bytes;
    size_t len;
    const char *want;
} rows[] = {
    {"one message", S(F "\nA: b\n\ntext\n"), "1M:A: b\n\ntext\n|"},
    {"no line's end at the end", S(F "\ntext"), "1M:text|"},
    {"a blank line at the end", S(F "\ntext\n\n"), "1M:text\n|"},
    {"two blank lines at the end", S(F "\ntext\n\n\n"), "1M:text\n\n|"},
    {"two messages", S(F "\none\n\n" F "\ntwo\n\n"), "1M:one\n|2M:two\n|"},
    {"two blank lines between", S(F "\none\n\n\n" F "\ntwo\n"),
     "1M:one\n\n|2M:two\n|"},
    {"no blank line between", S(F "\none\n" F "\ntwo\n"),
     "1M:one\n" F "\ntwo\n|"},
    {"a line of one blank between", S(F "\none\n \n" F "\ntwo\n"),
     "1M:one\n \n" F "\ntwo\n|"},
    {"CRLF", S(F "\r\none\r\n\r\n" F "\r\ntwo\r\n\r\n"),
     "1M:one\r\n|2M:two\r\n|"},
    {"CRLF without a blank line", S(F "\r\none\r\n" F "\r\ntwo\r\n"),
     "1M:one\r\n" F "\r\ntwo\r\n|"},
    {"CR", S(F "\rone\r\r" F "\rtwo\r\r"), "1M:one\r|2M:two\r|"},
    {"CR without a blank line", S(F "\rone\r" F "\rtwo\r"),
     "1M:one\r" F "\rtwo\r|"},
    {"LF, then CRLF", S(F "\none\n\r\n" F "\r\ntwo"), "1M:one\n|2M:two|"},
    {"CRLF, then LF", S(F "\r\none\r\n\n" F "\ntwo"), "1M:one\r\n|2M:two|"},
    {"an empty message between", S(F "\n\n" F "\ntwo\n"), "1M:|2M:two\n|"},
    {"no blank line after an empty one", S(F "\n" F "\ntwo\n"),
     "1M:" F "\ntwo\n|"},
    {"an empty message at the end", S(F "\none\n\n" F "\n"), "1M:one\n|2M:|"},
    {"a From line at the end", S(F "\none\n\n" F), "1M:one\n|2M:|"},
    {"nothing but one", S(F), "1M:|"},
    {"nothing but one and a blank line", S(F "\n\n"), "1M:|"},
    {"From without a date", S(F "\none\n\nFrom here on\n\n" F "\ntwo"),
     "1M:one\n\nFrom here on\n|2M:two|"},
    {"a quoted From", S(F "\none\n\n>" F "\ntwo\n"),
     "1M:one\n\n>" F "\ntwo\n|"},
    {"Content-Length is not believed",
     S(F "\nContent-Length: 99\n\none\n\n" F "\ntwo"),
     "1M:Content-Length: 99\n\none\n|2M:two|"},
    {"it begins otherwise", S("one\n\n" F "\ntwo"), "1M:one\n|2M:two|"},
    {"Fro at the end", S(F "\none\n\nFro"), "1M:one\n\nFro|"},
    {"many blank lines", S(F "\n\n\n\n\n" F "\n"), "1M:\n\n\n|2M:|"},
    {"nothing at all", S(""), ""},
    {"blank lines before all", S("\n\r\n" F "\none\n\n" F "\ntwo\n"),
     "1M:one\n|2M:two\n|"},
    {"a byte order mark", S(BOM F "\none\n"), "1M:one\n|"},
    {"... and a blank line", S(BOM "\n" F "\none\n"), "1M:one\n|"},
    {"... and no From line", S(BOM "\none\n"), "1M:" BOM "\none\n|"},
    {"nothing but blank lines", S("\n\n\n"), "1M:\n\n|"},
    {"too many of them", S(BLANKS "\n\n" F "\none\n"),
     "1M:" BLANKS "\n|2M:one\n|"},
};

static void
check_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_slice in = {(const uint8_t *)rows[i].bytes, rows[i].len};

        check_read(&lp_read_mbox, in, &lp_limits_default, rows[i].want,
                   rows[i].label);
    }
}

static void
check_bid(void)
{
    CHECK(lp_read_mbox.bid(lp_slice_str(F "\nx")) == 100, "LF");
    CHECK(lp_read_mbox.bid(lp_slice_str(F "\r\nx")) == 100, "CRLF");
    CHECK(lp_read_mbox.bid(lp_slice_str(F)) == 100, "no end");
    CHECK(lp_read_mbox.bid(lp_slice_str(F "x\n")) == 0, "no date");
    CHECK(lp_read_mbox.bid(lp_slice_str(">" F "\n")) == 0, "quoted");
    CHECK(lp_read_mbox.bid(lp_slice_str("")) == 0, "nothing");
}

static void
check_limit(void)
{
    static const char two[] = F "\none\n\n" F "\ntwo";
    struct lp_limits limits = {.entries = 2};

    check_read(&lp_read_mbox, lp_slice_str(two), &limits, "1M:one\n|2M:two|",
               "as many as may be");
    limits.entries = 1;
    check_read(&lp_read_mbox, lp_slice_str(two), &limits, "1M:one\n|!N0303",
               "one too many");
}

/* What nobody reads is passed over; NUL is a byte like any other. */
static void
check_skip(void)
{
    static const char bytes[] = F "\n\0\n\n" F "\ntwo\0";
    struct lp_slice in = {(const uint8_t *)bytes, sizeof bytes - 1};
    struct lp_buf got = {0};

    read_into(&got, &lp_read_mbox, in, 5, &lp_limits_default, true);
    CHECK(lp_slice_is(lp_buf_slice(&got), "1M:|2M:|"), "skipped");
    lp_buf_clear(&got);
    read_into(&got, &lp_read_mbox, in, 5, &lp_limits_default, false);
    CHECK(lp_slice_equal(
              lp_buf_slice(&got),
              (struct lp_slice){(const uint8_t *)S("1M:\0\n|2M:two\0|")}),
          "NUL");
    lp_buf_release(&got);
}

/* The bytes of a piece are handed on where they are. */
static void
check_no_copy(void)
{
    struct lp_block *block = lp_block_new(65536);
    struct lp_source src = {0};
    struct lp_source body = {0};
    struct lp_reader r = {.ops = &lp_read_mbox};
    struct lp_entry e = {0};
    struct lp_piece p = {0};
    bool end = false;

    memset(block->data, 'x', block->cap);
    memcpy(block->data, F "\n", sizeof F);
    CHECK(lp_source_bytes(&src, (struct lp_slice){block->data, block->cap},
                          lp_block_ref(block), NULL) == LP_OK,
          "source");
    CHECK(r.ops->open(
              &r,
              &(struct lp_input){.stream = &src, .limits = &lp_limits_default},
              NULL) == LP_OK &&
              r.ops->next(&r, &e, &body, &end, NULL) == LP_OK &&
              lp_source_pull(&body, &p, NULL) == LP_OK,
          "read");
    CHECK(p.owner == block && p.bytes.data == block->data + sizeof F &&
              p.bytes.len == block->cap - sizeof F,
          "no copy");
    CHECK(e.span_at == sizeof F, "where it begins");
    r.ops->release(&r);
    lp_source_release(&src);
    lp_block_unref(block);
}

int
main(void)
{
    check_rows();
    check_bid();
    check_limit();
    check_skip();
    check_no_copy();
    return lp_test_failures != 0;
}
