#include "formats/fold.h"

#include <string.h>

#include "base/text.h"
#include "formats/fold_char.h"
#include "tests/unit/test.h"

#define S(literal) literal, sizeof(literal) - 1

static const struct {
    const char *label;
    const char *in;
    size_t in_len;
    const char *t0;
    const char *t1;
} rows[] = {
    {"nothing", S(""), "", ""},
    {"blanks alone", S(" \t\r\n\xc2\xa0\xe3\x80\x80"), "", ""},
    {"a word", S("Word"), "Word", "word"},
    {"blanks around and between", S("\n a \t\r\n b "), "a b", "ab"},
    {"punctuation", S("a-b, c's #7!"), "a-b, c's #7!", "abcs7"},
    {"every edge of the letters", S("@AZ[`az{/09:"), "@AZ[`az{/09:", "azaz09"},
    {"controls go, and part nothing", S("a\0b\x1b\x7f z"), "ab z", "abz"},
    {"NEL is a blank", S("a\xc2\x85z"), "a z", "az"},
    {"its neighbours are controls", S("a\xc2\x84z\xc2\x86y"), "azy", "azy"},
    {"composed", S("\xc3\xa9"), "\xc3\xa9", "\xc3\xa9"},
    {"to be composed", S("xe\xcc\x81y"), "x\xc3\xa9y", "x\xc3\xa9y"},
    {"over a control", S("e\1\2\xcc\x81"), "\xc3\xa9", "\xc3\xa9"},
    {"over a soft hyphen", S("e\xc2\xad\xcc\x81"), "\xc3\xa9", "\xc3\xa9"},
    {"not over a space", S("e \xcc\x81"), "e \xcc\x81", "e"},
    {"two marks in the wrong order", S("q\xcc\x87\xcc\xa3"),
     "q\xcc\xa3\xcc\x87", "q\xcc\xa3\xcc\x87"},
    {"a mark that has no letter", S("\xcc\x81"), "\xcc\x81", ""},
    {"a mark on a sign", S("a.\xcc\x81z"), "a.\xcc\x81z", "az"},
    {"a mark on a digit", S("1\xcc\x81"), "1\xcc\x81", "1\xcc\x81"},
    {"a mark of class 0", S("\xe0\xa4\x95\xe0\xa4\xbf"),
     "\xe0\xa4\x95\xe0\xa4\xbf", "\xe0\xa4\x95\xe0\xa4\xbf"},
    {"the same without a letter", S(".\xe0\xa4\xbf"), ".\xe0\xa4\xbf", ""},
    {"and after a space", S("\xe0\xa4\x95 \xe0\xa4\xbf"),
     "\xe0\xa4\x95 \xe0\xa4\xbf", "\xe0\xa4\x95"},
    {"a ligature", S("\xef\xac\x81x"), "\xef\xac\x81x", "fix"},
    {"sharp s", S("\xc3\x9f\xe1\xba\x9e"), "\xc3\x9f\xe1\xba\x9e", "ssss"},
    {"a half", S("\xc2\xbd"), "\xc2\xbd", "12"},
    {"eighteen letters of one", S("\xef\xb7\xba"), "\xef\xb7\xba",
     "\xd8\xb5\xd9\x84\xd9\x89\xd8\xa7\xd9\x84\xd9\x84\xd9\x87\xd8\xb9\xd9\x84"
     "\xd9\x8a\xd9\x87\xd9\x88\xd8\xb3\xd9\x84\xd9\x85"},
    {"iota below, then an accent", S("\xce\xb1\xcd\x85\xcc\x81"),
     "\xe1\xbe\xb4", "\xce\xac\xce\xb9"},
    {"an accent, then iota below", S("\xce\xb1\xcc\x81\xcd\x85"),
     "\xe1\xbe\xb4", "\xce\xac\xce\xb9"},
    {"a syllable of Hangul from two", S("\xe1\x84\x80\xe1\x85\xa1"),
     "\xea\xb0\x80", "\xea\xb0\x80"},
    {"from three", S("\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8"), "\xea\xb0\x81",
     "\xea\xb0\x81"},
    {"from one and a third", S("\xea\xb0\x80\xe1\x86\xa8"), "\xea\xb0\x81",
     "\xea\xb0\x81"},
    {"apart in T0 alone", S("\xea\xb0\x80 .\xe1\x86\xa8"),
     "\xea\xb0\x80 .\xe1\x86\xa8", "\xea\xb0\x81"},
    {"a letter between", S("\xea\xb0\x80x\xe1\x86\xa8"),
     "\xea\xb0\x80x\xe1\x86\xa8", "\xea\xb0\x80x\xe1\x86\xa8"},
    {"a syllable that is full", S("\xea\xb0\x81\xe1\x86\xa8"),
     "\xea\xb0\x81\xe1\x86\xa8", "\xea\xb0\x81\xe1\x86\xa8"},
    {"private use and U+FFFD", S("a\xee\x80\x80\xef\xbf\xbd"),
     "a\xee\x80\x80\xef\xbf\xbd", "a"},
    {"a variation selector", S("\xe2\x98\xba\xef\xb8\x8f!"), "\xe2\x98\xba!",
     ""},
    {"a byte that is none", S("a\xff\xc3z"), "a\xef\xbf\xbd\xef\xbf\xbdz",
     "az"},
};

