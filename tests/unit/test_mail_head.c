#include "formats/mail_head.h"

#include "base/buf.h"
#include "tests/unit/mail_drip.h"
#include "tests/unit/test.h"

/* Writes down what a header gives: type, encoding, disposition; letters for
 * what is wrong; and what is left behind it. */
static void
take(struct lp_buf *to, struct lp_slice bytes, size_t step,
     const struct lp_limits *limits)
{
    struct drip d = {bytes, step, NULL};
    struct lp_source src = {&drip_ops, &d};
    struct lp_mail_cut c = {.hand = {.feed = {.from = &src}}, .begins = true};
    struct lp_mail_head h = {0};
    struct lp_piece p;
    enum lp_code rc;

    LP_TRY(lp_mail_cut_open(&c, lp_slice_str("b"), NULL));
    LP_TRY(lp_mail_head_take(&h, &c, limits, NULL));
    lp_buf_put(to, lp_buf_slice(&h.type));
    lp_buf_byte(to, '|');
    lp_buf_put(to, lp_buf_slice(&h.encoding));
    lp_buf_byte(to, '|');
    lp_buf_put(to, lp_buf_slice(&h.disposition));
    lp_buf_byte(to, '|');
    lp_buf_str(to, h.too_much ? "m" : "");
    lp_buf_str(to, h.bad ? "h" : "");
    lp_buf_str(to, h.repeated ? "r" : "");
    lp_buf_str(to, h.two_readings ? "2" : "");
    lp_buf_byte(to, '|');
    do {
        LP_TRY(lp_mail_cut_peek(&c, &p, NULL));
        lp_buf_put(to, p.bytes);
        lp_mail_cut_took(&c, p.bytes.len);
    } while (p.bytes.len > 0 && !h.too_much);

done:
    CHECK(rc == LP_OK, "read");
    lp_mail_head_release(&h);
    lp_mail_cut_release(&c);
    lp_block_unref(d.piece);
}

static void
check(struct lp_slice bytes, const struct lp_limits *limits, const char *want,
      const char *label)
{
    static const size_t steps[] = {1, 2, 3, 7, 1 << 20};

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct lp_buf got = {0};

        take(&got, bytes, steps[i], limits);
        if (limits == &lp_limits_default) {
            CHECK(lp_slice_is(lp_buf_slice(&got), want), label);
        } else {
            CHECK(lp_slice_begins(lp_buf_slice(&got), lp_slice_str(want)),
                  label);
        }
        lp_buf_release(&got);
    }
}

static const struct {
    const char *label;
    const char *bytes;
    const char *want;
} rows[] = {
    {"nothing", "", "||||"},
    {"a blank line", "\ntext", "||||text"},
    {"all three",
     "Content-Type: a/b\ncontent-transfer-encoding:c\n"
     "CONTENT-DISPOSITION : d\n\nx",
     " a/b|c| d||x"},
    {"another field", "Content-Types: a/b\n\nx", "||||x"},
    {"folded", "Content-Type: a/b;\n\tc=d\n e\nTo: x\n f\n\nx",
     " a/b;\tc=d e||||x"},
    {"folded with CRLF", "Content-Type: a/b;\r\n c=d\r\n\r\nx",
     " a/b; c=d||||x"},
    {"folded with CR", "Content-Type: a/b;\r c=d\r\rx", " a/b; c=d||||x"},
    {"a line of blanks is folded", "Content-Type: a\n \nTo: b\n\nx",
     " a ||||x"},
    {"folded at the beginning", " x\nTo: b\n\nx", "|||h|x"},
    {"no blank line", "To: b\nno field\n\nx", "|||h|no field\n\nx"},
    {"no name", ": b\nContent-Type: c\n\nx", " c|||h|x"},
    {"a name with a blank", "To me: b\n\nx", "|||h|To me: b\n\nx"},
    {"a name that is not ASCII", "T\xc3\xb6: b\n\nx", "|||h|T\xc3\xb6: b\n\nx"},
    {"From in front", "From a b c\nContent-Type: c\n\nx", " c||||x"},
    {"a quoted From in front", ">From a b c\nContent-Type: c\n\nx", " c||||x"},
    {"From in the midst", "To: a\nFrom b c\nContent-Type: c\n\nx", " c|||h|x"},
    {"a quoted From in the midst", "To: a\n>From b c\n\nx",
     "|||h|>From b c\n\nx"},
    {"a delimiter ends it", "Content-Type: a\n--b\nTo: x\n", " a||||"},
    {"no delimiter", "Content-Type: a\n--c\nTo: x\n", " a|||h|--c\nTo: x\n"},
    {"it ends with the data", "Content-Type: a", " a||||"},
    {"a field twice", "To: a\nSubject: x\nTO: a\n\n", "|||r|"},
    {"another field twice", "Received: a\nReceived: b\n\n", "||||"},
    {"two types", "Content-Type: a\nContent-Type: b\n c\n\n", " a|||2|"},
    {"one type twice", "Content-Type: a \nContent-Type:  a\n\n", " a ||||"},
    {"two types, one folded", "Content-Type: a\nContent-Type: a\n b\n\n",
     " a|||2|"},
    {"two encodings",
     "Content-Transfer-Encoding: a\nTo: x\n"
     "Content-Transfer-Encoding: b",
     "| a||2|"},
};

