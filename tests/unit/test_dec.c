#include "formats/dec.h"

#include <string.h>

#include "tests/unit/test.h"

/* The definition, followed step by step over the whole of the bytes. */

static bool
naive_utf8(struct lp_slice s)
{
    for (size_t i = 0; i < s.len;) {
        uint32_t c = s.data[i];
        size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

        if ((c >= 0x80 && c < 0xc0) || c > 0xf7 || n > s.len - i) {
            return false;
        }
        c &= n == 1 ? 0x7fu : 0xffu >> (n + 1);
        for (size_t k = 1; k < n; k++) {
            if (s.data[i + k] >> 6 != 2) {
                return false;
            }
            c = c << 6 | (s.data[i + k] & 63u);
        }
        if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000) ||
            c == 0x7f || (c < 0x20 && memchr("\t\n\f\r", (int)c, 4) == NULL)) {
            return false;
        }
        i += n;
    }
    return true;
}

static unsigned
naive_unit(struct lp_slice s, size_t i)
{
    return s.data[0] == 0xfe ? s.data[i] * 256u + s.data[i + 1]
                             : s.data[i + 1] * 256u + s.data[i];
}

static bool
naive_utf16(struct lp_slice s)
{
    if (s.len < 2 || s.len % 2 != 0 ||
        (memcmp(s.data, "\xff\xfe", 2) != 0 &&
         memcmp(s.data, "\xfe\xff", 2) != 0)) {
        return false;
    }
    for (size_t i = 2; i < s.len; i += 2) {
        unsigned c = naive_unit(s, i);

        if (c == 0x7f || (c < 0x20 && memchr("\t\n\f\r", (int)c, 4) == NULL) ||
            (c >= 0xdc00 && c < 0xe000)) {
            return false;
        }
        if (c >= 0xd800 && c < 0xdc00) {
            i += 2;
            if (i == s.len || naive_unit(s, i) >> 10 != 0xdc00 >> 10) {
                return false;
            }
        }
    }
    return true;
}

/* Line ends and the newlines at the end, of units of `w` bytes. */
static void
naive_lines(struct lp_slice s, size_t w, struct lp_buf *to)
{
    uint8_t lf[2] = {'\n', 0};
    size_t at = to->len;

    if (w == 2 && s.data[0] == 0xfe) {
        lf[0] = 0, lf[1] = '\n';
    }
    for (size_t i = 0; i < s.len; i += w) {
        unsigned c = w == 1 ? s.data[i] : naive_unit(s, i);

        if (c != '\r') {
            lp_buf_put(to, (struct lp_slice){s.data + i, w});
            continue;
        }
        lp_buf_put(to, (struct lp_slice){lf, w});
        if (i + w < s.len &&
            (w == 1 ? s.data[i + 1] : naive_unit(s, i + 2)) == '\n') {
            i += w;
        }
    }
    while (to->len - at >= 2 * w &&
           memcmp(to->data + to->len - w, lf, w) == 0 &&
           memcmp(to->data + to->len - 2 * w, lf, w) == 0) {
        to->len -= w;
    }
}

static void
naive(enum lp_dec_of of, struct lp_slice s, struct lp_buf *to)
{
    struct lp_buf unquoted = {0};

    if (of == LP_DEC_TEXT && naive_utf8(s)) {
        naive_lines(s, 1, to);
    } else if (of == LP_DEC_TEXT && naive_utf16(s)) {
        naive_lines(s, 2, to);
    } else if (of == LP_DEC_MESSAGE) {
        for (size_t i = 0; i < s.len; i++) {
            size_t k = i;

            if (i == 0 || s.data[i - 1] == '\n' || s.data[i - 1] == '\r') {
                while (k < s.len && s.data[k] == '>') {
                    k++;
                }
                if (k > i && s.len - k >= 5 &&
                    memcmp(s.data + k, "From ", 5) == 0) {
                    i = k;
                }
            }
            lp_buf_byte(&unquoted, s.data[i]);
        }
        naive_lines(lp_buf_slice(&unquoted), 1, to);
    } else {
        lp_buf_put(to, s);
    }
    lp_buf_release(&unquoted);
}

