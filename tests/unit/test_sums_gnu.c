#include "formats/sums_gnu.h"

#include "tests/unit/sums_list.h"
#include "tests/unit/sums_tools.h"

#define G LP_SUMS_GNU
#define B LP_SUMS_BSD
#define NO LP_SUMS_NONE
#define TWO H64 "  a\n" H64 "  b\n"
#define TWO_SAID "1 [a] sha256=0123\n2 [b] sha256=0123\n"

#define SAID(alg, a, b, c, d, e, f)                                          \
    "1 [a] " alg "=" a "\n2 [b c] " alg "=" b "\n3 [back\\slash] " alg "=" c \
    "\n4 [cr%0D] " alg "=" d "\n5 [line%0Afeed] " alg "=" e "\n6 [p) = q"    \
    "] " alg "=" f "\n"
#define MD5_SAID SAID("md5", "60b7", "3b5d", "d41d", "4152", "9dd4", "fbad")
#define SHA1_SAID SAID("sha1", "3f78", "89e6", "da39", "95cb", "11f6", "395d")
#define SHA256_SAID \
    SAID("sha256", "8742", "0263", "e3b0", "a1fc", "2d71", "594e")
#define SHA512_SAID \
    SAID("sha512", "162b", "868a", "cf83", "121b", "a4ab", "5ae6")
#define B2_SAID SAID("blake2b", "bedf", "3be5", "786a", "b0e6", "0909", "726a")

