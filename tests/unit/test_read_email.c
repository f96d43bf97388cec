#include "formats/read_email.h"

#include "formats/bid.h"
#include "tests/unit/mail_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define MULTI(b) "To: x\nContent-Type: multipart/mixed; boundary=" b "\n\n"
#define S64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\n"
#define K1 S64 S64 S64 S64 S64 S64 S64 S64 S64 S64 S64 S64 S64 S64 S64 S64 K16
#define K16 "0123456789abcdef"
#define B64 "Content-Transfer-Encoding: base64\n"
#define QP "Content-Transfer-Encoding: quoted-printable\n"

static const struct {
    const char *label;
    const char *bytes;
    const char *want;
} rows[] = {
    /* One part. */
    {"plain text", "Subject: x\n\nhello\n", "1T:hello\n|"},
    {"no header", "no header here\n\nhello\n",
     "1T:no header here\n\nhello\n|h"},
    {"an empty header", "\nhello", "1T:hello|"},
    {"blank lines before it", "\n\r\nFrom: a\nTo: b\nDate: c\n\nhello",
     "1T:hello|"},
    {"nothing", "", "1T:|"},
    {"only a header", "Subject: x\n", "1T:|"},
    {"a BOM", "\xef\xbb\xbfSubject: x\n\nhello", "1T:hello|"},
    {"HTML", "Content-Type: Text/HTML\n\n<p>", "1T:<p>|"},
    {"no type", "Content-Type: text\n\nx", "1T:x|"},
    {"another text", "Content-Type: text/calendar\n\nx", "1P:x|"},
    {"no text", "Content-Type: image/png\n\nx", "1P:x|"},
    {"text with a name", "Content-Type: text/plain; name=a b\n\nx",
     "1 a bP:x|"},
    {"text as an attachment",
     "Content-Type: text/plain\nContent-Disposition: Attachment\n\nx", "1P:x|"},
    {"text inline", "Content-Disposition: inline\n\nx", "1T:x|"},
    {"a message", "Content-Type: message/rfc822\n\nSubject: y\n\n",
     "1M:Subject: y\n\n|"},
    {"a message with a name", "Content-Type: message/global; name=a.eml\n\nx",
     "1 a.emlM:x|"},
    {"a piece of a message", "Content-Type: message/partial\n\nx", "1P:x|"},
    /* Encodings. */
    {"base64", B64 "\naGVs\nbG8=\n", "1T:hello|"},
    {"base64 with what does not belong", B64 "\naG!!Vs\nbG8=\n", "1T:helloe|"},
    {"base64 that is cut short", B64 "\naGVsbG", "1T:helle|"},
    {"quoted-printable", QP "\na=3Db=\nc \n", "1T:a=bc\n|"},
    {"quoted-printable with what does not belong", QP "\na=3", "1T:a=3e|"},
    {"no encoding", "Content-Transfer-Encoding: 8BIT\n\na=3D", "1T:a=3D|"},
    {"an empty encoding", "Content-Transfer-Encoding:\n\na=3D", "1T:a=3D|"},
    {"an unknown encoding", "Content-Transfer-Encoding: uuencode\n\na=3D",
     "1Tu:a=3D|"},
    {"an encoding with a comment",
     "Content-Transfer-Encoding: base64 (x)\n\naGVs", "1T:hel|"},
    /* Many parts. */
    {"two parts",
     MULTI("b") "--b\n\none\n--b\nContent-Type: a/b; name=c\n\ntwo\n--b--\n",
     "1T:one|2 cP:two|"},
    {"parts behind the last line",
     MULTI("b") "--b\n\none\n--b--\n--b\ncontent-type: a/b\n\nx\n--b--\n",
     "1T:one| F0613@64"},
    {"parts before the first",
     MULTI("b") "Content-ID: x\n\n--b\n\none\n--b--\n", "1T:one| F0613@49"},
    {"a text before the first", MULTI("b") K1 "x\n\n--b\n\none\n--b--\n",
     "1T:one| F0613@49"},
    {"not so much", MULTI("b") K1 "\n\n--b\n\none\n--b--\n", "1T:one|"},
    {"preamble and epilogue", MULTI("b") "pre\n\n--b\n\none\n--b--\nepi\n--b\n",
     "1T:one|"},
    {"a part without a header", MULTI("b") "--b\n\n\none\n\n--b--",
     "1T:\none\n|"},
    {"a part without a body", MULTI("b") "--b\nX: y\n--b\n\n--b--", "1T:|2T:|"},
    {"a part whose header has no end", MULTI("b") "--b\nX: y\ntext\n--b--",
     "1T:text|h"},
    {"a delimiter twice", MULTI("b") "--b\n--b\n\none\n--b--", "1T:one|"},
    {"an encoded part", MULTI("b") "--b\n" B64 "\naGVsbG8=\n\n--b--",
     "1T:hello|"},
    {"a boundary in quotes", MULTI("\"a b\"") "--a b\n\none\n--a b--",
     "1T:one|"},
    {"nested",
     MULTI("a") "--a\n" MULTI(
         "b") "--b\n\none\n--b\n\ntwo\n--b--\n--a\n\nthree\n--a--",
     "1.1T:one|1.2T:two|2T:three|"},
    {"nested with one boundary",
     MULTI("a") "--a\n" MULTI("a") "--a\n\none\n--a--\n\n--a\n\ntwo\n--a--",
     "1.1T:one|2T:two| F0601@53"},
    {"a longer boundary within",
     MULTI("b") "--b\n" MULTI("bb") "--bb\n\none\n--bb--\n--b\n\ntwo\n--b--",
     "1.1T:one|2T:two|"},
    {"a digest",
     "Content-Type: multipart/digest; boundary=b\n\n--b\n\nTo: x\n\n--b\n"
     "Content-Type: text/plain\n\ntwo\n--b--",
     "1M:To: x\n|2T:two|"},
    {"a message within is not opened here",
     MULTI("b") "--b\nContent-Type: message/rfc822\n\n" MULTI(
         "c") "--c\n\none\n--c--\n--b--",
     "1M:" MULTI("c") "--c\n\none\n--c--|"},
    /* Broken ones. */
    {"no end", MULTI("b") "--b\n\none\n", "1T:one\n|o"},
    {"no end within",
     MULTI("a") "--a\n" MULTI("b") "--b\n\none\n--a\n\ntwo\n--a--",
     "1.1T:one|2T:two|o"},
    {"the outer one closes",
     MULTI("a") "--a\n" MULTI("b") "--b\n\none\n--a--\n--b\n\ntwo\n",
     "1.1T:one|o"},
    {"no boundary", "Content-Type: multipart/mixed\n\n--b\n\none\n--b--\n",
     "1P:--b\n\none\n--b--\n|b"},
    {"an empty boundary",
     "Content-Type: multipart/mixed; boundary=\" \"\n\n--\n\none\n",
     "1P:--\n\none\n|b"},
    {"the boundary does not come", MULTI("b") "--c\n\none\n--c--\n", "bo"},
    {"only the end comes", MULTI("b") "--b--\n", "b"},
    {"it does not come within",
     MULTI("a") "--a\n" MULTI("b") "one\n--a\n\ntwo\n--a--", "2T:two|bo"},
    {"a delimiter ends all", MULTI("b") "--b", "1T:|o"},
    {"a field twice", "To: a\nTo: b\n\nx", "1T:x|r"},
    {"a field twice in a part", MULTI("b") "--b\nTo: a\nTo: b\n\nx\n--b--",
     "1T:x|"},
    {"two types", "Content-Type: a/b\nContent-Type: c/d\n\nx", "1P:x| F0601@0"},
    {"two types in a part",
     MULTI("b") "--b\nContent-Type: a/b\nContent-Type: c/d\n\nx\n--b--",
     "1P:x| F0601@53"},
    {"two boundaries",
     "Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--a\n\nx\n--a--",
     "1T:x| F0601@0"},
};