/* What the filter says, with pieces of `size` bytes. */
static void
filter(enum lp_dec_of of, struct lp_slice s, size_t size, struct lp_buf *to)
{
    struct lp_buf part = {0};
    struct lp_dec d;
    bool more;

    lp_dec_init(&d, of);
    for (size_t at = 0; at < s.len; at += size) {
        struct lp_slice rest = lp_slice_head(lp_slice_from(s, at), size);

        if (!d.parted) {
            size_t n = lp_dec_alike(&d, rest);

            CHECK(n <= rest.len, "alike is no more than there was");
            CHECK(d.parted || n == rest.len, "all is alike until they part");
            lp_buf_put(to, lp_slice_head(rest, n));
            rest = lp_slice_from(rest, n);
        }
        do {
            more = d.parted && lp_dec_feed(&d, &rest, &part);
            CHECK(part.len <= size + (1 << 18), "a bounded portion");
            lp_buf_put(to, lp_buf_slice(&part));
            lp_buf_clear(&part);
        } while (more);
    }
    do {
        more = lp_dec_end(&d, &part);
        lp_buf_put(to, lp_buf_slice(&part));
        lp_buf_clear(&part);
    } while (more);
    CHECK(d.plain || d.parted, "either parted or plain");
    if (d.plain) {
        lp_buf_clear(to);
        lp_buf_put(to, s);
    }
    lp_buf_release(&part);
}

static void
compare(enum lp_dec_of of, struct lp_slice s, size_t size, const char *label)
{
    struct lp_buf want = {0};
    struct lp_buf got = {0};
    struct lp_buf again = {0};

    naive(of, s, &want);
    filter(of, s, size, &got);
    filter(of, lp_buf_slice(&got), size, &again);
    CHECK(lp_slice_equal(lp_buf_slice(&got), lp_buf_slice(&want)), label);
    CHECK(lp_slice_equal(lp_buf_slice(&again), lp_buf_slice(&got)),
          "decoding twice is decoding once");
    lp_buf_release(&want);
    lp_buf_release(&got);
    lp_buf_release(&again);
}

#define S(text) text, sizeof(text) - 1

