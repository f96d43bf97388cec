#include "formats/sums.h"

#include "tests/unit/sums_list.h"

static const struct {
    const char *label;
    struct lp_slice text;
    enum lp_sums_kind kind;
} recognised[] = {
    {"GNU", S(H64 "  a\n"), LP_SUMS_GNU},
    {"BSD", S("SHA256 (a) = " H64 "\n"), LP_SUMS_BSD},
    {"hashdeep", S("%%%% HASHDEEP-1.0\n"), LP_SUMS_HASHDEEP},
    {"CSV", S("path,sha256\na," H64 "\n"), LP_SUMS_CSV},
    {"nothing", S(""), LP_SUMS_NONE},
    {"an empty line", S("\n"), LP_SUMS_NONE},
    {"NUL", S("\0\0\0\0"), LP_SUMS_NONE},
    {"prose", S("Dear editor,\nthe sha256, md5; and the rest\n"), LP_SUMS_NONE},
    {"prose about digests", S("sha256, md5\nare the digests, I believe\n"),
     LP_SUMS_NONE},
    {"a digest in prose", S(H64 " is its digest.\n"), LP_SUMS_NONE},
    {"a word and brackets", S("MD5 (a) = what I wrote\n"), LP_SUMS_NONE},
    {"an assignment", S("x (1) = 0123456789abcdef\n"), LP_SUMS_NONE},
    {"source code", S("#include <md5.h>\n\nint md5, sha1;\n"), LP_SUMS_NONE},
    {"a script", S("#!/bin/sh\nsha256sum a,b\n"), LP_SUMS_NONE},
    {"mail", S("From: a@example.org\nX-MD5: " H32 "\n\n" H32 "  a\n"),
     LP_SUMS_NONE},
    {"a signed list",
     S("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" H64 "  a\n"),
     LP_SUMS_NONE},
    {"CSV without a digest", S("path,size\na,1\n"), LP_SUMS_NONE},
    {"a manifest", S("# leafproof manifest 1\n" H64 "  a\n# size=1\n"),
     LP_SUMS_NONE},
    {"a manifest of another version", S("# leafproof manifest 2\n" H64 "  a\n"),
     LP_SUMS_NONE},
    {"zip", S("PK\3\4\24\0\0\0\0\0"), LP_SUMS_NONE},
};

static void
test_recognise(void)
{
    const struct lp_sums_form none = {0};
    struct lp_sums l = {0};
    struct lp_err err = {0};

    for (size_t i = 0; i < COUNT(recognised); i++) {
        CHECK(lp_sums_recognise(recognised[i].text, (struct lp_slice){0}) ==
                  recognised[i].kind,
              recognised[i].label);
    }
    lp_sums_release(&l);
    CHECK(lp_sums_open(&l, lp_slice_str("hello\n"), &none, &err) == LP_E_FORMAT,
          "open");
    CHECK(strstr(err.text, "not a list") != NULL && err.hint[0] != '\0',
          "why not");
}

/* How far comments are looked through. */
static void
test_comments(void)
{
    struct lp_buf text = {0};

    while (text.len < 65536) {
        lp_buf_str(&text, "#comment of 16 \n");
    }
    lp_buf_str(&text, H64 "  a\n");
    CHECK(lp_sums_recognise(lp_buf_slice(&text), (struct lp_slice){0}) ==
              LP_SUMS_GNU,
          "many");
    text.len -= 68;
    lp_buf_str(&text, "#\n" H64 "  a\n");
    CHECK(lp_sums_recognise(lp_buf_slice(&text), (struct lp_slice){0}) ==
              LP_SUMS_NONE,
          "too many");
    lp_buf_release(&text);
}