static void
check_rows(void)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        check_read(&lp_read_email, lp_slice_str(rows[i].bytes),
                   &lp_limits_default, rows[i].want, rows[i].label);
    }
}

/* `text` with its line ends written otherwise: all as CRLF, all as CR, or each
 * another way. */
static void
put_lines(struct lp_buf *to, const char *text, unsigned how)
{
    static const char *const ends[] = {"\r\n", "\r", "\n"};
    unsigned n = 0;

    lp_buf_clear(to);
    for (; *text != '\0'; text++) {
        if (*text != '\n') {
            lp_buf_byte(to, (uint8_t)*text);
        } else if (how < 2) {
            lp_buf_str(to, ends[how]);
        } else {
            /* LF after CR would be one end. */
            lp_buf_str(to, text[1] == '\n' ? "\r\n" : ends[n++ % 3]);
        }
    }
}

/* All but line ends and offsets. */
static void
put_joined(struct lp_buf *to, struct lp_slice s)
{
    for (size_t i = 0; i < s.len && s.data[i] != '@'; i++) {
        if (s.data[i] != '\n' && s.data[i] != '\r') {
            lp_buf_byte(to, s.data[i]);
        }
    }
}

static void
check_line_ends(void)
{
    struct lp_buf bytes = {0};

    for (size_t i = 0; i < COUNT(rows); i++) {
        for (unsigned how = 0; how < 3; how++) {
            for (size_t step = 1; step < 4096; step = step * 6 + 1) {
                struct lp_buf got = {0};
                struct lp_buf joined = {0};
                struct lp_buf want = {0};

                put_lines(&bytes, rows[i].bytes, how);
                read_into(&got, &lp_read_email, lp_buf_slice(&bytes), step,
                          &lp_limits_default, false);
                put_joined(&joined, lp_buf_slice(&got));
                put_joined(&want, lp_slice_str(rows[i].want));
                CHECK(
                    lp_slice_equal(lp_buf_slice(&joined), lp_buf_slice(&want)),
                    rows[i].label);
                lp_buf_release(&got);
                lp_buf_release(&joined);
                lp_buf_release(&want);
            }
        }
    }
    lp_buf_release(&bytes);
}