static const struct {
    const char *label;
    enum lp_dec_of of;
    const char *in;
    size_t in_len;
    const char *out;
    size_t out_len;
} rows[] = {
    {"nothing stays nothing", LP_DEC_TEXT, S(""), S("")},
    {"a text of LF lines is itself", LP_DEC_TEXT, S("a\nb\n"), S("a\nb\n")},
    {"CRLF is LF", LP_DEC_TEXT, S("a\r\nb\r\n"), S("a\nb\n")},
    {"CR is LF", LP_DEC_TEXT, S("a\rb"), S("a\nb")},
    {"CR CR LF is two", LP_DEC_TEXT, S("a\r\r\nb"), S("a\n\nb")},
    {"LF CR is two", LP_DEC_TEXT, S("a\n\rb"), S("a\n\nb")},
    {"newlines in the middle stay", LP_DEC_TEXT, S("a\n\n\nb"), S("a\n\n\nb")},
    {"one newline ends a text", LP_DEC_TEXT, S("a\n\n\n"), S("a\n")},
    {"none is added", LP_DEC_TEXT, S("a\r\nb"), S("a\nb")},
    {"newlines alone are one", LP_DEC_TEXT, S("\r\n\r\n"), S("\n")},
    {"a blank at the end stays", LP_DEC_TEXT, S("a\n\n "), S("a\n\n ")},
    {"TAB and FF are text", LP_DEC_TEXT, S("\t\f\r"), S("\t\f\n")},
    {"NUL is not", LP_DEC_TEXT, S("a\r\0"), S("a\r\0")},
    {"DEL is not", LP_DEC_TEXT, S("a\r\x7f"), S("a\r\x7f")},
    {"C1 controls in UTF-8 are", LP_DEC_TEXT, S("\xc2\x80\r"), S("\xc2\x80\n")},
    {"Latin-1 is not", LP_DEC_TEXT, S("\xe9\r\n"), S("\xe9\r\n")},
    {"a cut sequence", LP_DEC_TEXT, S("\r\xe2\x82"), S("\r\xe2\x82")},
    {"a CR within it", LP_DEC_TEXT, S("\xe2\x82\r"), S("\xe2\x82\r")},
    {"an LF within it", LP_DEC_TEXT, S("\r\xe2\n\n"), S("\r\xe2\n\n")},
    {"a newline within it", LP_DEC_TEXT, S("\r\xe2\n\x82\xac"),
     S("\r\xe2\n\x82\xac")},
    {"an overlong form", LP_DEC_TEXT, S("\r\xc0\xaf"), S("\r\xc0\xaf")},
    {"a UTF-8 mark stays", LP_DEC_TEXT, S("\xef\xbb\xbf\r"),
     S("\xef\xbb\xbf\n")},
    {"`>From ` in a text stays", LP_DEC_TEXT, S(">From a\r"), S(">From a\n")},

    {"UTF-16, little end first", LP_DEC_TEXT, S("\xff\xfe\r\0\n\0a\0\n\0\n\0"),
     S("\xff\xfe\n\0a\0\n\0")},
    {"UTF-16, big end first", LP_DEC_TEXT, S("\xfe\xff\0\r\0\n\0a\0\n\0\n"),
     S("\xfe\xff\0\n\0a\0\n")},
    {"without its mark it is none", LP_DEC_TEXT, S("a\0\r\0"), S("a\0\r\0")},
    {"half a unit too many", LP_DEC_TEXT, S("\xff\xfe\r\0\n"),
     S("\xff\xfe\r\0\n")},
    {"the mark alone", LP_DEC_TEXT, S("\xff\xfe"), S("\xff\xfe")},
    {"half of it", LP_DEC_TEXT, S("\xff"), S("\xff")},
    {"not quite it", LP_DEC_TEXT, S("\xff\xff\r\0"), S("\xff\xff\r\0")},
    {"a pair", LP_DEC_TEXT, S("\xff\xfe\x01\xd8\x01\xdc\r\0"),
     S("\xff\xfe\x01\xd8\x01\xdc\n\0")},
    {"the first half alone", LP_DEC_TEXT, S("\xff\xfe\r\0\x01\xd8"),
     S("\xff\xfe\r\0\x01\xd8")},
    {"a CR for the second half", LP_DEC_TEXT, S("\xff\xfe\x01\xd8\r\0"),
     S("\xff\xfe\x01\xd8\r\0")},
    {"the second half alone", LP_DEC_TEXT, S("\xff\xfe\r\0\x01\xdc"),
     S("\xff\xfe\r\0\x01\xdc")},
    {"a NUL in UTF-16", LP_DEC_TEXT, S("\xff\xfe\r\0\0\0"),
     S("\xff\xfe\r\0\0\0")},
    {"a DEL in UTF-16", LP_DEC_TEXT, S("\xff\xfe\r\0\x7f\0"),
     S("\xff\xfe\r\0\x7f\0")},
    {"U+0D0A is no newline", LP_DEC_TEXT, S("\xff\xfe\n\r\r\n\n\n"),
     S("\xff\xfe\n\r\r\n\n\n")},
    {"a mark after an LF is none", LP_DEC_TEXT, S("\n\xff\xfe\r\0"),
     S("\n\xff\xfe\r\0")},

    {"a quoted From", LP_DEC_MESSAGE, S("\n>From a\n"), S("\nFrom a\n")},
    {"many times", LP_DEC_MESSAGE, S("\n>>>From a\n"), S("\nFrom a\n")},
    {"at the start", LP_DEC_MESSAGE, S(">From a\n"), S("From a\n")},
    {"after a CR", LP_DEC_MESSAGE, S("\r>From a"), S("\nFrom a")},
    {"after CRLF, twice", LP_DEC_MESSAGE, S("\r\n>From \r\n>From "),
     S("\nFrom \nFrom ")},
    {"the next `>` stays", LP_DEC_MESSAGE, S(">From >From "), S("From >From ")},
    {"not in a line", LP_DEC_MESSAGE, S("a>From b"), S("a>From b")},
    {"not after a blank", LP_DEC_MESSAGE, S(" >From b"), S(" >From b")},
    {"not with one between", LP_DEC_MESSAGE, S("> >From b"), S("> >From b")},
    {"not without a blank", LP_DEC_MESSAGE, S(">From\n"), S(">From\n")},
    {"not if it is cut", LP_DEC_MESSAGE, S("\n\n>>Fro"), S("\n\n>>Fro")},
    {"not in another case", LP_DEC_MESSAGE, S(">from a"), S(">from a")},
    {"quotes alone", LP_DEC_MESSAGE, S("a\n\n>>"), S("a\n\n>>")},
    {"a CR after them", LP_DEC_MESSAGE, S("\r>>\r\n>>F\r\n"), S("\n>>\n>>F\n")},
    {"an LF after CR and quote", LP_DEC_MESSAGE, S("\r>\n\n"), S("\n>\n")},
    {"any bytes", LP_DEC_MESSAGE, S("\0\xff\r\n\r\n"), S("\0\xff\n")},
    {"newlines alone, of a message", LP_DEC_MESSAGE, S("\n\n\n"), S("\n")},

    {"raw is raw", LP_DEC_NOTHING, S(">From \r\n\r\n"), S(">From \r\n\r\n")},
};