struct folded {
    struct lp_fold *fold;
    struct lp_buf t0;
    struct lp_buf t1;
};

static void
begin(struct folded *f)
{
    lp_fold_reset(f->fold);
    lp_buf_clear(&f->t0);
    lp_buf_clear(&f->t1);
}

static void
feed(struct folded *f, struct lp_slice s)
{
    lp_fold_feed(f->fold, s, &f->t0, &f->t1);
    CHECK(lp_text_utf8(lp_buf_slice(&f->t0)), "T0 ends between characters");
    CHECK(lp_text_utf8(lp_buf_slice(&f->t1)), "T1 ends between characters");
}

static void
end(struct folded *f)
{
    lp_fold_end(f->fold, &f->t0, &f->t1);
}

/* Whether a character begins at `at`. */
static bool
may_cut(struct lp_slice s, size_t at)
{
    return at == s.len || (s.data[at] & 0xc0) != 0x80;
}

static void
check_row(struct folded *f, size_t i)
{
    struct lp_slice in = {(const uint8_t *)rows[i].in, rows[i].in_len};
    uint64_t chars = 0;

    for (size_t cut = 0; cut <= in.len; cut++) {
        if (!may_cut(in, cut)) {
            continue;
        }
        begin(f);
        feed(f, lp_slice_head(in, cut));
        feed(f, (struct lp_slice){0});
        feed(f, lp_slice_from(in, cut));
        end(f);
        CHECK(lp_slice_is(lp_buf_slice(&f->t0), rows[i].t0), rows[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&f->t1), rows[i].t1), rows[i].label);
    }
    for (const char *p = rows[i].t1; *p != '\0'; p++) {
        chars += ((uint8_t)*p & 0xc0) != 0x80 ? 1 : 0;
    }
    CHECK(lp_fold_chars(f->fold) == chars, rows[i].label);
}