/* A message of multiparts inside multiparts, `n` deep. */
static void
put_nested(struct lp_buf *to, unsigned n)
{
    lp_buf_clear(to);
    for (unsigned i = 0; i < n; i++) {
        lp_buf_printf(to, "Content-Type: multipart/x; boundary=b%u.\n\n", i);
        lp_buf_printf(to, "--b%u.\n", i);
    }
    lp_buf_str(to, "\nx");
    for (unsigned i = n; i-- > 0;) {
        lp_buf_printf(to, "\n--b%u.--", i);
    }
}

static void
check_nesting(void)
{
    struct lp_limits limits = lp_limits_default;
    struct lp_buf b = {0};
    struct lp_buf got = {0};

    put_nested(&b, 64);
    read_into(&got, &lp_read_email, lp_buf_slice(&b), 4096, &limits, false);
    CHECK(lp_slice_begins(lp_buf_slice(&got), lp_slice_str("1.1.1.")) &&
              lp_slice_ends(lp_buf_slice(&got), lp_slice_str(".1T:x|")),
          "64 deep");
    put_nested(&b, 65);
    lp_buf_clear(&got);
    read_into(&got, &lp_read_email, lp_buf_slice(&b), 4096, &limits, false);
    CHECK(lp_slice_ends(lp_buf_slice(&got), lp_slice_str(".1P N0308 60:|")),
          "65 deep");
    lp_buf_release(&b);
    lp_buf_release(&got);

    limits.nesting = 1;
    check_read(&lp_read_email,
               lp_slice_str(MULTI("a") "--a\n" MULTI(
                   "b") "--b\n\none\n--b--\n--a\n\ntwo\n--a--"),
               &limits, "1P N0308 63:|2T:two|", "what is behind is read");
    limits.nesting = 0;
    check_read(&lp_read_email, lp_slice_str(MULTI("a") "--a\n\none\n--a--"),
               &limits, "1P N0308 14:|", "none at all");
}

static void
check_limits(void)
{
    static const char parts[] = MULTI("b") "--b\n\n1\n--b\n\n2\n--b--";
    static const char heads[] = MULTI("b") "--b\nA: b\nC: d\nE: f\n\n1\n"
                                           "--b\nA: b\n\n2\n--b--";
    struct lp_limits limits = lp_limits_default;

    limits.parts = 2;
    check_read(&lp_read_email, lp_slice_str(parts), &limits, "1T:1|2T:2|",
               "as many parts as may be");
    limits.parts = 1;
    check_read(&lp_read_email, lp_slice_str(parts), &limits, "1T:1|!N0303",
               "one part too many");
    limits = lp_limits_default;
    limits.fields = 3;
    check_read(&lp_read_email, lp_slice_str(heads), &limits, "1T:1|2T:2|",
               "as many fields as may be");
    limits.fields = 2;
    check_read(&lp_read_email, lp_slice_str(heads), &limits,
               "1P N0304 17:|2T:2|", "a field too many in a part");
    limits.fields = 1;
    check_read(&lp_read_email, lp_slice_str(heads), &limits, "!N0304",
               "a field too many in the message");
    limits.fields = 9;
    limits.header = 40;
    check_read(&lp_read_email, lp_slice_str(heads), &limits, "!N0304",
               "too long a header");
}