static void
test_words(void)
{
    for (unsigned k = LP_SUMS_GNU; k < LP_SUMS_COUNT; k++) {
        const char *word = lp_sums_word((enum lp_sums_kind)k);

        CHECK(lp_sums_by_word(lp_slice_str(word)).kind == (enum lp_sums_kind)k,
              word);
    }
    CHECK(lp_sums_by_word(lp_slice_str("none")).kind == LP_SUMS_NONE, "none");
    CHECK(lp_sums_by_word(lp_slice_str("GNU")).kind == LP_SUMS_NONE, "GNU");
    CHECK(lp_sums_by_word(lp_slice_str("")).kind == LP_SUMS_NONE, "nothing");
    CHECK(lp_sums_by_word(lp_slice_str("b2sum")).only == LP_ALG_BLAKE2B &&
              lp_sums_by_word(lp_slice_str("b2sum")).long_alg == LP_ALG_BLAKE2B,
          "a tool");
    CHECK(lp_sums_by_word(lp_slice_str("sha384sum")).kind == LP_SUMS_GNU,
          "a tool");
    CHECK(lp_sums_can_write(LP_SUMS_SFV) && !lp_sums_can_write(LP_SUMS_CDX) &&
              !lp_sums_can_write(LP_SUMS_NONE) &&
              !lp_sums_can_write(LP_SUMS_UNSURE),
          "what is written");
}

#define MD5 (1u << LP_ALG_MD5)
#define CRC32 (1u << LP_ALG_CRC32)
#define SHA256 (1u << LP_ALG_SHA256)
#define SHA512 (1u << LP_ALG_SHA512)

static const struct {
    const char *label;
    enum lp_sums_kind kind;
    unsigned algs;
    bool begins;
    struct lp_slice name;
    unsigned has;
    bool size;
    const char *why; /* NULL: it can be written */
} puts_[] = {
    {"GNU", LP_SUMS_GNU, MD5, true, S("a"), MD5 | SHA256, false, NULL},
    {"GNU of two", LP_SUMS_GNU, MD5 | SHA256, false, S("a"), MD5 | SHA256,
     false, "a: a list as of sha256sum"},
    {"BSD of two", LP_SUMS_BSD, MD5 | SHA256, true, S("a"), MD5 | SHA256, false,
     NULL},
    {"BSD of two without one", LP_SUMS_BSD, MD5 | SHA256, true, S("a"), MD5,
     false, "a: there is no digest of it by sha256"},
    {"GNU without it", LP_SUMS_GNU, SHA256, true, S("a\n%"), MD5, false,
     "a\n%: there is no digest of it by sha256"},
    {"no digest asked for", LP_SUMS_GNU, 0, false, S("a"), MD5, false,
     "a list needs"},
    {"a digest that is none", LP_SUMS_BSD, MD5 | 1u << LP_ALG_NONE, false,
     S("a"), MD5, false, "a list needs"},
    {"a digest beyond all", LP_SUMS_BSD, MD5 | 1u << LP_ALG_COUNT, false,
     S("a"), MD5, false, "a list needs"},
    {"no kind", LP_SUMS_NONE, MD5, false, S("a"), MD5, false, "no kind"},
    {"a kind that is read alone", LP_SUMS_CDX, MD5, false, S("a"), MD5, false,
     "no kind"},
    {"SFV", LP_SUMS_SFV, CRC32, true, S("a b"), CRC32, false, NULL},
    {"SFV of MD5", LP_SUMS_SFV, MD5, false, S("a"), MD5, false, "CRC-32 alone"},
    {"SFV of two", LP_SUMS_SFV, MD5 | CRC32, false, S("a"), MD5 | CRC32, false,
     "CRC-32 alone"},
    {"SFV with LF", LP_SUMS_SFV, CRC32, true, S("a\n"), CRC32, false,
     "SFV has no way to write a line end"},
    {"SFV like a comment", LP_SUMS_SFV, CRC32, true, S(";a"), CRC32, false,
     "begins with"},
    {"SFV with a blank at its end", LP_SUMS_SFV, CRC32, true, S("a "), CRC32,
     false, "ends with a blank"},
    {"GNU of CRC32", LP_SUMS_GNU, CRC32, false, S("a"), CRC32, false,
     "a place for CRC-32"},
    {"CSV of CRC32", LP_SUMS_CSV, CRC32, true, S("a"), CRC32, false, NULL},
    {"GNU without a name", LP_SUMS_GNU, MD5, true, S(""), MD5, false,
     "without a name"},
    {"BSD without a name", LP_SUMS_BSD, MD5, true, S(""), MD5, false,
     "without a name"},
    {"CSV without a name", LP_SUMS_CSV, MD5, true, S(""), MD5, false, NULL},
    {"CSV without one of two", LP_SUMS_CSV, MD5 | SHA512, true, S("a"), MD5,
     false, NULL},
    {"CSV without any", LP_SUMS_CSV, MD5 | SHA512, true, S("a"), SHA256, false,
     "no digest of it by md5"},
    {"NUL", LP_SUMS_CSV, MD5, true, S("a\0b"), MD5, false, "NUL"},
    {"hashdeep", LP_SUMS_HASHDEEP, MD5, true, S("a"), MD5, true, NULL},
    {"hashdeep without a size", LP_SUMS_HASHDEEP, MD5, true, S("a"), MD5, false,
     "a: hashdeep needs its size"},
    {"hashdeep without a name", LP_SUMS_HASHDEEP, MD5, true, S(""), MD5, true,
     "without a name"},
    {"hashdeep of sha512", LP_SUMS_HASHDEEP, SHA512, false, S("a"), SHA512,
     true, "md5, sha1 and sha256"},
    {"hashdeep with LF", LP_SUMS_HASHDEEP, MD5, true, S("a\nb"), MD5, true,
     "a\nb: hashdeep has no way"},
    {"hashdeep with CR", LP_SUMS_HASHDEEP, MD5, true, S("a\r"), MD5, true,
     "a\r: hashdeep has no way"},
    {"hashdeep with ESC", LP_SUMS_HASHDEEP, MD5, true, S("a\x1b"), MD5, true,
     NULL},
};

