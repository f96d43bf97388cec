#include "formats/mail_param.h"

#include <string.h>

#include "formats/mail_charset.h"
#include "formats/mail_word.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The name of a file, from a disposition and a type; NULL for none. */
static const struct {
    const char *label;
    const char *disposition;
    const char *type;
    const char *want;
} names[] = {
    {"a token", "attachment; filename=a.pdf", "", "a.pdf"},
    {"a token with blanks", "attachment; filename=a b.pdf ; x=y", "",
     "a b.pdf"},
    {"quoted", "attachment; FileName=\"a;b.pdf\"", "", "a;b.pdf"},
    {"an escaped quote", "attachment; filename=\"a\\\"b\\\\c\\d\"", "",
     "a\"b\\c\\d"},
    {"no closing quote", "attachment; filename=\"a; x=y", "", "a; x=y"},
    {"blanks around the sign", "attachment ; filename = a", "", "a"},
    {"the first of two", "x; filename=a; filename=b", "", "a"},
    {"empty", "x; filename=\"\"", "", NULL},
    {"none", "attachment", "text/plain; charset=utf-8", NULL},
    {"no value", "attachment; filename", "", NULL},
    {"from the type", "", "image/png; name=a.png", "a.png"},
    {"disposition before type", "x; filename=a", "image/png; name=b", "a"},
    {"filename* before filename", "x; filename=a; filename*=utf-8''b", "", "b"},
    {"filename before name*", "x; filename=a", "y; name*=utf-8''b", "a"},
    {"name* before name", "x", "y; name=a; name*=utf-8''b", "b"},

    {"a charset", "x; filename*=iso-8859-1'de'%E4.txt", "", "\xc3\xa4.txt"},
    {"windows-1252", "x; filename*=Windows-1252''%80", "", "\xe2\x82\xac"},
    {"no letter of windows-1252", "x; filename*=windows-1252''%81", "", "\x81"},
    {"koi8-r", "x; filename*=koi8-r''%C1%C2", "", "\xd0\xb0\xd0\xb1"},
    {"an unknown charset", "x; filename*=x-none''%C1", "", "\xc1"},
    {"not text in its charset", "x; filename*=utf-8''%C1", "", "\xc1"},
    {"no charset", "x; filename*=''%C3%A4", "", "\xc3\xa4"},
    {"no apostrophes", "x; filename*=a%20b", "", "a b"},
    {"a sign without digits", "x; filename*=utf-8''a%zz%4", "", "a%zz%4"},
    {"an extended value in quotes", "x; filename*=\"utf-8''a%20b\"", "", "a b"},
    {"continued", "x; filename*0=a; filename*1=\"b \"; filename*2=c", "",
     "ab c"},
    {"continued in another order", "x; filename*1=b; filename*0=a", "", "ab"},
    {"continued with a gap", "x; filename*0=a; filename*2=c", "", "a"},
    {"continued without a first", "x; filename*1=b", "", NULL},
    {"continued with a charset",
     "x; filename*0*=utf-8''%C3; filename*1*=%A4; filename*2=%41", "",
     "\xc3\xa4%41"},
    {"continued koi8-r", "x; filename*0*=koi8-r'ru'%C1; filename*1*=%C2", "",
     "\xd0\xb0\xd0\xb1"},
    {"no number", "x; filename*a=b", "", NULL},

    {"a word in Q", "x; filename=\"=?iso-8859-1?Q?a_=E4?=\"", "", "a \xc3\xa4"},
    {"a word in B", "x; filename==?utf-8?b?w6Q=?=", "", "\xc3\xa4"},
    {"a word in iso-2022-jp",
     "x; filename=\"=?ISO-2022-JP?B?GyRCRnxLXBsoQg==?=\"", "",
     "\xe6\x97\xa5\xe6\x9c\xac"},
    {"two words", "x; filename=\"=?utf-8?Q?a?= =?utf-8?Q?b?=\"", "", "ab"},
    {"two words and more blanks",
     "x; filename=\"=?utf-8?Q?a?= \t =?koi8-r?Q?"
     "=C1?=\"",
     "", "a\xd0\xb0"},
    {"a letter cut between two words",
     "x; filename=\"=?utf-8?Q?=C3?= =?UTF-8?Q?=A4?=\"", "", "\xc3\xa4"},
    {"text around a word", "x; filename=\"a =?utf-8?Q?b?= c\"", "", "a b c"},
    {"a language in a word", "x; filename=\"=?utf-8*en?Q?b?=\"", "", "b"},
    {"a word that does not end", "x; filename=\"=?utf-8?Q?b?\"", "",
     "=?utf-8?Q?b?"},
    {"a word of another coding", "x; filename=\"=?utf-8?X?b?=\"", "",
     "=?utf-8?X?b?="},
    {"a word of an unknown charset", "x; filename=\"=?x-no?Q?b?= c\"", "",
     "=?x-no?Q?b?= c"},
    {"a word that is not text", "x; filename=\"=?utf-8?Q?=C3?=\"", "",
     "=?utf-8?Q?=C3?="},
    {"8-bit bytes as they stand", "x; filename=\"\xe4\"", "", "\xe4"},
};

static void
check_names(void)
{
    static struct lp_mail_value disposition;
    static struct lp_mail_value type;

    for (size_t i = 0; i < COUNT(names); i++) {
        struct lp_buf got = {0};
        bool there;

        lp_mail_value_read(&disposition, lp_slice_str(names[i].disposition));
        lp_mail_value_read(&type, lp_slice_str(names[i].type));
        there = lp_mail_value_file(&got, &disposition, &type);
        CHECK(there == (names[i].want != NULL), names[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&got),
                          names[i].want == NULL ? "" : names[i].want),
              names[i].label);
        lp_buf_release(&got);
    }
}