static void
test_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_slice in = {(const uint8_t *)rows[i].in, rows[i].in_len};
        struct lp_slice out = {(const uint8_t *)rows[i].out, rows[i].out_len};

        for (size_t size = 1; size <= in.len + 1; size++) {
            struct lp_buf got = {0};

            filter(rows[i].of, in, size, &got);
            CHECK(lp_slice_equal(lp_buf_slice(&got), out), rows[i].label);
            lp_buf_release(&got);
            compare(rows[i].of, in, size, rows[i].label);
        }
    }
}

static uint32_t
next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

static const struct {
    const char *word;
    size_t len;
} words[] = {
    {S("\r")},       {S("\n")},
    {S("\n")},       {S("\r\n")},
    {S(">")},        {S(">")},
    {S("From ")},    {S("F")},
    {S("r")},        {S("o")},
    {S("m")},        {S(" ")},
    {S("a")},        {S("\xc3\xa9")},
    {S("\n>From ")}, {S("\xe2\x82\xac")},
    {S("\t")},       {S("\xf0\x9f\x98")},
    {S("\0")},       {S("\x80")},
    {S("\xc3")},     {S("\x7f")},
    {S("\xff\xfe")}, {S("\xed\xa0")},
    {S("\x1b")},     {S("\xf4\x90")},
};

static const struct {
    const char *word;
    size_t len;
} units[] = {
    {S("\0\r")},         {S("\0\n")},     {S("\0\n")},     {S("\0\r\0\n")},
    {S("\0a")},          {S("\n\n")},     {S("\r\r")},     {S("\n\r")},
    {S("\xd8\1\xdc\1")}, {S("\xd8\1")},   {S("\xdc\1")},   {S("\0\0")},
    {S("\0\x7f")},       {S("\xfe\xff")}, {S("\xff\xfe")},
};

/* Of the first words more often than of the last, so that some are text. */
static void
generate(struct lp_buf *to, uint32_t *state, size_t n, bool wide)
{
    size_t all =
        wide ? sizeof units / sizeof units[0] : sizeof words / sizeof words[0];
    size_t some = next_random(state) % 3 == 0 ? all : wide ? 9 : 17;

    lp_buf_clear(to);
    if (wide) {
        lp_buf_str(to, "\xfe\xff");
    }
    for (size_t i = 0; i < n; i++) {
        size_t k = next_random(state) % some;

        lp_buf_put(to, wide ? (struct lp_slice){(const uint8_t *)units[k].word,
                                                units[k].len}
                            : (struct lp_slice){(const uint8_t *)words[k].word,
                                                words[k].len});
    }
    if (wide && next_random(state) % 2 == 0) {
        for (size_t i = 0; i + 1 < to->len; i += 2) {
            uint8_t b = to->data[i];

            to->data[i] = to->data[i + 1];
            to->data[i + 1] = b;
        }
    }
    if (wide && next_random(state) % 8 == 0) {
        to->len--;
    }
}

static void
test_generated(void)
{
    struct lp_buf b = {0};
    uint32_t state = 1;

    for (unsigned i = 0; i < 6000; i++) {
        bool wide = i % 5 == 0;

        generate(&b, &state, next_random(&state) % 12, wide);
        for (size_t size = 1; size <= b.len + 1; size++) {
            compare(LP_DEC_TEXT, lp_buf_slice(&b), size, "a short text");
            if (!wide) {
                compare(LP_DEC_MESSAGE, lp_buf_slice(&b), size,
                        "a short message");
            }
        }
    }
    lp_buf_release(&b);
}

