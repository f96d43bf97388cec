#include "formats/pgp_clear.h"

#include <string.h>

#include "formats/pgp_armor.h"
#include "formats/pgp_key.h"
#include "formats/pgp_packet.h"
#include "formats/pgp_sig.h"
#include "tests/unit/test.h"

#define BEGIN "-----BEGIN PGP SIGNED MESSAGE-----\n"
#define SIG \
    "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"
#define HASH "Hash: SHA256\n\n"
#define ARMOR(head)                                        \
    BEGIN HASH "one\n-----BEGIN PGP SIGNATURE-----\n" head \
               "\n\nAAAA\n-----END PGP SIGNATURE-----\n"

/* What is told, in letters: "[" a message begins, "]" it ends, with "!" if it
 * is wrong and "-" if it has no armor; "P" is packed. CR is shown as "~", LF as
 * "/", and a quoted line has "<" before it. */
static void
on_begin(void *who, unsigned level)
{
    lp_buf_printf(who, "[%u:", level);
}

static void
on_text(void *who, unsigned level, struct lp_slice bytes, bool quoted)
{
    if (level > 0) {
        return;
    }
    lp_buf_str(who, quoted ? "<" : "");
    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t c = bytes.data[i];

        lp_buf_byte(who, c == '\r' ? '~' : c == '\n' ? '/' : c);
    }
}

static void
on_end(void *who, unsigned level, struct lp_slice armor, const char *wrong)
{
    lp_buf_printf(who, "%s%s%u]", wrong != NULL ? "!" : "",
                  armor.len > 0 ? "" : "-", level);
}

static void
on_packed(void *who, unsigned level)
{
    lp_buf_printf(who, "P%u", level);
}