static uint32_t
step(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Rows in any order, one after the other, cut anywhere: as if they came whole.
 */
static void
check_cuts(struct folded *f)
{
    struct folded whole = {0};
    uint32_t seed = 1;

    CHECK(lp_fold_new(&whole.fold, NULL) == LP_OK, "memory");
    for (unsigned k = 0; whole.fold != NULL && k < 3000; k++) {
        struct lp_buf text = {0};
        struct lp_slice left;

        for (unsigned n = step(&seed) % 12; n > 0; n--) {
            size_t i = step(&seed) % (sizeof rows / sizeof rows[0] - 1);

            lp_buf_put(&text, (struct lp_slice){(const uint8_t *)rows[i].in,
                                                rows[i].in_len});
        }
        left = lp_buf_slice(&text);
        begin(&whole);
        feed(&whole, left);
        end(&whole);
        begin(f);
        while (left.len > 0) {
            size_t n = 1 + step(&seed) % 4;

            n = n < left.len ? n : left.len;
            while (!may_cut(left, n)) {
                n++;
            }
            feed(f, lp_slice_head(left, n));
            left = lp_slice_from(left, n);
        }
        end(f);
        CHECK(lp_slice_equal(lp_buf_slice(&f->t0), lp_buf_slice(&whole.t0)),
              "T0 whole and in pieces");
        CHECK(lp_slice_equal(lp_buf_slice(&f->t1), lp_buf_slice(&whole.t1)),
              "T1 whole and in pieces");
        lp_buf_release(&text);
    }
    lp_fold_free(whole.fold);
    lp_buf_release(&whole.t0);
    lp_buf_release(&whole.t1);
}

/* A letter and so many dots above and then below. */
static void
fold_marks(struct folded *f, unsigned above, unsigned below)
{
    begin(f);
    feed(f, lp_slice_str("e"));
    while (above-- > 0) {
        feed(f, lp_slice_str("\xcc\x87"));
    }
    while (below-- > 0) {
        feed(f, lp_slice_str("\xcc\xa3"));
    }
    end(f);
}

/* The dot below goes before all above, unless it is in another segment. */
static void
check_segments(struct folded *f)
{
    const struct lp_slice below = lp_slice_str("\xe1\xba\xb9\xcc\x87");
    const struct lp_slice above = lp_slice_str("\xc4\x97\xcc\x87");

    fold_marks(f, LP_FOLD_SEGMENT - 2, 1);
    CHECK(lp_slice_begins(lp_buf_slice(&f->t0), below), "256 code points");
    CHECK(lp_slice_begins(lp_buf_slice(&f->t1), below), "256 code points");
    fold_marks(f, LP_FOLD_SEGMENT - 1, 1);
    CHECK(lp_slice_begins(lp_buf_slice(&f->t0), above), "257 code points");
    CHECK(lp_slice_begins(lp_buf_slice(&f->t1), above), "257 code points");
    CHECK(lp_fold_chars(f->fold) == LP_FOLD_SEGMENT, "all marks are kept");
    CHECK(lp_fold_letters(f->fold) == 1, "and are no letters");
}

/* Longer than whatever is held inside. */
static void
check_long(struct folded *f)
{
    static const char unit[] = "Abc  \xc3\xa9, 12 \xe4\xb8\xad\n";
    struct lp_buf text = {0};

    for (unsigned i = 0; i < 20000; i++) {
        lp_buf_str(&text, unit);
    }
    for (size_t at = 0; at < 100000; at++) {
        lp_buf_str(&text, "x ");
    }
    begin(f);
    feed(f, lp_buf_slice(&text));
    end(f);
    CHECK(lp_fold_chars(f->fold) == 20000 * 7 + 100000, "code points");
    CHECK(lp_fold_letters(f->fold) == 20000 * 5 + 100000, "letters");
    CHECK(f->t1.len == 20000 * 10 + 100000, "bytes of T1");
    CHECK(f->t0.len == 20000 * 15 + 200000 - 1, "bytes of T0");
    lp_buf_release(&text);
}

static void
check_full(struct folded *f)
{
    struct lp_buf small = {.max = 3};
    struct lp_buf other = {0};

    begin(f);
    lp_fold_feed(f->fold, lp_slice_str("abcdef"), &small, &other);
    CHECK(small.failed == LP_E_LIMIT && small.len == 0, "a buffer is full");
    CHECK(lp_slice_is(lp_buf_slice(&other), "abcde"), "the other is not");
    lp_fold_reset(f->fold);
    lp_buf_clear(&small);
    lp_fold_feed(f->fold, lp_slice_str("xyz"), &small, &other);
    lp_fold_end(f->fold, &small, &other);
    CHECK(lp_slice_is(lp_buf_slice(&small), "xyz"), "another text");
    CHECK(lp_fold_letters(f->fold) == 3, "is counted anew");
    lp_buf_release(&small);
    lp_buf_release(&other);
}

int
main(void)
{
    struct folded f = {0};

    CHECK(lp_fold_new(&f.fold, NULL) == LP_OK, "memory");
    if (f.fold != NULL) {
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            check_row(&f, i);
        }
        check_cuts(&f);
        check_segments(&f);
        check_long(&f);
        check_full(&f);
    }
    CHECK(strchr(lp_fold_unicode(), '.') != NULL, "the version of Unicode");
    lp_fold_free(f.fold);
    lp_fold_free(NULL);
    lp_buf_release(&f.t0);
    lp_buf_release(&f.t1);
    return lp_test_failures != 0;
}