static void
test_put(void)
{
    for (size_t i = 0; i < COUNT(puts_); i++) {
        struct lp_sums_item item = {.name = puts_[i].name,
                                    .has = puts_[i].has,
                                    .has_size = puts_[i].size};
        struct lp_buf to = {0};
        struct lp_err err = {0};
        size_t head;
        enum lp_code rc =
            lp_sums_begin(&to, puts_[i].kind, puts_[i].algs, NULL);

        CHECK(rc == (puts_[i].begins ? LP_OK : LP_E_USAGE), puts_[i].label);
        head = to.len;
        rc = lp_sums_put(&to, puts_[i].kind, &item, puts_[i].algs, &err);
        CHECK(rc == (puts_[i].why == NULL ? LP_OK : LP_E_USAGE),
              puts_[i].label);
        CHECK((to.len > head) == (rc == LP_OK), puts_[i].label);
        CHECK(puts_[i].why == NULL || strstr(err.text, puts_[i].why) != NULL,
              puts_[i].label);
        lp_buf_release(&to);
    }
}

/* The reason must still stand in the text. */
static void
test_long_name(void)
{
    struct lp_sums_item item = {.has = MD5};
    struct lp_buf name = {0};
    struct lp_buf to = {0};
    struct lp_err err = {0};

    while (name.len < 5000) {
        lp_buf_byte(&name, '\x1b');
    }
    item.name = lp_buf_slice(&name);
    CHECK(lp_sums_put(&to, LP_SUMS_GNU, &item, SHA256, &err) == LP_E_USAGE,
          "long");
    CHECK(strstr(err.text, ": there is no digest of it by sha256") != NULL,
          "long");
    lp_buf_release(&name);
    lp_buf_release(&to);
}

int
main(void)
{
    test_recognise();
    test_comments();
    test_words();
    test_put();
    test_long_name();
    return lp_test_failures != 0;
}