/* 10,000 parts, and one more. */
static void
check_many(void)
{
    struct lp_buf b = {0};
    struct lp_buf got = {0};

    lp_buf_str(&b, MULTI("b"));
    for (unsigned i = 0; i < 10000; i++) {
        lp_buf_str(&b, "--b\n\n\n");
    }
    read_into(&got, &lp_read_email, lp_buf_slice(&b), 4096, &lp_limits_default,
              true);
    CHECK(lp_slice_ends(lp_buf_slice(&got), lp_slice_str("|10000T:|o")),
          "10000 parts");
    lp_buf_str(&b, "--b\n\n\n");
    lp_buf_clear(&got);
    read_into(&got, &lp_read_email, lp_buf_slice(&b), 4096, &lp_limits_default,
              true);
    CHECK(
        lp_slice_ends(lp_buf_slice(&got), lp_slice_str("|10000T:|o!N0303")) ||
            lp_slice_ends(lp_buf_slice(&got), lp_slice_str("|10000T:|!N0303")),
        "10001 parts");
    lp_buf_release(&b);
    lp_buf_release(&got);
}

/* Bodies that nobody reads are passed over; NUL is a byte like any other. */
static void
check_skip(void)
{
    static const char text[] =
        MULTI("b") "--b\n" B64 "\naGVsbG8=\n--b\n\n\0\n\0\n--b--\n";
    struct lp_slice in = {(const uint8_t *)text, sizeof text - 1};
    struct lp_buf got = {0};

    for (size_t step = 1; step < 200; step++) {
        lp_buf_clear(&got);
        read_into(&got, &lp_read_email, in, step, &lp_limits_default, true);
        CHECK(lp_slice_is(lp_buf_slice(&got), "1T:|2T:|"), "skipped");
        lp_buf_clear(&got);
        read_into(&got, &lp_read_email, in, step, &lp_limits_default, false);
        CHECK(got.len == 16 && memcmp(got.data + 12, "\0\n\0", 3) == 0, "NUL");
    }
    lp_buf_release(&got);
}

/* Where a part lies: its header begins it, its last byte ends it. */
static void
check_span(void)
{
    static const char text[] = MULTI("b") "--b\nX: y\n\none\n--b--\n";
    size_t at = sizeof(MULTI("b") "--b\n") - 1;
    struct drip d = {lp_slice_str(text), 5, NULL};
    struct lp_source src = {&drip_ops, &d};
    struct lp_input in = {.stream = &src, .limits = &lp_limits_default};
    struct lp_reader r = {.ops = &lp_read_email};
    struct lp_entry e = {0};
    struct lp_source body = {0};
    struct lp_piece p = {0};
    bool end = false;

    CHECK(r.ops->open(&r, &in, NULL) == LP_OK &&
              r.ops->next(&r, &e, &body, &end, NULL) == LP_OK && !end,
          "a part");
    CHECK(e.has_span && e.span_at == at, "begins with its header");
    CHECK(e.front == at + 6, "the front");
    do {
        CHECK(lp_source_pull(&body, &p, NULL) == LP_OK, "pull");
    } while (p.bytes.len > 0);
    CHECK(e.after->end == at + sizeof "X: y\n\none" - 1, "and ends");
    CHECK(r.ops->next(&r, &e, &body, &end, NULL) == LP_OK && end, "the end");
    r.ops->release(&r);
    lp_block_unref(d.piece);
}

/* What the source fails with is told, then and later. */
static enum lp_code
broken_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct drip *d = s->self;

    return d->left.len > 0 ? drip_pull(s, out, err)
                           : lp_fail(err, LP_E_IO, "it breaks here");
}