static const struct {
    const char *label;
    const char *text;
    const char *want;
    uint64_t outside;
} rows[] = {
    {"nothing", "", "", 0},
    {"a text", "Hello\n-- \nAda\n", "", 11},
    {"a message", BEGIN HASH "one\ntwo\n" SIG, "[0:one~/two0]", 0},
    {"two digests", BEGIN "Hash: SHA1\nHash: SHA256\n\none\n" SIG, "[0:one0]",
     0},
    {"no digest named", BEGIN "\none\n" SIG, "[0:one0]", 0},
    {"no text", BEGIN HASH SIG, "[0:0]", 0},
    {"an empty line of text", BEGIN HASH "\n" SIG, "[0:0]", 0},
    {"two of them", BEGIN HASH "\n\n" SIG, "[0:~/0]", 0},
    {"blanks at ends", BEGIN HASH "one \t\n two\t\r\n" SIG, "[0:one~/ two0]",
     0},
    {"a CR inside", BEGIN HASH "o\rne\n" SIG, "[0:o~ne0]", 0},
    {"dashes", BEGIN HASH "- -one\n- - two\n" SIG, "[0:-one~/- two0]", 0},
    {"a dash that is not escaped", BEGIN HASH "-one\n" SIG, "[0:-one0]", 0},
    {"a dash alone", BEGIN HASH "-\n- \n" SIG, "[0:-~/-0]", 0},
    {"an escaped frame", BEGIN HASH "- -----BEGIN PGP SIGNATURE-----\n" SIG,
     "[0:-----BEGIN PGP SIGNATURE-----0]", 0},
    {"CRLF",
     "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\none\r\n"
     "-----BEGIN PGP SIGNATURE-----\r\n\r\nAAAA\r\n"
     "-----END PGP SIGNATURE-----\r\n",
     "[0:one0]", 0},
    {"blanks behind the frame",
     "-----BEGIN PGP SIGNED MESSAGE-----  \n" HASH "one\n" SIG, "[0:one0]", 0},
    {"blanks before the frame", " " BEGIN HASH "one\n" SIG, "", 110},
    {"a byte order mark", "\xef\xbb\xbf" BEGIN HASH "one\n" SIG, "[0:one0]", 0},
    {"quoted by a mailbox", BEGIN HASH ">From May\n>>From\n" SIG,
     "[0:<>From May~/>>From0]", 0},
    {"quoted twice", BEGIN HASH ">>From May\n" SIG, "[0:<>>From May0]", 0},
    {"escaped and quoted", BEGIN HASH "- >From May\n" SIG, "[0:<>From May0]",
     0},
    {"a comment", BEGIN "Comment: the rent is 1\n\none\n" SIG, "[0:one!0]", 0},
    {"a blank behind the digest is none", BEGIN "Hash: SHA256 \n\none\n" SIG,
     "[0:one0]", 0},
    {"text in place of a digest", BEGIN "Hash: SHA256\nrent\n\none\n" SIG,
     "[0:one!0]", 0},
    {"a long list of digests",
     BEGIN
     "Hash: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "\n\none\n" SIG,
     "[0:one!0]", 0},
    {"text behind a digest", BEGIN "Hash: SHA256, pay eve 1000\n\none\n" SIG,
     "[0:one!0]", 0},
    {"text behind a digest, without a comma",
     BEGIN "Hash: SHA256 pay\n\none\n" SIG, "[0:one!0]", 0},
    {"text alone", BEGIN "Hash: pay eve\n\none\n" SIG, "[0:one!0]", 0},
    {"a second line of text", BEGIN "Hash: SHA256\nHash: pay eve\n\none\n" SIG,
     "[0:one!0]", 0},
    {"two digests on a line", BEGIN "Hash: SHA256,SHA3-512\n\none\n" SIG,
     "[0:one0]", 0},
    {"with a blank between", BEGIN "Hash: SHA1, RIPEMD160\n\none\n" SIG,
     "[0:one0]", 0},
    {"with two blanks", BEGIN "Hash: SHA1,  MD5\n\none\n" SIG, "[0:one!0]", 0},
    {"nothing behind a comma", BEGIN "Hash: SHA256,\n\none\n" SIG, "[0:one!0]",
     0},
    {"nothing between commas", BEGIN "Hash: MD5,,SHA1\n\none\n" SIG,
     "[0:one!0]", 0},
    {"a name that begins like one", BEGIN "Hash: SHA2567\n\none\n" SIG,
     "[0:one!0]", 0},
    {"no name", BEGIN "Hash:\n\none\n" SIG, "[0:one!0]", 0},
    {"a version in the armor", ARMOR("Version: GnuPG v2"), "[0:one0]", 0},
    {"... and what it ran on",
     ARMOR("Version: GnuPG/MacGPG2 v2.0.22 (Darwin 1)"), "[0:one0]", 0},
    {"... and no number", ARMOR("Version: ProtonMail"), "[0:one0]", 0},
    {"two versions", ARMOR("Version: GnuPG v2\nVersion: rent"), "[0:one0]", 13},
    {"a version that says more", ARMOR("Version: GnuPG v2 is wrong"),
     "[0:one0]", 26},
    {"a long version", ARMOR("Version: PayTheRentToEve1."), "[0:one0]", 26},
    {"a comment in the armor", ARMOR("Comment: rent 1"), "[0:one0]", 15},
    {"NotDashEscaped", BEGIN "NotDashEscaped: GnuPG\n\none\n" SIG, "[0:one!0]",
     0},
    {"no signature", BEGIN HASH "one\n", "[0:one!-0]", 0},
    {"cut in its signature",
     BEGIN HASH "one\n-----BEGIN PGP SIGNATURE-----\n\nAA", "[0:one!0]", 0},
    {"cut in its head", BEGIN "Hash: SHA256", "[0:!-0]", 0},
    {"no line end behind it",
     BEGIN HASH "one\n-----BEGIN PGP SIGNATURE-----\n\nAAAA\n"
                "-----END PGP SIGNATURE-----",
     "[0:one0]", 0},
    {"another begins", BEGIN HASH "one\n" BEGIN HASH "two\n" SIG,
     "[0:one!-0][0:two0]", 0},
    {"two", BEGIN HASH "one\n" SIG BEGIN HASH "two\n" SIG, "[0:one0][0:two0]",
     0},
    {"text before and behind", "a\n\n" BEGIN HASH "one\n" SIG "\nbc\n \n",
     "[0:one0]", 3},
    {"a signature alone", SIG, "", 60},
    {"packed", "-----BEGIN PGP MESSAGE-----\nAA\n", "P0", 29},
    {"inside another",
     BEGIN HASH "- " BEGIN HASH "x\n- -----BEGIN PGP SIGNATURE-----\n\nAA\n"
                "- -----END PGP SIGNATURE-----\n" SIG,
     "[0:-----BEGIN PGP SIGNED MESSAGE-----[1:~/Hash: SHA256~/~/x~/"
     "-----BEGIN PGP SIGNATURE-----~/~/AA~/-----END PGP SIGNATURE-----1]0]",
     0},
    {"inside another, and cut", BEGIN HASH "- " BEGIN HASH "x\n" SIG,
     "[0:-----BEGIN PGP SIGNED MESSAGE-----[1:~/Hash: SHA256~/~/x!-1]0]", 0},
};

