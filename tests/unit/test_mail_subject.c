#include "formats/mail_subject.h"

#include "tests/unit/test.h"

static const struct {
    const char *label;
    const char *value;
    const char *want;
    const char *loose;
} rows[] = {
    {"nothing", "", "", ""},
    {"only blanks", " \t ", "", ""},
    {"plain", " Budget 2026", "Budget 2026", "budget2026"},
    {"runs of blanks", "  Budget \t  2026 ", "Budget 2026", "budget2026"},
    {"Re: stays", "Re:  Budget", "Re: Budget", "rebudget"},
    {"an encoded word", "=?utf-8?Q?B=C3=BCdget?=",
     "B\xc3\xbc"
     "dget",
     "b\xc3\xbc"
     "dget"},
    {"Latin-1", "=?ISO-8859-1?Q?B=FCdget_x?=",
     "B\xc3\xbc"
     "dget x",
     "b\xc3\xbc"
     "dgetx"},
    {"base64", "Re: =?utf-8?B?QsO8ZGdldA==?=",
     "Re: B\xc3\xbc"
     "dget",
     "reb\xc3\xbc"
     "dget"},
    {"words that join", "=?utf-8?Q?Bud?= \t=?utf-8?Q?get?=", "Budget",
     "budget"},
    {"a letter cut between words",
     "=?utf-8?B?Qg==?= =?utf-8?Q?=C3?= "
     "=?utf-8?Q?=BC?=",
     "B\xc3\xbc", "b\xc3\xbc"},
    {"a word nobody can read", "=?x-none?Q?a?=", "=?x-none?Q?a?=", "xnoneqa"},
    {"raw UTF-8",
     "B\xc3\xbc"
     "dget",
     "B\xc3\xbc"
     "dget",
     "b\xc3\xbc"
     "dget"},
    {"raw windows-1252",
     "B\xfc"
     "dget \x96 x",
     "B\xc3\xbc"
     "dget \xe2\x80\x93 x",
     "b\xc3\xbc"
     "dgetx"},
    {"raw Latin-1 where windows-1252 has nothing", "\xfc\x81",
     "\xc3\xbc\xc2\x81", "\xc3\xbc"},
    {"decomposed",
     "Bu\xcc\x88"
     "dget",
     "B\xc3\xbc"
     "dget",
     "b\xc3\xbc"
     "dget"},
    {"marks out of order", "a\xcc\x81\xcc\xa3", "\xe1\xba\xa1\xcc\x81",
     "\xe1\xba\xa1"},
    {"marks in order", "a\xcc\xa3\xcc\x81", "\xe1\xba\xa1\xcc\x81",
     "\xe1\xba\xa1"},
    {"marks of one class keep their order", "q\xcc\x81\xcc\x80",
     "q\xcc\x81\xcc\x80", "q"},
    {"what composition leaves out", "\xe0\xa5\x98", "\xe0\xa4\x95\xe0\xa4\xbc",
     "\xe0\xa4\x95"},
    {"Hangul", "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "\xea\xb0\x81",
     "\xea\xb0\x81"},
    {"a ligature", "\xef\xac\x81le", "\xef\xac\x81le", "file"},
    {"full-width letters",
     "\xef\xbc\xa1"
     "b",
     "\xef\xbc\xa1"
     "b",
     "ab"},
    {"a sharp s",
     "Stra\xc3\x9f"
     "e",
     "Stra\xc3\x9f"
     "e",
     "strasse"},
    {"other white space",
     "a\xc2\xa0\xe2\x80\x83"
     "b\xe3\x80\x80",
     "a b", "ab"},
    {"no white space",
     "a\xe2\x80\x8b"
     "b",
     "a\xe2\x80\x8b"
     "b",
     "ab"},
    {"white space that a word made", "=?utf-8?Q?_a_?= b", "a b", "ab"},
    {"signs", "[x] a-b_c!", "[x] a-b_c!", "xabc"},
};

static void
check_many(const char *piece, size_t bytes, const char *label)
{
    struct lp_buf value = {0};
    struct lp_buf got = {0};

    while (value.len < bytes) {
        lp_buf_str(&value, piece);
    }
    CHECK(lp_mail_subject(&got, lp_buf_slice(&value), NULL) == LP_OK, label);
    lp_buf_clear(&got);
    CHECK(lp_mail_subject_loose(&got, lp_buf_slice(&value), NULL) == LP_OK,
          label);
    lp_buf_release(&value);
    lp_buf_release(&got);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_slice value = lp_slice_str(rows[i].value);
        struct lp_buf got = {0};

        CHECK(lp_mail_subject(&got, value, NULL) == LP_OK &&
                  lp_slice_is(lp_buf_slice(&got), rows[i].want),
              rows[i].label);
        lp_buf_clear(&got);
        CHECK(lp_mail_subject_loose(&got, value, NULL) == LP_OK &&
                  lp_slice_is(lp_buf_slice(&got), rows[i].loose),
              rows[i].label);
        lp_buf_release(&got);
    }
    check_many("\xcc\x81\xcc\xa3", 1 << 20, "marks alone");
    check_many("\xef\xb7\xba", 1 << 18, "what expands most");
    check_many("=?utf-8?Q?=CC=81=CC=A3?= ", 1 << 18, "many words");
    check_many("\xed\xa0\x80", 1 << 16, "no UTF-8");
    return lp_test_failures != 0;
}