static void
check_failure(void)
{
    static const struct lp_source_ops broken = {.pull = broken_pull};
    struct drip d = {lp_slice_str("To: x\n\nhello"), 4, NULL};
    struct lp_source src = {&broken, &d};
    struct lp_input in = {.stream = &src, .limits = &lp_limits_default};
    struct lp_reader r = {.ops = &lp_read_email};
    struct lp_entry e = {0};
    struct lp_source body = {0};
    struct lp_piece p = {0};
    bool end = false;
    enum lp_code rc;

    CHECK(r.ops->open(&r, &in, NULL) == LP_OK &&
              r.ops->next(&r, &e, &body, &end, NULL) == LP_OK && !end,
          "a part");
    do {
        rc = lp_source_pull(&body, &p, NULL);
    } while (rc == LP_OK && p.bytes.len > 0);
    CHECK(rc == LP_E_IO, "fails");
    CHECK(lp_source_pull(&body, &p, NULL) == LP_E_IO, "fails again");
    CHECK(r.ops->next(&r, &e, &body, &end, NULL) == LP_E_IO && !end,
          "and next");
    r.ops->release(&r);
    lp_block_unref(d.piece);
}

/* What is read of each part's type, and of the message's own header. */
static void
read_types(struct lp_buf *to, const char *bytes, bool identify)
{
    struct drip d = {lp_slice_str(bytes), 3, NULL};
    struct lp_source src = {&drip_ops, &d};
    struct lp_input in = {
        .stream = &src, .limits = &lp_limits_default, .identify = identify};
    struct lp_reader r = {.ops = &lp_read_email};
    struct lp_mail_fields f;
    bool end = false;

    CHECK(r.ops->open(&r, &in, NULL) == LP_OK, bytes);
    while (!end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        CHECK(r.ops->next(&r, &e, &body, &end, NULL) == LP_OK, bytes);
        if (!end) {
            lp_buf_put(to, e.type);
            lp_buf_byte(to, ' ');
            lp_buf_put(to, e.charset);
            lp_buf_str(to, e.flowed ? " f" : "");
            lp_buf_str(to, e.delsp ? " d" : "");
            lp_buf_byte(to, '|');
        }
    }
    lp_read_email_fields(&r, &f);
    lp_buf_put(to, f.from);
    lp_buf_put(to, f.subject);
    r.ops->release(&r);
    lp_block_unref(d.piece);
}

static void
check_types(void)
{
    static const struct {
        const char *label;
        const char *bytes;
        const char *want;
    } of[] = {
        {"none", "Subject: x\n\n", " | x"},
        {"no type", "Content-Type: text; charset=b\n\n", " |"},
        {"lower case", "Content-Type: Text/PLAIN; Charset=\"UTF-8\"\n\n",
         "text/plain UTF-8|"},
        {"flowed", "Content-Type: text/plain; format=Flowed; DelSp=yes\n\n",
         "text/plain  f d|"},
        {"not flowed", "Content-Type: text/plain; format=fixed; DelSp=no\n\n",
         "text/plain |"},
        {"each part its own",
         "From: a@b\n" MULTI("b") "--b\nSubject: z\nContent-Type: "
                                  "text/html; charset=x\n\n1\n--b\n\n2\n--b\n"
                                  "Content-Type: message/external-body; "
                                  "access-type=x\n\n3\n--b--",
         "text/html x| |message/external-body | a@b"},
    };

    for (size_t i = 0; i < COUNT(of); i++) {
        for (unsigned identify = 0; identify < 2; identify++) {
            struct lp_buf got = {0};
            struct lp_slice want = lp_slice_str(of[i].want);

            read_types(&got, of[i].bytes, identify > 0);
            while (identify == 0 && want.data[want.len - 1] != '|') {
                want.len--;
            }
            CHECK(lp_slice_equal(lp_buf_slice(&got), want), of[i].label);
            lp_buf_release(&got);
        }
    }
}

static void
check_bids(void)
{
    CHECK(lp_bid(lp_slice_str("Subject: x\n\n")) == &lp_read_email, "mail");
    CHECK(lp_bid(lp_slice_str("\x1f\x8b\x08")) != &lp_read_email, "gzip");
    CHECK(lp_bid_kind(LP_KIND_MESSAGE) == &lp_read_email, "a declared message");
    CHECK(lp_bid_kind(LP_KIND_OTHER) == NULL, "nothing declared");
}

int
main(void)
{
    check_rows();
    check_line_ends();
    check_nesting();
    check_limits();
    check_many();
    check_skip();
    check_span();
    check_failure();
    check_types();
    check_bids();
    return lp_test_failures != 0;
}
