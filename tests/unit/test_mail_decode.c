#include "formats/mail_decode.h"

#include <string.h>

#include "base/buf.h"
#include "tests/unit/test.h"

#define S(literal) literal, sizeof(literal) - 1
#define B LP_MAIL_BASE64
#define Q LP_MAIL_QUOTED

static const struct {
    const char *label;
    enum lp_mail_coding coding;
    const char *in;
    size_t in_len;
    const char *out;
    size_t out_len;
    bool bad;
} rows[] = {
    {"a group", B, S("YWJj"), S("abc"), false},
    {"two groups", B, S("YWJjZGVm"), S("abcdef"), false},
    {"two signs of padding", B, S("YQ=="), S("a"), false},
    {"one sign of padding", B, S("YWI="), S("ab"), false},
    {"lines", B, S("YW\r\nJj\r\n\tZGV m\n"), S("abcdef"), false},
    {"blanks in the padding", B, S("YQ=\n=\n"), S("a"), false},
    {"all digits", B,
     S("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
     S("\0\x10\x83\x10\x51\x87\x20\x92\x8b\x30\xd3\x8f\x41\x14\x93\x51\x55\x97"
       "\x61\x96\x9b\x71\xd7\x9f\x82\x18\xa3\x92\x59\xa7\xa2\x9a\xab\xb2\xdb"
       "\xaf\xc3\x1c\xb3\xd3\x5d\xb7\xe3\x9e\xbb\xf3\xdf\xbf"),
     false},
    {"nothing", B, S(""), S(""), false},
    {"only line ends", B, S("\n\r\n"), S(""), false},
    {"three digits", B, S("YWI"), S("ab"), true},
    {"two digits", B, S("YWJjZA"), S("abcd"), true},
    {"one digit", B, S("YWJjZ"), S("abc"), true},
    {"one sign of two", B, S("YQ="), S("a"), true},
    {"bytes outside the alphabet", B, S("Y!W-J\0j\xff"), S("abc"), true},
    {"padding too early", B, S("Y=WJj"), S("abc"), true},
    {"padding in front", B, S("====YWJj"), S("abc"), true},
    {"one sign, and then it goes on", B, S("YQ=JjZGVm"), S("a\2cdef"), true},
    {"text after the padding", B, S("YWI=\nYWJj"), S("ab"), true},
    {"a footer after the padding", B, S("YQ==\n____\n"), S("a"), true},
    {"too much padding", B, S("YQ==="), S("a"), true},
    {"only padding", B, S("="), S(""), true},

    {"text as it is", Q, S("a b c\nd"), S("a b c\nd"), false},
    {"a byte", Q, S("a=3Db=e4=E4"), S("a=b\xe4\xe4"), false},
    {"lines are joined", Q, S("a=\nb=\r\nc=\rd"), S("abcd"), false},
    {"joined over blanks", Q, S("a= \t\nb= \r\nc"), S("abc"), false},
    {"joined to nothing", Q, S("a="), S("a"), false},
    {"joined to nothing over blanks", Q, S("a= "), S("a"), false},
    {"two line ends, one joined", Q, S("a=\n\nb=\r\r\nc"), S("a\nb\r\nc"),
     false},
    {"line ends stay", Q, S("a\nb\r\nc\rd"), S("a\nb\r\nc\rd"), false},
    {"blanks before a line's end", Q, S("a \nb\t \r\nc  \rd \t"),
     S("a\nb\r\nc\rd"), false},
    {"blanks before a byte", Q, S("a  =20\nb =\nc"), S("a   \nb c"), false},
    {"nothing but blanks", Q, S("   "), S(""), false},
    {"NUL", Q, S("a\0b=00c"), S("a\0b\0c"), false},
    {"8-bit bytes", Q, S("\xe4"), S("\xe4"), false},
    {"no digits", Q, S("a=zz"), S("a=zz"), true},
    {"one digit", Q, S("a=4z"), S("a=4z"), true},
    {"one digit at the end", Q, S("a=4"), S("a=4"), true},
    {"one digit before a line's end", Q, S("a=4\nb"), S("a=4\nb"), true},
    {"one digit before a blank", Q, S("a=4 \nb"), S("a=4\nb"), true},
    {"two signs", Q, S("a==41"), S("a=A"), true},
    {"one digit, then a byte", Q, S("a=4=41"), S("a=4A"), true},
    {"blanks after a sign, then text", Q, S("a=  b"), S("a=  b"), true},
    {"blanks after a sign, then a byte", Q, S("a= =41"), S("a= A"), true},

    {"plain", LP_MAIL_PLAIN, S("a=3D \n"), S("a=3D \n"), false},
};

static void
decode(struct lp_buf *to, struct lp_mail_decode *d, struct lp_slice in,
       size_t step)
{
    while (in.len > 0) {
        struct lp_slice now = lp_slice_head(in, step);

        in = lp_slice_from(in, now.len);
        while (now.len > 0) {
            uint8_t *room = lp_buf_room(to, LP_MAIL_DECODE_MIN);

            to->len += lp_mail_decode(d, &now, room, LP_MAIL_DECODE_MIN);
        }
    }
    to->len += lp_mail_decode_end(d, lp_buf_room(to, LP_MAIL_DECODE_MIN));
}

static void
check(enum lp_mail_coding coding, struct lp_slice in, struct lp_slice out,
      bool bad, const char *label)
{
    static const size_t steps[] = {1, 2, 3, 7, 1 << 20};

    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        struct lp_mail_decode d = {.coding = coding};
        struct lp_buf got = {0};

        decode(&got, &d, in, steps[k]);
        CHECK(lp_slice_equal(lp_buf_slice(&got), out), label);
        CHECK(d.bad == bad, label);
        lp_buf_release(&got);
    }
}

static void
fill(struct lp_buf *b, const char *before, size_t n, const char *after)
{
    lp_buf_clear(b);
    lp_buf_str(b, before);
    while (n-- > 0) {
        lp_buf_byte(b, n % 2 == 0 ? ' ' : '\t');
    }
    lp_buf_str(b, after);
}

/* A run of blanks is text if it is too long to be anything else. */
static void
check_runs(void)
{
    struct lp_buf in = {0};
    struct lp_buf out = {0};

    for (size_t n = LP_MAIL_BLANKS_MAX - 1; n < LP_MAIL_BLANKS_MAX + 3; n++) {
        bool text = n > LP_MAIL_BLANKS_MAX;

        fill(&in, "a", n, "\nb");
        fill(&out, "a", text ? n : 0, "\nb");
        check(Q, lp_buf_slice(&in), lp_buf_slice(&out), false, "before an end");
        fill(&in, "a", n, "b");
        check(Q, lp_buf_slice(&in), lp_buf_slice(&in), false, "before text");
        fill(&in, "a=", n, "\nb");
        fill(&out, text ? "a=" : "a", text ? n : 0, text ? "\nb" : "b");
        check(Q, lp_buf_slice(&in), lp_buf_slice(&out), text, "after a sign");
    }
    fill(&in, "a", 10000, "=41 ");
    fill(&out, "a", 10000, "A");
    check(Q, lp_buf_slice(&in), lp_buf_slice(&out), false, "a very long run");
    lp_buf_release(&in);
    lp_buf_release(&out);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check(rows[i].coding,
              (struct lp_slice){(const uint8_t *)rows[i].in, rows[i].in_len},
              (struct lp_slice){(const uint8_t *)rows[i].out, rows[i].out_len},
              rows[i].bad, rows[i].label);
    }
    check_runs();
    return lp_test_failures != 0;
}
