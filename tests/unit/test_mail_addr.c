#include "formats/mail_addr.h"

#include "tests/unit/test.h"

/* The addresses of each value, with a blank line feed between them. */
static const struct {
    const char *label;
    const char *value;
    const char *want;
} rows[] = {
    {"nothing", "", ""},
    {"only blanks", " \t ", ""},
    {"a plain address", " ann@example.org", "ann@example.org"},
    {"without an at sign", "ann", ""},
    {"without a domain", "ann@", ""},
    {"without a local part", "@example.org", ""},
    {"the domain is lower-cased", "Ann.Lee@EXAMPLE.Org", "Ann.Lee@example.org"},
    {"an A-label stays", "a@XN--Bcher-kva.example", "a@xn--bcher-kva.example"},
    {"UTF-8 stays",
     "j\xc3\xbcrgen@b\xc3\x9c"
     "cher.example",
     "j\xc3\xbcrgen@b\xc3\x9c"
     "cher.example"},
    {"a name before", "Ann Lee <ann@example.org>", "ann@example.org"},
    {"a quoted name", "\"Lee, Ann\" <ann@example.org>", "ann@example.org"},
    {"a quoted name with an escaped quote",
     "\"Ann \\\"A, b@c\\\" Lee\" <ann@example.org>", "ann@example.org"},
    {"an encoded name", "=?utf-8?Q?a=40b?= <ann@example.org>",
     "ann@example.org"},
    {"an at sign in the name", "ann@example.net <ann@example.org>",
     "ann@example.org"},
    {"an unquoted comma in the name", "Lee, Ann <ann@example.org>",
     "ann@example.org"},
    {"a name behind", "<ann@example.org> Ann", "ann@example.org"},
    {"an address behind", "<ann@example.org> b@example.org", "ann@example.org"},
    {"a comment as the name", "ann@example.org (Ann, Lee <x@y>)",
     "ann@example.org"},
    {"comments in comments", "ann@example.org (a (b, c@d) (e)) , b@c",
     "ann@example.org\nb@c"},
    {"comments in the midst", "ann (a) @ (b) example (c) . org",
     "ann@example.org"},
    {"an escaped parenthesis", "(\\) x@y,) ann@example.org", "ann@example.org"},
    {"a comment without its end", "(Ann ann@example.org, (b@c",
     "ann@example.org\nb@c"},
    {"two addresses", "a@b, c@d", "a@b\nc@d"},
    {"a semicolon between", "a@b; c@d;", "a@b\nc@d"},
    {"empty items", ",, a@b ,,c@d,", "a@b\nc@d"},
    {"a group", "Friends: a@b, C <c@d>; e@f", "a@b\nc@d\ne@f"},
    {"an empty group", "undisclosed-recipients:;", ""},
    {"a group in quotes", "\"a@b\": c@d;", "c@d"},
    {"mailto before", "mailto:a@b", "a@b"},
    {"a colon behind", "a@b: c@d", "a@b"},
    {"a route", "X <@r,@s:a@b>, <@r.example:c@d>", "a@b\nc@d"},
    {"a route without an end", "<@r,a@b>, c@d", "c@d"},
    {"a route that never ends", "<@r,a@b", ""},
    {"a route and nothing", "<@r:>, c@d", "c@d"},
    {"no closing bracket", "Ann <a@b, Bob <c@d", "a@b\nc@d"},
    {"no opening bracket", "a@b>, c@d", "a@b\nc@d"},
    {"two brackets", "<<a@b>>", "a@b"},
    {"two addresses in one item", "<a@b> <c@d>", "a@b\nc@d"},
    {"empty brackets", "Ann <>", ""},
    {"empty brackets behind an address", "a@b <>", ""},
    {"blanks in brackets", "< a@b >", "a@b"},
    {"words in brackets", "<ann lee@b>", "\"ann lee\"@b"},
    {"no at sign in brackets", "Daemon <MAILER-DAEMON>", "MAILER-DAEMON"},
    {"a directory name in brackets", "<\"/O=Org/OU=x y\">",
     "\"/O=Org/OU=x y\""},
    {"an at sign in quotes is none", "<\"a@b\">", "\"a@b\""},
    {"quotes behind the at sign are nothing", "a@b\".c>\", <a@\"b\">",
     "a@b\na@"},
    {"a local part in quotes", "\"ann\"@b", "ann@b"},
    {"quotes that are needed", "\"ann lee\"@b", "\"ann lee\"@b"},
    {"quotes with what needs escaping", "\"a\\\"b\\\\c\\d\"@b",
     "\"a\\\"b\\\\cd\"@b"},
    {"empty quotes", "\"\"@b", ""},
    {"empty quotes in brackets", "<\"\"@b>", "\"\"@b"},
    {"a dot after quotes", "\"a\".b@c", "a.b@c"},
    {"quotes after a dot", "a.\"b c\"@d", "\"a.b c\"@d"},
    {"quotes that touch a word", "\"Ann\"ann@b", "ann@b"},
    {"a quoted dot joins nothing", "\"Dr.\" ann@b", "ann@b"},
    {"dots that must not be", "a..b.@c", "a..b.@c"},
    {"blanks around dots", "a . b@c . d", "a.b@c.d"},
    {"a name without brackets", "Ann Lee ann@b", "ann@b"},
    {"a name behind without brackets", "ann@b Ann Lee", "ann@b"},
    {"a quote without its end", "\"Ann <a@b>, c@d", "a@b\nc@d"},
    {"a quote with an end far behind", "\"Ann <a@b>, \"c@d", "c@d"},
    {"two at signs", "a@b@C", "\"a@b\"@c"},
    {"a domain in square brackets", "a@[192.0.2.1]", "a@[192.0.2.1]"},
    {"IPv6", "<a@[IPv6:2001:DB8::1]>", "a@[ipv6:2001:db8::1]"},
    {"a square bracket without its end", "a@[b:c, d@e", "a@[b:c\nd@e"},
    {"a square bracket elsewhere", "[x] a@b", "a@b"},
    {"blanks after a comma only", "a@b,c@d", "a@b\nc@d"},
    {"tabs", "a@b,\tc@d", "a@b\nc@d"},
};