static const struct list_row rows[] = {
    /* What the tools write. */
    {"sha256sum", S(SHA256SUM), G, SHA256_SAID, 0, ""},
    {"md5sum -b", S(MD5SUM_B), G, MD5_SAID, 0, ""},
    {"sha1sum", S(SHA1SUM), G, SHA1_SAID, 0, ""},
    {"sha512sum", S(SHA512SUM), G, SHA512_SAID, 0, ""},
    {"sha256sum --tag", S(SHA256SUM_TAG), B, SHA256_SAID, 0, ""},
    {"md5sum --tag", S(MD5SUM_TAG), B, MD5_SAID, 0, ""},
    {"sha1sum --tag", S(SHA1SUM_TAG), B, SHA1_SAID, 0, ""},
    {"sha512sum --tag", S(SHA512SUM_TAG), B, SHA512_SAID, 0, ""},
    {"b2sum --tag", S(B2SUM_TAG), B, B2_SAID, 0, ""},
    {"sha256sum -z", S(SHA256SUM_Z), G, SHA256_SAID, 0, ""},
    {"sha256sum -z --tag", S(SHA256SUM_TAG_Z), B, SHA256_SAID, 0, ""},
    {"several in one list", S(MD5SUM_B SHA1SUM_TAG), G,
     MD5_SAID "7 [a] sha1=3f78\n8 [b c] sha1=89e6\n"
              "9 [back\\slash] sha1=da39\n10 [cr%0D] sha1=95cb\n"
              "11 [line%0Afeed] sha1=11f6\n12 [p) = q] sha1=395d\n",
     0, ""},
    /* Lines. */
    {"nothing", S(""), NO, "", 0, ""},
    {"only comments", S("# a\n\n#\n"), NO, "", 0, ""},
    {"two lines", S(TWO), G, TWO_SAID, 0, ""},
    {"no end of the last line", S(H64 "  a\n" H64 "  b"), G, TWO_SAID, 0, ""},
    {"ends in CR LF", S(H64 "  a\r\n" H64 "  b\r\n"), G, TWO_SAID, 0, ""},
    {"two CR", S(H64 "  a\r\r\n"), NO, NULL, 0, "control"},
    {"CR alone", S(H64 "  a\r" H64 "  b\r"), NO, NULL, 0, "control"},
    {"comments and empty lines", S("# x\n\n\r\n#\n" H64 "  a\n\n#\n"), G,
     "5 [a] sha256=0123\n", 0, ""},
    {"a blank before #", S(" # x\n" TWO), NO, NULL, 0, "neither"},
    {"a bad second line", S(H64 "  a\nno\n" H64 "  b\n"), G, NULL, 68,
     "line 2 of the list: neither"},
    {"a bad line after an empty one", S(H64 "  a\n\nno\n"), G, NULL, 69,
     "line 3 of the list: neither"},
    {"a manifest", S("# leafproof manifest 1\n" TWO), NO,
     "2 [a] sha256=0123\n3 [b] sha256=0123\n", 0, ""},
    {"nearly a manifest", S("# leafproof manifes\n" TWO), G,
     "2 [a] sha256=0123\n3 [b] sha256=0123\n", 0, ""},
    /* Digests. */
    {"upper-case digits", S("ABCDEF0123456789abcdef0123456789  a\n"), G,
     "1 [a] md5=abcd\n", 0, ""},
    {"all zero", S("00000000000000000000000000000000  a\n"), G,
     "1 [a] md5=0000\n", 0, ""},
    {"a digit less", S(H32 "0123456789abcdef0123456789abcde  a\n"), NO, NULL, 0,
     "length"},
    {"a digit more", S(H64 "0  a\n"), NO, NULL, 0, "length"},
    {"a digit that is none", S(H32 "0123456789abcdef0123456789abcdeg  a\n"), NO,
     NULL, 0, "length"},
    {"128 digits", S(H128 "  a\n"), G, "1 [a] sha512=0123\n", 0, ""},
    {"129 digits", S(H128 "0  a\n"), NO, NULL, 0, "length"},
    {"256 digits", S(H128 H128 "  a\n"), NO, NULL, 0, "length"},
    {"56 digits, of SHA224", S(H40 H16 "  a\n"), NO, NULL, 0, "length"},
    {"only a digest", S(H64 "\n"), NO, NULL, 0, "two blanks"},
    {"a digest and a blank", S(H64 " \n"), NO, NULL, 0, "two blanks"},
    {"one blank", S(H64 " a\n"), NO, NULL, 0, "two blanks"},
    {"a TAB", S(H64 "\ta\n"), NO, NULL, 0, "two blanks"},
    {"a blank before the digest", S(" " H64 "  a\n"), NO, NULL, 0, "neither"},
    /* Names. */
    {"no name", S(H64 "  \n"), NO, NULL, 0, "without a name"},
    {"a blank for a name", S(H64 "   \n"), G, "1 [ ] sha256=0123\n", 0, ""},
    {"a name that begins with *", S(H64 "  *a\n"), G, "1 [*a] sha256=0123\n", 0,
     ""},
    {"a name with TAB", S(H64 "  a\tb\n"), G, "1 [a%09b] sha256=0123\n", 0, ""},
    {"a name that is not UTF-8", S(H64 "  \xff\n"), G, "1 [%FF] sha256=0123\n",
     0, ""},
    {"a name with ESC", S(H64 "  a\x1b[0m\n"), NO, NULL, 0, "control"},
    {"a name with DEL", S(H64 "  a\x7f\n"), NO, NULL, 0, "control"},
    {"escapes", S("\\" H64 "  \\\\\\n\\r\n"), G, "1 [\\%0A%0D] sha256=0123\n",
     0, ""},
    {"an escape without a mark is none", S(H64 "  a\\nb\n"), G,
     "1 [a\\nb] sha256=0123\n", 0, ""},
    {"a mark without an escape", S("\\" H64 "  a\n"), G, "1 [a] sha256=0123\n",
     0, ""},
    {"an escape that is none", S("\\" H64 "  \\t\n"), G, NULL, 0, "escape"},
    {"an escape cut short", S("\\" H64 "  a\\\n"), G, NULL, 0, "escape"},
    {"two marks", S("\\\\" H64 "  a\n"), NO, NULL, 0, "neither"},
    /* BSD. */
    {"tagged", S("MD5 (a) = " H32 "\n"), B, "1 [a] md5=0123\n", 0, ""},
    {"BLAKE2b with its length", S("BLAKE2b-512 (a) = " H128 "\n"), B,
     "1 [a] blake2b=0123\n", 0, ""},
    {"the mark in a name", S("MD5 (a) = " H32 ") = " H32 "\n"), B,
     "1 [a) = " H32 "] md5=0123\n", 0, ""},
    {"no name in brackets", S("MD5 () = " H32 "\n"), NO, NULL, 0,
     "without a name"},
    {"another tag", S("SHA224 (a) = " H40 H16 "\n"), B, NULL, 0,
     "not read here"},
    {"a shorter BLAKE2b", S("BLAKE2b-256 (a) = " H64 "\n"), B, NULL, 0,
     "not read here"},
    {"another tag later", S("MD5 (a) = " H32 "\nSHA3-256 (a) = " H64 "\n"), B,
     NULL, 43, "line 2 of the list: a digest of a kind"},
    {"a tag and too short a digest", S("FOO (a) = " H16 "\n"), NO, NULL, 0,
     "not read here"},
    {"the digest of another tag", S("SHA1 (a) = " H32 "\n"), NO, NULL, 0,
     "another length"},
    {"a tag in lower case", S("sha256 (a) = " H64 "\n"), B, NULL, 0,
     "not read here"},
    {"no blank before the bracket", S("MD5(a) = " H32 "\n"), NO, NULL, 0,
     "neither"},
    {"no blank before =", S("MD5 (a)= " H32 "\n"), NO, NULL, 0, "no digest"},
    {"something after the digest", S("MD5 (a) = " H32 " \n"), NO, NULL, 0,
     "no digest"},
    {"no digest", S("MD5 (a) = \n"), NO, NULL, 0, "another length"},
    {"a digit that is none after =",
     S("MD5 (a) = 0123456789abcdef0123456789abcdeg\n"), NO, NULL, 0,
     "no digest"},
    {"only a tag", S("MD5 ("), NO, NULL, 0, "no digest"},
    /* NUL. */
    {"any byte in a name", S(H32 "  \n\\n\r\x1b\x7f#\0"), G,
     "1 [%0A\\n%0D%1B%7F#] md5=0123\n", 0, ""},
    {"no end of the last", S(H32 "  a\0" H32 "  b"), G,
     "1 [a] md5=0123\n2 [b] md5=0123\n", 0, ""},
    {"an entry that breaks the grammar", S(H32 "  a\0b\0"), G, NULL, 36,
     "entry 2 of the list"},
    {"NUL after a whole list is no end", S(TWO "\0"), G, NULL, 136,
     "line 3 of the list"},
    {"NUL after a line of it", S(H64 "  a\n" H64 "  b\0"), G, NULL, 68,
     "line 2 of the list: a control"},
    {"NUL after a tagged line", S("MD5 (a) = " H32 "\nMD5 (b) = " H32 "\0"), B,
     NULL, 43, "line 2 of the list"},
    {"lines in a later entry", S(H64 "  a\0" TWO "\0"), G, NULL, 68,
     "entry 2 of the list: more than one"},
    {"a mark of escapes", S("\\" H32 "  a\0"), NO, NULL, 0, "control"},
    {"what is no digest after a line end", S(H64 "  a\n" H32 " b\0"), G,
     "1 [a%0A" H32 " b] sha256=0123\n", 0, ""},
};