static void
check_types(void)
{
    static const struct {
        const char *text;
        const char *is;
        bool type;
        bool want;
    } rows[] = {
        {"text/plain", "text/plain", true, true},
        {" Text/PLAIN ; a=b", "text/plain", true, true},
        {"text/plain (comment)", "text/plain", true, true},
        {"text/plainer", "text/plain", true, false},
        {"multipart/x", "multipart/", true, true},
        {"multipart/", "multipart/", false, false},
        {"multipart", "multipart/", false, false},
        {"text", "text", false, true},
        {"a/b/c", "a/b/c", false, true},
        {"/b", "/b", false, true},
        {"", "x", false, false},
        {"; boundary=x", "x", false, false},
    };
    static struct lp_mail_value v;

    for (size_t i = 0; i < COUNT(rows); i++) {
        lp_mail_value_read(&v, lp_slice_str(rows[i].text));
        CHECK(lp_mail_value_is(&v, rows[i].is) == rows[i].want, rows[i].text);
        CHECK(lp_mail_value_is_type(&v) == rows[i].type, rows[i].text);
    }
}

static void
check_plain(void)
{
    static const struct {
        const char *text;
        const char *want; /* NULL: there is none */
        bool twice;
    } rows[] = {
        {"multipart/mixed; boundary=a", "a", false},
        {"multipart/mixed; boundary=\"a b\"", "a b", false},
        {"multipart/mixed; boundary=a; boundary=\"a\"", "a", false},
        {"multipart/mixed; boundary=a; boundary=b", "a", true},
        {"multipart/mixed; boundary=a; Boundary=a; BOUNDARY=b", "a", true},
        {"multipart/mixed; boundary*0=a; boundary*1=b", "ab", false},
        {"multipart/mixed; boundary*=us-ascii''a%20b", "a b", false},
        {"multipart/mixed; xboundary=a", NULL, false},
        {"multipart/mixed", NULL, false},
    };
    static struct lp_mail_value v;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_buf got = {0};
        bool twice = true;

        lp_mail_value_read(&v, lp_slice_str(rows[i].text));
        CHECK(lp_mail_value_plain(&got, &v, "boundary", &twice) ==
                  (rows[i].want != NULL),
              rows[i].text);
        CHECK(lp_slice_is(lp_buf_slice(&got),
                          rows[i].want == NULL ? "" : rows[i].want),
              rows[i].text);
        CHECK(twice == rows[i].twice, rows[i].text);
        lp_buf_release(&got);
    }
}

static void
check_limits(void)
{
    static struct lp_mail_value v;
    static struct lp_mail_value none;
    struct lp_buf text = {0};
    struct lp_buf got = {0};

    lp_buf_str(&text, "x; filename=a");
    while (text.len < 20000) {
        lp_buf_str(&text, "\xc3\xa4");
    }
    lp_mail_value_read(&v, lp_buf_slice(&text));
    CHECK(lp_mail_value_file(&got, &v, &none), "a long name");
    CHECK(got.len == LP_MAIL_NAME_MAX - 1, "is cut between letters");

    lp_buf_clear(&text);
    for (unsigned i = 0; i < LP_MAIL_PARAMS_MAX; i++) {
        lp_buf_str(&text, "x;a=b;");
    }
    lp_buf_str(&text, "filename=c");
    lp_mail_value_read(&v, lp_buf_slice(&text));
    lp_buf_clear(&got);
    CHECK(v.n == LP_MAIL_PARAMS_MAX, "as many as may be");
    CHECK(!lp_mail_value_file(&got, &v, &none), "one too many");
    lp_buf_release(&text);
    lp_buf_release(&got);
}

/* Words of many charsets are read up to a point, and then stay. */
static void
check_runs(void)
{
    struct lp_buf text = {0};
    struct lp_buf got = {0};

    for (unsigned i = 0; i < 65; i++) {
        lp_buf_str(&text, "=?utf-8?Q?a?=,");
    }
    lp_mail_word(&got, lp_buf_slice(&text));
    CHECK(got.len == (size_t)64 * 2 + 14, "64 runs");
    CHECK(lp_slice_ends(lp_buf_slice(&got), lp_slice_str("a,=?utf-8?Q?a?=,")),
          "and one more");
    lp_buf_release(&text);
    lp_buf_release(&got);
}

/* A name must not speak to iconv of anything else than a charset. */
static void
check_charsets(void)
{
    static const struct {
        const char *name;
        bool known;
    } rows[] = {
        {"utf-8", true},
        {"UTF8", true},
        {"us-ascii", true},
        {"ISO-8859-15", true},
        {"windows-1251", true},
        {"gb2312", true},
        {"shift_jis", true},
        {"iso-8859-", false},
        {"iso-8859-99", false},
        {"utf-7", false},
        {"koi8-r//TRANSLIT", false},
        {"koi8-r//", false},
        {"/koi8-r", false},
        {"", false},
        {"iso-8859-1aaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lp_buf got = {0};

        lp_buf_str(&got, "-");
        CHECK(lp_mail_charset(&got, lp_slice_str(rows[i].name),
                              lp_slice_str("a")) == rows[i].known,
              rows[i].name);
        CHECK(lp_slice_is(lp_buf_slice(&got), rows[i].known ? "-a" : "-"),
              rows[i].name);
        lp_buf_release(&got);
    }
}

int
main(void)
{
    check_names();
    check_types();
    check_plain();
    check_limits();
    check_runs();
    check_charsets();
    return lp_test_failures != 0;
}