#define BOM "\xef\xbb\xbf"
#define FIELDS "From: a\nTo: b\nDate: c\n"

static const struct {
    const char *label;
    const char *bytes;
    size_t want;
} leads[] = {
    {"nothing", "", 0},
    {"a header", FIELDS, 0},
    {"a mark", BOM FIELDS, 3},
    {"a mark alone", BOM, 3},
    {"a blank line", "\n" FIELDS "\nx", 1},
    {"CRLF", "\r\n\r\n" FIELDS "\r\nx", 4},
    {"a mark and a blank line", BOM "\n" FIELDS, 4},
    {"two fields are too few", "\nFrom: a\nTo: b\n\nDate: c\n", 0},
    {"with one that is not listed", "\nFrom: a\nTo: b\nX: c\n", 1},
    {"with two that are not listed", "\nFrom: a\nX: b\nY: c\n", 0},
    {"... with a mark", BOM "\nFrom: a\nTo: b\n\n", 3},
    {"a text", "\nDear Ada,\nFrom: a\nTo: b\nDate: c\n", 0},
    {"fields that are none of mail", "\na: b\nc: d\ne: f\n\n", 0},
    {"interrupted", "\n" FIELDS "no field\n\n", 1},
    {"blanks in the line", " \n" FIELDS, 0},
    {"64 bytes of blank lines",
     "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
     "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n" FIELDS,
     64},
    {"65",
     "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
     "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"
     "\n" FIELDS,
     0},
};

static void
check_leads(void)
{
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
        CHECK(lp_mail_head_lead(lp_slice_str(leads[i].bytes)) == leads[i].want,
              leads[i].label);
    }
}

/* Whatever the pieces are, as much is passed over. */
static void
check_pass(void)
{
    static const size_t steps[] = {1, 7, 1024, 1 << 20};
    struct lp_buf far = {0};

    lp_buf_str(&far, "\n\nFrom: a\nX: ");
    while (far.len < LP_MAIL_LEAD_SEEN - 3) {
        lp_buf_byte(&far, 'x');
    }
    lp_buf_str(&far, "\nCc: c\n\n");
    for (unsigned more = 0; more < 2; more++) {
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
            struct drip d = {lp_slice_from(lp_buf_slice(&far), 1 - more),
                             steps[i], NULL};
            struct lp_source src = {&drip_ops, &d};
            struct lp_mail_cut c = {.hand = {.feed = {.from = &src}}};

            CHECK(lp_mail_head_pass(&c, NULL) == LP_OK, "passed");
            CHECK(lp_mail_cut_at(&c) == (more == 0 ? 1 : 0),
                  "as far as is seen");
            lp_mail_cut_release(&c);
            lp_block_unref(d.piece);
        }
    }
    lp_buf_release(&far);
}

static void
check_limits(void)
{
    static const char text[] = "To: a\nContent-Type: b\nX: c\n\nx";
    struct lp_limits limits = {.header = sizeof text - 2, .fields = 3};
    struct lp_buf big = {0};

    check(lp_slice_str(text), &limits, " b||||x", "as much as may be");
    limits.header--;
    check(lp_slice_str(text), &limits, " b|||m|", "one byte too many");
    limits.header = 1 << 20;
    limits.fields = 2;
    check(lp_slice_str(text), &limits, " b|||m|", "one field too many");

    limits.fields = 9;
    lp_buf_str(&big, "Content-Type: b");
    while (big.len < 14 + LP_MAIL_VALUE_MAX - 1) {
        lp_buf_byte(&big, 'b');
    }
    lp_buf_str(&big, "\n\nx");
    for (unsigned more = 0; more < 2; more++) {
        struct lp_buf got = {0};

        take(&got, lp_buf_slice(&big), 1 << 20, &limits);
        CHECK((memmem(got.data, got.len, "|m|", 3) != NULL) == (more > 0),
              "a long value");
        big.len -= 3;
        lp_buf_str(&big, "b\n\nx");
        lp_buf_release(&got);
    }
    lp_buf_release(&big);
}