static void
test_long_alg(void)
{
    static const struct lp_slice b2 = S(B2SUM);
    struct lp_buf said = {0};

    CHECK(list_read(b2, G, LP_ALG_BLAKE2B, NO, 0, &said, NULL) == LP_OK,
          "b2sum");
    CHECK(lp_slice_is(lp_buf_slice(&said), B2_SAID), "b2sum");
    CHECK(list_read(b2, G, LP_ALG_NONE, NO, 0, &said, NULL) == LP_OK,
          "b2sum unsaid");
    CHECK(lp_slice_begins(lp_buf_slice(&said),
                          lp_slice_str("1 [a] sha512=bedf\n")),
          "b2sum unsaid");
    lp_buf_release(&said);
}

/* Only 128 digits of which nothing tells the kind. */
static void
test_either(void)
{
    static const struct {
        const char *label;
        const char *text;
        enum lp_alg long_alg;
        bool either;
    } lines[] = {
        {"128 digits", H128 "  a\n", LP_ALG_NONE, true},
        {"they are SHA-512", H128 "  a\n", LP_ALG_SHA512, false},
        {"they are BLAKE2b", H128 "  a\n", LP_ALG_BLAKE2B, false},
        {"a tag", "SHA512 (a) = " H128 "\n", LP_ALG_NONE, false},
        {"another tag", "BLAKE2b (a) = " H128 "\n", LP_ALG_NONE, false},
        {"64 digits", H64 "  a\n", LP_ALG_NONE, false},
        {"a column", "name,sha512\na," H128 "\n", LP_ALG_NONE, false},
    };

    for (size_t i = 0; i < COUNT(lines); i++) {
        struct lp_sums l = {0};
        struct lp_sums_item item;
        bool end;

        CHECK(
            lp_sums_open(&l, lp_slice_str(lines[i].text),
                         &(struct lp_sums_form){.long_alg = lines[i].long_alg},
                         NULL) == LP_OK,
            lines[i].label);
        CHECK(lp_sums_next(&l, &item, &end, NULL) == LP_OK && !end,
              lines[i].label);
        CHECK(item.either == lines[i].either, lines[i].label);
        lp_sums_release(&l);
    }
}