static void
list(struct lp_buf *to, struct lp_slice value)
{
    struct lp_mail_addrs a = {.rest = value};
    struct lp_slice one;

    while (lp_mail_addrs_next(&a, &one)) {
        lp_buf_str(to, to->len > 0 ? "\n" : "");
        lp_buf_put(to, one);
    }
    CHECK(!lp_mail_addrs_next(&a, &one), "it stays at the end");
    lp_mail_addrs_release(&a);
}

/* An address given back as a value is the same address. */
static void
check_again(struct lp_slice got, const char *label)
{
    struct lp_buf again = {0};
    struct lp_buf value = {0};

    lp_buf_byte(&value, '<');
    for (size_t i = 0; i < got.len; i++) {
        lp_buf_str(&value, got.data[i] == '\n' ? ">,<" : "");
        if (got.data[i] != '\n') {
            lp_buf_byte(&value, got.data[i]);
        }
    }
    lp_buf_byte(&value, '>');
    list(&again, lp_buf_slice(&value));
    CHECK(lp_slice_equal(got, lp_buf_slice(&again)), label);
    lp_buf_release(&again);
    lp_buf_release(&value);
}

/* What does not end is looked for once: else these take minutes. */
static void
check_time(void)
{
    static const char *const pieces[] = {"(",  "\"",   "<",  "((a)",
                                         "@",  "a@b ", "\\", "\"\\",
                                         "<@", "a@[",  ".",  "<a@b"};

    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct lp_buf value = {0};
        struct lp_buf got = {0};

        while (value.len < 1 << 20) {
            lp_buf_str(&value, pieces[i]);
        }
        list(&got, lp_buf_slice(&value));
        CHECK(got.len <= 2 * value.len + 3, pieces[i]);
        lp_buf_release(&got);
        lp_buf_release(&value);
    }
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_buf got = {0};

        list(&got, lp_slice_str(rows[i].value));
        CHECK(lp_slice_is(lp_buf_slice(&got), rows[i].want), rows[i].label);
        if (!lp_slice_is(lp_buf_slice(&got), rows[i].want)) {
            fprintf(stderr, "  %.*s\n", (int)got.len, (const char *)got.data);
        }
        if (got.len > 0) {
            check_again(lp_buf_slice(&got), rows[i].label);
        }
        lp_buf_release(&got);
    }
    CHECK(lp_mail_comment(lp_slice_str("(a(b)\\))c")) == 8, "a comment");
    CHECK(lp_mail_comment(lp_slice_str("(a(b)\\)c")) == 0, "no comment");
    check_time();
    return lp_test_failures != 0;
}
