#include "formats/text_charset.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "formats/charset_guess.h"
#include "tests/unit/test.h"

#define S(literal) literal, sizeof(literal) - 1
#define BAD "\xef\xbf\xbd"

/* Four and five letters of Russian, in windows-1251 and in KOI8-R. */
#define RU_1251 "\xd1\xeb\xee\xe2\xee"
#define RU_KOI8 "\xf3\xcc\xcf\xd7\xcf"
#define RU_UTF8 "\xd0\xa1\xd0\xbb\xd0\xbe\xd0\xb2\xd0\xbe"

/* A letter, a space, and six letters. */
#define U_LETTER "\xd0\x90"
#define U_LINE \
    U_LETTER " " U_LETTER U_LETTER U_LETTER U_LETTER U_LETTER U_LETTER

static const struct {
    const char *label;
    const char *declared;
    const char *in;
    size_t in_len;
    const char *charset;
    const char *out;
    size_t out_len;
    unsigned wrong;
} rows[] = {
    {"nothing", "", S(""), "utf-8", S(""), 0},
    {"ASCII", "", S("a\0\r\nb, and c\x7f"), "utf-8", S("a\0\r\nb, and c\x7f"),
     0},
    {"UTF-8", "", S("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), "utf-8",
     S("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 0},
    {"a mark", "", S("\xef\xbb\xbf\x61"), "utf-8", S("a"), 0},
    {"a mark later", "", S("a\xef\xbb\xbf"), "utf-8", S("a\xef\xbb\xbf"), 0},
    {"a mark against what was declared", "koi8-r", S("\xef\xbb\xbf\x61"),
     "utf-8", S("a"), 0},
    {"a mark cut short", "", S("\xef\xbb"), "windows-1252",
     S("\xc3\xaf\xc2\xbb"), 0},
    {"a mark alone", "", S("\xff\xfe"), "utf-16le", S(""), 0},
    {"wrong after a mark", "",
     S("\xef\xbb\xbf\xc0\xaf\xed\xa0\x80\xf4\x90\xe2\x82x\xf0\x9f\x98"),
     "utf-8", S(BAD BAD BAD BAD BAD BAD BAD BAD "x" BAD), 9},
    {"nearly UTF-8", "",
     S("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xff"),
     "utf-8",
     S("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" BAD),
     1},
    {"one less of them", "",
     S("\xc3\xa9.\xc3\xa9.\xc3\xa9.\xc3\xa9\xc3\xa9"
       "\xc3\xa9\xc3\xa9\xff"),
     "windows-1252",
     S("\xc3\x83\xc2\xa9.\xc3\x83\xc2\xa9.\xc3\x83\xc2\xa9.\xc3\x83\xc2\xa9"
       "\xc3\x83\xc2\xa9\xc3\x83\xc2\xa9\xc3\x83\xc2\xa9\xc3\xbf"),
     0},

    {"windows-1252", "", S("caf\xe9 \x80\x31"), "windows-1252",
     S("caf\xc3\xa9 \xe2\x82\xac\x31"), 0},
    {"what is not in it", "", S("\xe9\x81\x8d\x8f\x90\x9d"), "windows-1252",
     S("\xc3\xa9" BAD BAD BAD BAD BAD), 5},
    {"Latin-1 is it too", "ISO-8859-1", S("\x80\xe9"), "windows-1252",
     S("\xe2\x82\xac\xc3\xa9"), 0},
    {"US-ASCII says nothing", "us-ascii", S("\xe9t\xe9"), "windows-1252",
     S("\xc3\xa9t\xc3\xa9"), 0},
    {"UTF-8 says nothing", "utf-8", S("\xe9t\xe9"), "windows-1252",
     S("\xc3\xa9t\xc3\xa9"), 0},
    {"an unknown charset says nothing", "x-none", S("\xe9t\xe9"),
     "windows-1252", S("\xc3\xa9t\xc3\xa9"), 0},
    {"two sequences of UTF-8", "iso-8859-1", S("\xc3\xa9t\xc3\xa9"), "utf-8",
     S("\xc3\xa9t\xc3\xa9"), 0},
    {"one alone", "iso-8859-1", S("\xc3\xa9t"), "windows-1252",
     S("\xc3\x83\xc2\xa9t"), 0},
    {"a name in other letters", "Latin 1", S("\xc3\xa9t"), "windows-1252",
     S("\xc3\x83\xc2\xa9t"), 0},
    {"ISO-8859-2", "iso-8859-2", S("\xb1"), "iso-8859-2", S("\xc4\x85"), 0},
    {"and what it has as controls", "iso-8859-2", S("\x9f"), "iso-8859-2",
     S("\xc2\x9f"), 0},
    {"windows-1251", "", S(RU_1251), "windows-1251", S(RU_UTF8), 0},
    {"KOI8-R", "", S(RU_KOI8), "koi8-r", S(RU_UTF8), 0},
    {"KOI8-R that was declared", "koi8-r", S("\xd1"), "koi8-r", S("\xd1\x8f"),
     0},
    {"too few of them side by side", "", S("\xe0\xe9 \xe9\xe9"), "windows-1252",
     S("\xc3\xa0\xc3\xa9 \xc3\xa9\xc3\xa9"), 0},
    {"three of four", "", S("\xe9\xe9\xe9 \xa0"), "windows-1251",
     S("\xd0\xb9\xd0\xb9\xd0\xb9 \xc2\xa0"), 0},
    {"three of five", "", S("\xe9\xe9\xe9 \xa0\xa0"), "windows-1252",
     S("\xc3\xa9\xc3\xa9\xc3\xa9 \xc2\xa0\xc2\xa0"), 0},

    {"UTF-16 with a mark", "", S("\xfe\xff\0a\xd8\x3d\xde\0"), "utf-16be",
     S("a\xf0\x9f\x98\x80"), 0},
    {"half a pair, and half a unit", "", S("\xff\xfe\x3d\xd8\x61\0\0\xde\x62"),
     "utf-16le", S(BAD "a" BAD BAD), 3},
    {"two first halves", "", S("\xff\xfe\x3d\xd8\x3d\xd8\0\xde"), "utf-16le",
     S(BAD "\xf0\x9f\x98\x80"), 1},
    {"a half at the end", "", S("\xff\xfe\x3d\xd8"), "utf-16le", S(BAD), 1},
    {"UTF-16 without a mark", "", S("H\0i\0"), "utf-16le", S("Hi"), 0},
    {"the other byte order", "", S("\0H\0i"), "utf-16be", S("Hi"), 0},
    {"a NUL at the end", "", S("hello\0"), "utf-8", S("hello\0"), 0},
    {"eight of 64 units, as blanks", "",
     S("\x10\x04 \0\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04"
       "\x10\x04 \0\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04"
       "\x10\x04 \0\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04"
       "\x10\x04 \0\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04"
       "\x10\x04 \0\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04"
       "\x10\x04 \0\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04"
       "\x10\x04 \0\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04"
       "\x10\x04 \0\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04\x10\x04"),
     "utf-16le", S(U_LINE U_LINE U_LINE U_LINE U_LINE U_LINE U_LINE U_LINE), 0},
    {"a NUL in five bytes", "", S("abcd\0"), "utf-8", S("abcd\0"), 0},
    {"a NUL in four", "", S("abc\0"), "utf-16le", S("\xe6\x89\xa1\x63"), 0},
    {"UTF-16 that was declared", "UTF-16", S("\x65\xe5\0a"), "utf-16be",
     S("\xe6\x97\xa5\x61"), 0},
    {"with no NUL", "utf-16le", S("\xe5\x65\x2c\x67"), "utf-16le",
     S("\xe6\x97\xa5\xe6\x9c\xac"), 0},
    {"which is none", "utf-16", S("text"), "utf-8", S("text"), 0},
    {"UTF-32 with a mark", "", S("\xff\xfe\0\0\x61\0\0\0"), "utf-32le", S("a"),
     0},
    {"surrogates, too much, and too little", "utf-32be",
     S("\0\0\xd8\0\0\x11\0\0\0\x10\xff\xff\0\0\0"), "utf-32be",
     S(BAD BAD "\xf4\x8f\xbf\xbf" BAD), 3},
    {"UTF-32 by its first byte", "utf-32", S("a\0\0\0"), "utf-32le", S("a"), 0},

    {"ISO-2022-JP", "", S("\x1b$B\x46\x7c\x1b(B!"), "iso-2022-jp-2",
     S("\xe6\x97\xa5!"), 0},
    {"another escape", "", S("\x1b[1m"), "utf-8", S("\x1b[1m"), 0},
    {"with a byte above ASCII", "iso-2022-jp", S("\x1b$B\x46\x7c\x1b(B\xe9"),
     "windows-1252", S("\x1b$B\x46\x7c\x1b(B\xc3\xa9"), 0},
    {"Shift_JIS", "Shift_JIS", S("\x93\xfa\x41"), "cp932",
     S("\xe6\x97\xa5\x41"), 0},
    {"cut", "shift-jis", S("A\x93"), "cp932", S("A" BAD), 1},
    {"a byte that begins none", "gb2312", S("\xff\xd6\xd0"), "gb18030",
     S(BAD "\xe4\xb8\xad"), 1},
    {"EUC-KR", "ks_c_5601-1987", S("\xc7\xd1"), "cp949", S("\xed\x95\x9c"), 0},
    {"Big5 waits for an accent", "big5", S("\x88\x66"), "big5-hkscs",
     S("\xc3\x8a"), 0},
    {"and has it", "big5", S("\x88\x62"), "big5-hkscs", S("\xc3\x8a\xcc\x84"),
     0},
};

static void
take(void *who, struct lp_slice utf8)
{
    CHECK(utf8.len > 0 && lp_text_utf8(utf8), "pieces are UTF-8");
    lp_buf_put(who, utf8);
}

static void
decode(struct lp_buf *out, const char *declared, struct lp_slice in,
       size_t step, struct lp_text_charset **c)
{
    const struct lp_text_sink sink = {.text = take, .who = out};
    enum lp_code rc =
        lp_text_charset_new(c, lp_slice_str(declared), sink, NULL);

    lp_buf_clear(out);
    while (rc == LP_OK && in.len > 0) {
        struct lp_slice now = lp_slice_head(in, step);
        uint8_t *own = malloc(now.len);

        /* A piece of its own, so that one that is used too long shows. */
        CHECK(own != NULL, "memory");
        if (own != NULL) {
            memcpy(own, now.data, now.len);
            rc =
                lp_text_charset_feed(*c, (struct lp_slice){own, now.len}, NULL);
        }
        free(own);
        in = lp_slice_from(in, now.len);
    }
    if (rc == LP_OK) {
        rc = lp_text_charset_end(*c, NULL);
    }
    CHECK(rc == LP_OK, declared);
}

static void
check_row(size_t i)
{
    static const size_t steps[] = {1, 2, 3, 1 << 20};
    struct lp_slice in = {(const uint8_t *)rows[i].in, rows[i].in_len};
    struct lp_slice want = {(const uint8_t *)rows[i].out, rows[i].out_len};
    struct lp_buf out = {0};

    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        struct lp_text_charset *c = NULL;

        decode(&out, rows[i].declared, in, steps[k], &c);
        if (c != NULL) {
            CHECK(lp_slice_equal(lp_buf_slice(&out), want), rows[i].label);
            CHECK(strcmp(lp_text_charset_name(c), rows[i].charset) == 0,
                  rows[i].label);
            CHECK(lp_text_charset_wrong(c) == rows[i].wrong, rows[i].label);
        }
        lp_text_charset_free(c);
    }
    lp_buf_release(&out);
}

static void
repeat(struct lp_buf *to, const char *unit, size_t len)
{
    while (to->len < len) {
        lp_buf_str(to, unit);
    }
    to->len = len;
}

/* The same in whatever pieces, and what charset that is. */
static void
check_long(const char *declared, const struct lp_buf *in, const char *charset,
           const char *label)
{
    static const size_t steps[] = {1 << 20, 65536, 65535, 4096, 1000, 7};
    struct lp_buf first = {0};
    struct lp_buf out = {0};

    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        struct lp_text_charset *c = NULL;

        decode(k == 0 ? &first : &out, declared, lp_buf_slice(in), steps[k],
               &c);
        if (c != NULL) {
            CHECK(strcmp(lp_text_charset_name(c), charset) == 0, label);
            CHECK(k == 0 ||
                      lp_slice_equal(lp_buf_slice(&first), lp_buf_slice(&out)),
                  label);
        }
        lp_text_charset_free(c);
    }
    lp_buf_release(&first);
    lp_buf_release(&out);
}

static void
check_heads(void)
{
    struct lp_buf in = {0};

    repeat(&in, "plain ", LP_CHARSET_HEAD - 1);
    lp_buf_str(&in, "\xc3\xa9 and more");
    check_long("", &in, "utf-8", "the head ends within a character");
    in.data[LP_CHARSET_HEAD] = 'x';
    check_long("", &in, "utf-8", "and what is no character there");
    in.data[LP_CHARSET_HEAD - 2] = 0xe9;
    check_long("", &in, "windows-1252", "and what is none within it");
    in.len = LP_CHARSET_HEAD;
    in.data[LP_CHARSET_HEAD - 2] = 'x';
    check_long("", &in, "utf-8", "the text may go on");
    in.len--;
    in.data[LP_CHARSET_HEAD - 2] = 0xc3;
    check_long("", &in, "windows-1252", "it does not");
    lp_buf_clear(&in);
    repeat(&in, "\xd6\xd0 A \x81\x30\x81\x30\xff", 200001);
    check_long("gbk", &in, "gb18030", "a long text of many bytes");
    lp_buf_clear(&in);
    repeat(&in, "\x1b$B\x46\x7c\x46\x7c\x1b(B words\n", 200003);
    check_long("", &in, "iso-2022-jp-2", "a long text with shifts");
    lp_buf_clear(&in);
    repeat(&in, "a long run of words that goes on and on, \xb1\xe6 and on \xea",
           200003);
    check_long("iso-8859-2", &in, "iso-8859-2", "a long text of bytes");
    lp_buf_release(&in);
}

/* Every charset that can be declared is there, and is one. */
static void
check_names(void)
{
    static const char *const declared[] = {
        "iso-8859-3",   "iso-8859-4",   "iso-8859-5",     "iso-8859-6",
        "iso-8859-7",   "iso-8859-8-i", "iso-8859-9",     "iso-8859-10",
        "tis-620",      "iso-8859-13",  "iso-8859-14",    "latin-9",
        "iso-8859-16",  "windows-1250", "windows-1253",   "windows-1254",
        "windows-1255", "windows-1256", "windows-1257",   "windows-1258",
        "koi8-u",       "macintosh",    "x-mac-cyrillic", "cp437",
        "ibm850",       "cp852",        "cp866",          "euc-jp",
        "big5-hkscs",   "euc-tw",       "iso-2022-jp-3",  "iso-2022-kr",
        "iso-2022-cn",  "utf-7",
    };
    struct lp_buf out = {0};

    for (size_t i = 0; i < sizeof declared / sizeof declared[0]; i++) {
        struct lp_text_charset *c = NULL;

        decode(&out, declared[i], lp_slice_str("plain text"), 3, &c);
        CHECK(lp_slice_is(lp_buf_slice(&out), "plain text"), declared[i]);
        CHECK(c != NULL && strcmp(lp_text_charset_name(c), "utf-8") != 0,
              declared[i]);
        lp_text_charset_free(c);
    }
    lp_buf_release(&out);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_row(i);
    }
    check_heads();
    check_names();
    lp_text_charset_free(NULL);
    return lp_test_failures != 0;
}