/* The values that say who a message is. */
static void
take_own(struct lp_mail_own *own, struct lp_slice bytes)
{
    struct drip d = {bytes, 5, NULL};
    struct lp_source src = {&drip_ops, &d};
    struct lp_mail_cut c = {.hand = {.feed = {.from = &src}}, .begins = true};
    struct lp_mail_head h = {.own = own};

    CHECK(lp_mail_head_take(&h, &c, &lp_limits_default, NULL) == LP_OK, "own");
    lp_mail_head_release(&h);
    lp_mail_cut_release(&c);
    lp_block_unref(d.piece);
}

static void
check_own(void)
{
    static const char text[] =
        "From: a\n b\nReferences: r\nTo: t\nTO: u\n v\nSubject:\nX: y\n"
        "date: d\nMessage-ID: i\nIn-Reply-To: j\ncc: c\nSender: s\n"
        "Content-Type: a/b\nFrom: z\n\n";
    struct lp_mail_own own = {0};
    struct lp_mail_fields f;
    struct lp_buf big = {0};

    take_own(&own, lp_slice_str(text));
    lp_mail_own_fields(&own, &f);
    CHECK(lp_slice_is(f.from, " a b") && lp_slice_is(f.to, " t") &&
              lp_slice_is(f.date, " d") && lp_slice_is(f.message_id, " i") &&
              lp_slice_is(f.in_reply_to, " j") && lp_slice_is(f.cc, " c") &&
              lp_slice_is(f.references, " r") && lp_slice_is(f.sender, " s"),
          "the first of each, unfolded");
    CHECK(f.subject.data != NULL && f.subject.len == 0, "there, and empty");
    CHECK(!f.too_long, "none is too long");
    take_own(&own, lp_slice_str("To: t\n\n"));
    lp_mail_own_fields(&own, &f);
    CHECK(lp_slice_is(f.to, " t") && f.from.data == NULL && f.cc.data == NULL,
          "nothing stays of the one before");

    for (size_t more = 0; more < 2; more++) {
        size_t n = 0;

        lp_buf_clear(&big);
        lp_buf_str(&big, "To: t\nCc:");
        while (n < LP_MAIL_VALUE_MAX + more) {
            /* An unfolded value has no line ends. */
            lp_buf_str(&big, n % 500 == 499 ? "\n " : "c");
            n++;
        }
        lp_buf_str(&big, "\nFrom: f\n\n");
        take_own(&own, lp_buf_slice(&big));
        lp_mail_own_fields(&own, &f);
        CHECK(f.too_long == (more > 0) &&
                  f.cc.len == (more > 0 ? 0 : LP_MAIL_VALUE_MAX) &&
                  lp_slice_is(f.from, " f") && lp_slice_is(f.to, " t"),
              "a long value");
    }
    lp_buf_release(&big);
    lp_mail_own_release(&own);
}

static void
check_bid(void)
{
    static const struct {
        const char *head;
        bool is;
    } bids[] = {
        {"Subject: x\n\n", true},
        {"X-Subject: x\n\n", false},
        {"Subject: x", true},
        {"SUBJECT : x\r\n\r\n", true},
        {"Subject x\n\n", false},
        {" Subject: x\n\n", false},
        {"\nSubject: x\n\n", false},
        {"X-Foo: a\n b\nDate: x\n\ntext", true},
        {"\xef\xbb\xbf"
         "Subject: x\n\n",
         true},
        {">From a\nSubject: x\n\n", true},
        {"From a\nSubject: x\n\n", false},
        {"From a\nSubject: x\nTo: b\n\n", false},
        {"From a\nSubject: x\nTo: b\nDate: c\n\n", true},
        {"Subject: x\ntext\n", false},
        {"Subject: x\nTo: y\ntext\n", false},
        {"Subject: x\nTo: y\nDate: z\ntext\n", true},
        {"Subject: x\nTo: y\nTo: z\ntext\n", false},
        {"Content-Disposition: x\n\n", false},
        {"Content-Type: x\n\n", true},
        {"#include <x>\n", false},
        {": x\n\n", false},
        {"", false},
    };
    struct lp_buf big = {0};

    for (size_t i = 0; i < sizeof bids / sizeof bids[0]; i++) {
        CHECK((lp_mail_head_bid(lp_slice_str(bids[i].head), 65536) > 0) ==
                  bids[i].is,
              bids[i].head);
    }
    lp_buf_str(&big, "To: x\nno field");
    CHECK(lp_mail_head_bid(lp_buf_slice(&big), big.len) > 0,
          "the last line of what is cut may be anything");
    CHECK(lp_mail_head_bid(lp_buf_slice(&big), big.len + 1) == 0,
          "but not of what is whole");
    lp_buf_release(&big);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check(lp_slice_str(rows[i].bytes), &lp_limits_default, rows[i].want,
              rows[i].label);
    }
    check_limits();
    check_leads();
    check_pass();
    check_own();
    check_bid();
    return lp_test_failures != 0;
}