/* What was read between NULs, or of one form, is written as the tools do. */
static const struct {
    const char *label;
    struct lp_slice from;
    enum lp_alg alg;
    enum lp_sums_kind as;
    struct lp_slice to;
} written[] = {
    {"sha256sum", S(SHA256SUM_Z), LP_ALG_SHA256, G, S(SHA256SUM)},
    {"sha256sum --tag", S(SHA256SUM_Z), LP_ALG_SHA256, B, S(SHA256SUM_TAG)},
    {"sha256sum of tags", S(SHA256SUM_TAG_Z), LP_ALG_SHA256, G, S(SHA256SUM)},
    {"md5sum --tag", S(MD5SUM_B), LP_ALG_MD5, B, S(MD5SUM_TAG)},
    {"sha1sum", S(SHA1SUM_TAG), LP_ALG_SHA1, G, S(SHA1SUM)},
    {"sha1sum --tag", S(SHA1SUM), LP_ALG_SHA1, B, S(SHA1SUM_TAG)},
    {"sha512sum", S(SHA512SUM_TAG), LP_ALG_SHA512, G, S(SHA512SUM)},
    {"sha512sum --tag", S(SHA512SUM), LP_ALG_SHA512, B, S(SHA512SUM_TAG)},
    {"b2sum", S(B2SUM_TAG), LP_ALG_BLAKE2B, G, S(B2SUM)},
    {"b2sum --tag", S(B2SUM), LP_ALG_BLAKE2B, B, S(B2SUM_TAG)},
};

static void
test_written(void)
{
    struct lp_buf to = {0};

    for (size_t i = 0; i < COUNT(written); i++) {
        enum lp_alg alg = written[i].alg;

        CHECK(list_read(written[i].from, NO, alg, written[i].as, 1u << alg, &to,
                        NULL) == LP_OK,
              written[i].label);
        CHECK(lp_slice_equal(lp_buf_slice(&to), written[i].to),
              written[i].label);
    }
    lp_buf_release(&to);
}

/* A line of `n` bytes before its end, and then another. */
static enum lp_code
read_long(size_t n, struct lp_err *err)
{
    struct lp_buf text = {0};
    struct lp_buf said = {0};
    enum lp_code rc;

    lp_buf_str(&text, H64 "  a\n" H64 "  ");
    while (text.len < 68 + n) {
        lp_buf_byte(&text, 'x');
    }
    lp_buf_str(&text, "\n" H64 "  b\n");
    rc = list_read(lp_buf_slice(&text), NO, LP_ALG_NONE, NO, 0, &said, err);
    lp_buf_release(&text);
    lp_buf_release(&said);
    return rc;
}

static void
test_long(void)
{
    struct lp_err err = {0};

    CHECK(read_long(LP_SUMS_MAX, NULL) == LP_OK, "the longest line");
    CHECK(read_long(LP_SUMS_MAX + 1, &err) == LP_E_LIMIT, "a byte more");
    CHECK(err.at == 68, "a byte more");
}

/* Of a list cut anywhere, lines are read or refused, never made up. */
static void
test_cuts(void)
{
    static const struct lp_slice whole = S(SHA256SUM);
    struct lp_buf said = {0};

    for (size_t n = 0; n <= whole.len; n++) {
        enum lp_code rc = list_read(lp_slice_head(whole, n), G, LP_ALG_NONE, NO,
                                    0, &said, NULL);
        struct lp_slice got = lp_buf_slice(&said);

        CHECK(rc == LP_OK || rc == LP_E_FORMAT, "cut");
        /* The last name may be cut short. */
        while (rc == LP_OK && got.len > 0 && got.data[got.len - 1] != '[') {
            got.len--;
        }
        CHECK(lp_slice_begins(lp_slice_str(SHA256_SAID), got), "cut");
    }
    lp_buf_release(&said);
}

int
main(void)
{
    list_check(rows, COUNT(rows), LP_SUMS_GNU);
    test_long_alg();
    test_either();
    test_written();
    test_long();
    test_cuts();
    return lp_test_failures != 0;
}