static void
check_row(size_t i, size_t step)
{
    struct lp_buf got = {0};
    struct lp_pgp_clear c = {
        .sink = {&got, on_begin, on_text, on_end, on_packed}};
    struct lp_slice text = lp_slice_str(rows[i].text);
    struct lp_err err = {0};

    for (size_t at = 0; at < text.len; at += step) {
        CHECK(lp_pgp_clear_feed(&c,
                                lp_slice_head(lp_slice_from(text, at), step),
                                &err) == LP_OK,
              rows[i].label);
    }
    CHECK(lp_pgp_clear_end(&c, &err) == LP_OK, rows[i].label);
    if (!lp_slice_is(lp_buf_slice(&got), rows[i].want) ||
        c.outside != rows[i].outside) {
        CHECK(false, rows[i].label);
        fprintf(stderr, "%.*s, %llu outside\n", (int)got.len,
                (const char *)got.data, (unsigned long long)c.outside);
    }
    lp_pgp_clear_release(&c);
    lp_buf_release(&got);
}

/* Lines that are longer than what is held: all is told, or the message is
 * wrong, and what is held stays bounded. */
static void
check_long(void)
{
    static const struct {
        const char *label;
        char fill;
        size_t n;
        bool good;
    } cases[] = {
        {"a long line", 'x', LP_PGP_CLEAR_LINE * 3 + 5, true},
        {"a line of just so much", 'x', LP_PGP_CLEAR_LINE, true},
        {"a long line of blanks", ' ', LP_PGP_CLEAR_LINE * 2, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_buf got = {0};
        struct lp_buf text = {0};
        struct lp_pgp_clear c = {
            .sink = {&got, on_begin, on_text, on_end, on_packed}};
        struct lp_err err = {0};

        lp_buf_str(&text, BEGIN HASH);
        for (size_t k = 0; k < cases[i].n; k++) {
            lp_buf_byte(&text, (uint8_t)cases[i].fill);
        }
        lp_buf_str(&text, " \nend\n" SIG);
        CHECK(lp_pgp_clear_feed(&c, lp_buf_slice(&text), &err) == LP_OK &&
                  lp_pgp_clear_end(&c, &err) == LP_OK,
              cases[i].label);
        if (cases[i].good) {
            CHECK(got.len == 3 + cases[i].n + strlen("~/end0]"),
                  cases[i].label);
        }
        CHECK(cases[i].good == (memchr(got.data, '!', got.len) == NULL),
              cases[i].label);
        CHECK(c.line.cap <= 2 * LP_PGP_CLEAR_LINE, cases[i].label);
        lp_pgp_clear_release(&c);
        lp_buf_release(&text);
        lp_buf_release(&got);
    }
}

static void
check_armor(void)
{
    static const struct {
        const char *label;
        const char *text;
        enum lp_pgp_armor want;
        size_t n;
        bool around;
    } cases[] = {
        {"nothing", "", LP_PGP_ARMOR_NONE, 0, false},
        {"a block", SIG, LP_PGP_ARMOR_GOOD, 3, false},
        {"two blocks", SIG SIG, LP_PGP_ARMOR_GOOD, 6, false},
        {"a block in a text", "see\n" SIG, LP_PGP_ARMOR_GOOD, 3, true},
        {"with headers and a sum",
         "-----BEGIN PGP SIGNATURE-----\nVersion: 1\nComment: a = b\n\nAAAA\n"
         "AAA=\n=aaaa\n-----END PGP SIGNATURE-----\n",
         LP_PGP_ARMOR_GOOD, 5, false},
        {"without a blank line",
         "-----BEGIN PGP SIGNATURE-----\nAAAA\n-----END PGP SIGNATURE-----",
         LP_PGP_ARMOR_GOOD, 3, false},
        {"of another kind",
         "-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----",
         LP_PGP_ARMOR_NONE, 0, true},
        {"no base64",
         "-----BEGIN PGP SIGNATURE-----\n\nA!AA\n-----END PGP SIGNATURE-----",
         LP_PGP_ARMOR_BROKEN, 0, false},
        {"more behind the sum",
         "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n=aaaa\nAAAA\n"
         "-----END PGP SIGNATURE-----",
         LP_PGP_ARMOR_BROKEN, 0, false},
        {"nothing in it",
         "-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----",
         LP_PGP_ARMOR_BROKEN, 0, false},
        {"cut", "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n", LP_PGP_ARMOR_BROKEN,
         0, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_buf to = {0};
        bool around = false;

        CHECK(lp_pgp_armor_read(&to, lp_slice_str(cases[i].text), "SIGNATURE",
                                &around) == cases[i].want,
              cases[i].label);
        CHECK(cases[i].want != LP_PGP_ARMOR_GOOD ||
                  (to.len == cases[i].n && around == cases[i].around),
              cases[i].label);
        lp_buf_release(&to);
    }
}

/* Bodies of packets. */
#define MADE "\x05\x02\x5e\x0b\xe1\x00"
#define V4(type, hashed, n) "\x04" type "\x01\x08\x00" n hashed
#define REST   \
    "\x00\x00" \
    "ab"       \
    "\x00\x08\xff"

static void
check_sig(void)
{
    static const struct {
        const char *label;
        const char *body;
        size_t len;
        enum lp_pgp_state want;
        size_t hashed;
    } cases[] = {
#define ROW(label, body, want, hashed) \
    {label, body, sizeof(body) - 1, want, hashed}
        ROW("lawful", V4("\x00", MADE, "\x06") REST, LP_PGP_LAWFUL, 12),
        ROW("of text", V4("\x01", MADE, "\x06") REST, LP_PGP_LAWFUL, 12),
        ROW("of a key", V4("\x10", MADE, "\x06") REST, LP_PGP_MALFORMED, 12),
        ROW("no time", V4("\x00", "", "\x00") REST, LP_PGP_MALFORMED, 6),
        ROW("a time that is not signed",
            V4("\x00", "", "\x00") "\x00\x06" MADE "ab"
                                   "\x00\x08\xff",
            LP_PGP_MALFORMED, 6),
        ROW("a field is cut", V4("\x00", MADE "\x09\x02", "\x08") REST,
            LP_PGP_MALFORMED, 14),
        ROW("a critical field that is known",
            V4("\x00", MADE "\x05\x83\x00\x00\x00\x01", "\x0c") REST,
            LP_PGP_LAWFUL, 18),
        ROW("one that is not", V4("\x00", MADE "\x02\xee\x00", "\x09") REST,
            LP_PGP_UNSUPPORTED, 15),
        ROW("the same, not critical",
            V4("\x00", MADE "\x02\x6e\x00", "\x09") REST, LP_PGP_LAWFUL, 15),
        ROW("the number is too short",
            V4("\x00", MADE, "\x06") "\x00\x00"
                                     "ab"
                                     "\x00\x10\xff",
            LP_PGP_MALFORMED, 12),
        ROW("the number has zeros before it",
            V4("\x00", MADE, "\x06") "\x00\x00"
                                     "ab"
                                     "\x00\x09\xff",
            LP_PGP_MALFORMED, 12),
        ROW("bytes behind it", V4("\x00", MADE, "\x06") REST "x",
            LP_PGP_MALFORMED, 12),
        ROW("version 3",
            "\x03\x05\x00\x5e\x0b\xe1\x00"
            "12345678"
            "\x01\x02"
            "ab"
            "\x00\x08\xff",
            LP_PGP_LAWFUL, 5),
        ROW("version 3, cut",
            "\x03\x05\x00\x5e\x0b\xe1\x00"
            "1234",
            LP_PGP_MALFORMED, 5),
        ROW("version 5", "\x05\x00\x01\x08\x00\x00", LP_PGP_UNSUPPORTED, 0),
        ROW("nothing", "", LP_PGP_MALFORMED, 0),
        ROW("an unknown algorithm", "\x04\x00\x63\x08\x00\x06" MADE REST,
            LP_PGP_UNSUPPORTED, 12),
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_pgp_sig s;

        lp_pgp_sig_read(&s, (struct lp_slice){(const uint8_t *)cases[i].body,
                                              cases[i].len});
        CHECK(s.state == cases[i].want, cases[i].label);
        CHECK(s.hashed.len == cases[i].hashed, cases[i].label);
        CHECK((s.state == LP_PGP_LAWFUL) == (s.why == NULL), cases[i].label);
        CHECK(s.state != LP_PGP_LAWFUL || s.created == 1577836800,
              cases[i].label);
    }
}

/* What is digested behind the content: RFC 9580, 5.2.4. */
static void
check_trailer(void)
{
    static const char body[] = V4("\x00", MADE, "\x06") REST;
    static const char want[] = V4("\x00", MADE, "\x06") "\x04\xff\x00\x00\x00"
                                                        "\x0c";
    struct lp_buf to = {0};
    struct lp_pgp_sig s;

    lp_pgp_sig_read(&s,
                    (struct lp_slice){(const uint8_t *)body, sizeof body - 1});
    lp_pgp_sig_trailer(&s, &to);
    CHECK(lp_slice_equal(
              lp_buf_slice(&to),
              (struct lp_slice){(const uint8_t *)want, sizeof want - 1}),
          "the trailer");
    lp_buf_release(&to);
}

static void
check_packets(void)
{
    static const struct {
        const char *label;
        const char *bytes;
        size_t len;
        unsigned sigs;
        bool other;
    } cases[] = {
#define BYTES(b) b, sizeof(b) - 1
        {"none", BYTES(""), 0, false},
        {"one, old",
         BYTES("\x88\x02"
               "ab"),
         1, false},
        {"one, new",
         BYTES("\xc2\x02"
               "ab"),
         1, false},
        {"two",
         BYTES("\xc2\x01"
               "a\x88\x01"
               "b"),
         2, false},
        {"with a marker",
         BYTES("\xca\x03PGP\xc2\x01"
               "a"),
         1, false},
        {"with a user id",
         BYTES("\xcd\x01"
               "a\xc2\x01"
               "a"),
         1, true},
        {"cut",
         BYTES("\xc2\x05"
               "ab"),
         0, true},
        {"without an end",
         BYTES("\x8b"
               "ab"),
         0, true},
        {"no packet", BYTES("abc"), 0, true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_cursor c = lp_cursor_over(
            (struct lp_slice){(const uint8_t *)cases[i].bytes, cases[i].len});
        struct lp_slice body;
        bool other = false;
        unsigned n = 0;

        while (lp_pgp_sigs_next(&c, &body, &other)) {
            n++;
        }
        CHECK(n == cases[i].sigs && other == cases[i].other, cases[i].label);
    }
}

static void
check_key(void)
{
    static const struct {
        const char *label;
        const char *bytes;
        size_t len;
        bool good;
        unsigned bits;
    } cases[] = {
        {"RSA", BYTES("\x04\x5e\x0b\xe1\x00\x01\x00\x09\x01\xff\x00\x02\x03"),
         true, 9},
        {"RSA of version 3",
         BYTES("\x03\x5e\x0b\xe1\x00\x00\x00\x01\x00\x09\x01\xff\x00\x02\x03"),
         true, 9},
        {"RSA, cut", BYTES("\x04\x5e\x0b\xe1\x00\x01\x00\x09\x01\xff\x00\x02"),
         false, 0},
        {"RSA and more",
         BYTES("\x04\x5e\x0b\xe1\x00\x01\x00\x09\x01\xff\x00\x02\x03x"), false,
         0},
        {"of version 5",
         BYTES("\x05\x5e\x0b\xe1\x00\x01\x00\x09\x01\xff\x00\x02\x03"), false,
         0},
        {"one that only encrypts", BYTES("\x04\x5e\x0b\xe1\x00\x10\x00"), false,
         0},
        {"nothing", BYTES(""), false, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_pgp_key k;
        bool good = lp_pgp_key_read(
            &k,
            (struct lp_slice){(const uint8_t *)cases[i].bytes, cases[i].len});

        CHECK(good == cases[i].good, cases[i].label);
        CHECK(!good || (k.bits == cases[i].bits && k.created == 1577836800),
              cases[i].label);
    }
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_row(i, 1);
        check_row(i, 7);
        check_row(i, SIZE_MAX / 2);
    }
    check_long();
    check_armor();
    check_sig();
    check_trailer();
    check_packets();
    check_key();
    return lp_test_failures != 0;
}