/* Long enough for what goes by many bytes at a time. */
static void
test_long(void)
{
    static const size_t sizes[] = {1, 2, 3, 7, 63, 64, 65, 200, 4096};
    struct lp_buf b = {0};
    uint32_t state = 2;

    for (unsigned i = 0; i < 400; i++) {
        unsigned strange = 1 + next_random(&state) % 300;

        lp_buf_clear(&b);
        while (b.len < 400) {
            size_t k = next_random(&state) % (sizeof words / sizeof words[0]);

            if (next_random(&state) % strange == 0) {
                lp_buf_put(&b, (struct lp_slice){(const uint8_t *)words[k].word,
                                                 words[k].len});
            } else {
                lp_buf_byte(&b, (uint8_t)(' ' + next_random(&state) % 95));
            }
        }
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            compare(LP_DEC_TEXT, lp_buf_slice(&b), sizes[k], "a long text");
            compare(LP_DEC_MESSAGE, lp_buf_slice(&b), sizes[k],
                    "a long message");
        }
    }
    lp_buf_release(&b);
}

/* What is held back may be longer than any buffer should be. */
static void
test_held(void)
{
    static const struct {
        const char *begin;
        const char *of;
        const char *end;
    } held[] = {
        {"a", "\n", "b"}, {"a", "\r", ""},       {"a\n", ">", "From "},
        {"a\n", ">", ""}, {"a\n", ">", "From"},  {"", ">", "\n"},
        {"a", "\n", ""},  {"a", "\n", ">From "},
    };
    struct lp_buf b = {0};

    for (size_t i = 0; i < sizeof held / sizeof held[0]; i++) {
        lp_buf_clear(&b);
        lp_buf_str(&b, held[i].begin);
        for (unsigned k = 0; k < 300000; k++) {
            lp_buf_str(&b, held[i].of);
        }
        lp_buf_str(&b, held[i].end);
        compare(LP_DEC_TEXT, lp_buf_slice(&b), 1000, "long, of a text");
        compare(LP_DEC_MESSAGE, lp_buf_slice(&b), 1000, "long, of a message");
    }
    lp_buf_clear(&b);
    lp_buf_str(&b, "\xff\xfe");
    for (unsigned k = 0; k < 300000; k++) {
        lp_buf_put(&b, (struct lp_slice){(const uint8_t *)"\n", 2});
    }
    lp_buf_put(&b, (struct lp_slice){(const uint8_t *)"a", 2});
    compare(LP_DEC_TEXT, lp_buf_slice(&b), 999, "long, of UTF-16");
    lp_buf_release(&b);
}

/* What is certainly no text costs no more than its beginning, and two forms
 * part only if they have to. */
static void
test_cost(void)
{
    static const struct {
        const char *label;
        enum lp_dec_of of;
        const char *first;
        const char *second;
        bool plain;
        bool parted;
    } costs[] = {
        {"an ELF file", LP_DEC_TEXT,
         "\x7f"
         "ELF",
         "", true, false},
        {"a JPEG file", LP_DEC_TEXT, "\xff\xd8\xff", "", true, false},
        {"UTF-16", LP_DEC_TEXT, "\xff\xfe", "", false, true},
        {"lines", LP_DEC_TEXT, "a\n\nb\n", "c\n", false, false},
        {"two LFs at an end", LP_DEC_TEXT, "a\n\n", "", false, true},
        {"two LFs over a cut", LP_DEC_TEXT, "a\n", "\n", false, true},
        {"which are not the last", LP_DEC_TEXT, "a\n", "\nb", false, false},
        {"an LF after one cut off", LP_DEC_TEXT, "a", "\nb", false, false},
        {"a message's lines", LP_DEC_MESSAGE, "> a\n", "\x01 > b", false,
         false},
        {"a sequence over a cut", LP_DEC_TEXT, "\xe2", "\x82\xac", false,
         false},
        {"a wrong one", LP_DEC_TEXT, "\xe2", "a", true, false},
        {"a CR", LP_DEC_TEXT, "a\r", "", false, true},
    };

    for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
        struct lp_dec d;

        lp_dec_init(&d, costs[i].of);
        (void)lp_dec_alike(&d, lp_slice_str(costs[i].first));
        if (!d.parted) {
            (void)lp_dec_alike(&d, lp_slice_str(costs[i].second));
        }
        CHECK(d.plain == costs[i].plain, costs[i].label);
        CHECK(d.parted == costs[i].parted, costs[i].label);
    }
}

int
main(void)
{
    test_rows();
    test_generated();
    test_long();
    test_held();
    test_cost();
    return lp_test_failures != 0;
}
