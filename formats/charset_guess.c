#include "formats/charset_guess.h"

#include <string.h>

/* What is in the head of a text. */
struct look {
    size_t good;   /* well-formed sequences of UTF-8, without ASCII */
    size_t bad;    /* maximal subparts of ill-formed ones */
    size_t even;   /* NULs at even offsets */
    size_t odd;    /* NULs at odd ones */
    size_t high;   /* bytes above 7F */
    size_t worded; /* bytes C0-FF with two more beside them */
    size_t lower;  /* bytes C0-DF */
    size_t upper;  /* bytes E0-FF */
    bool escapes;  /* those of ISO-2022-JP */
};

size_t
lp_charset_ascii(struct lp_slice s)
{
    uint64_t word;
    size_t at = 0;

    while (s.len - at >= 4 * sizeof word) {
        uint64_t all = 0;

        for (size_t i = 0; i < 4; i++) {
            memcpy(&word, s.data + at + i * sizeof word, sizeof word);
            all |= word;
        }
        if ((all & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        at += 4 * sizeof word;
    }
    while (at < s.len && s.data[at] < 0x80) {
        at++;
    }
    return at;
}

size_t
lp_charset_utf8(struct lp_slice s, size_t *bad, bool *cut)
{
    uint8_t b = s.data[0];
    uint8_t low = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
    uint8_t high = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
    size_t len = b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    size_t n = 1;

    *bad = 1;
    *cut = false;
    if (b >= 0x80 && (b < 0xc2 || b > 0xf4)) {
        return 0;
    }
    for (; n < len && n < s.len; n++) {
        if (s.data[n] < low || s.data[n] > high) {
            break;
        }
        low = 0x80;
        high = 0xbf;
    }
    if (n == len) {
        return len;
    }
    *bad = n;
    *cut = n == s.len;
    return 0;
}

static void
look_utf8(struct look *l, struct lp_slice head)
{
    for (struct lp_slice s = head; s.len > 0;) {
        size_t n = lp_charset_ascii(s);
        size_t bad = 0;
        bool cut = false;

        s = lp_slice_from(s, n);
        if (s.len == 0) {
            break;
        }
        n = lp_charset_utf8(s, &bad, &cut);
        l->good += n > 0 ? 1 : 0;
        /* What the head cuts may be well-formed in the text. */
        l->bad += n == 0 && !(cut && head.len == LP_CHARSET_HEAD) ? 1 : 0;
        s = lp_slice_from(s, n > 0 ? n : bad);
    }
}

static void
look_bytes(struct look *l, struct lp_slice head)
{
    size_t run = 0;

    for (size_t i = 0; i < head.len; i++) {
        uint8_t b = head.data[i];

        l->even += b == 0 && i % 2 == 0 ? 1 : 0;
        l->odd += b == 0 && i % 2 == 1 ? 1 : 0;
        l->high += b >= 0x80 ? 1 : 0;
        l->lower += b >= 0xc0 && b < 0xe0 ? 1 : 0;
        l->upper += b >= 0xe0 ? 1 : 0;
        run = b >= 0xc0 ? run + 1 : 0;
        l->worded += run == 3 ? 3 : run > 3 ? 1 : 0;
    }
}

static bool
holds(struct lp_slice s, const char *what)
{
    return memmem(s.data, s.len, what, strlen(what)) != NULL;
}

static void
look_at(struct look *l, struct lp_slice head)
{
    size_t ascii = lp_charset_ascii(head);

    if (ascii < head.len ||
        (head.len > 0 && memchr(head.data, 0, head.len) != NULL)) {
        look_bytes(l, head);
    }
    look_utf8(l, head);
    l->escapes = ascii == head.len && head.len > 0 &&
                 memchr(head.data, 0x1b, head.len) != NULL &&
                 (holds(head, "\x1b$B") || holds(head, "\x1b$@") ||
                  holds(head, "\x1b(J"));
}

static const struct {
    const char *bytes;
    size_t len;
    enum lp_charset_way way;
    const char *name;
} marks[] = {
    {"\xff\xfe\0\0", 4, LP_CHARSET_UTF32LE, "utf-32le"},
    {"\0\0\xfe\xff", 4, LP_CHARSET_UTF32BE, "utf-32be"},
    {"\xef\xbb\xbf", 3, LP_CHARSET_UTF8, "utf-8"},
    {"\xff\xfe", 2, LP_CHARSET_UTF16LE, "utf-16le"},
    {"\xfe\xff", 2, LP_CHARSET_UTF16BE, "utf-16be"},
};

/* Without a mark the byte order shows in where the NULs are. */
static struct lp_charset
in_order(struct lp_charset c, const struct look *l, struct lp_slice head)
{
    if (c.way == LP_CHARSET_UTF16) {
        return l->odd > l->even ? lp_charset_of(LP_CHARSET_UTF16LE, "utf-16le")
                                : lp_charset_of(LP_CHARSET_UTF16BE, "utf-16be");
    }
    if (c.way == LP_CHARSET_UTF32) {
        return head.len > 0 && head.data[0] != 0
                   ? lp_charset_of(LP_CHARSET_UTF32LE, "utf-32le")
                   : lp_charset_of(LP_CHARSET_UTF32BE, "utf-32be");
    }
    return c;
}

/* A text of so many sequences of UTF-8 and nothing else above ASCII is not in
 * a charset of bytes, or in one of several bytes, by chance. */
#define GOOD_BYTES 2
#define GOOD_MULTI 16

static bool
is_believed(struct lp_charset declared, const struct look *l)
{
    switch (declared.way) {
    case LP_CHARSET_BYTES:
        return l->bad > 0 || l->good < GOOD_BYTES;
    case LP_CHARSET_MULTI:
        return l->bad > 0 || l->good < GOOD_MULTI;
    case LP_CHARSET_SEVEN:
        return l->high == 0;
    case LP_CHARSET_UTF16:
    case LP_CHARSET_UTF16LE:
    case LP_CHARSET_UTF16BE:
    case LP_CHARSET_UTF32:
    case LP_CHARSET_UTF32LE:
    case LP_CHARSET_UTF32BE:
        return l->bad > 0 || l->even + l->odd > 0;
    default:
        return false;
    }
}

/* Whether so many of `n` bytes are NULs, at offsets of one kind, and so few at
 * the others, that they are the halves of units: of half of all units, as in
 * Latin text, or of an eighth and more than a few, as blanks are. */
static bool
are_halves(size_t nuls, size_t others, size_t n)
{
    return nuls > 0 && nuls >= 8 * others &&
           (4 * nuls >= n || (16 * nuls >= n && nuls >= 8));
}

static struct lp_charset
guess(const struct look *l, struct lp_slice head)
{
    if (are_halves(l->odd, l->even, head.len)) {
        return lp_charset_of(LP_CHARSET_UTF16LE, "utf-16le");
    }
    if (are_halves(l->even, l->odd, head.len)) {
        return lp_charset_of(LP_CHARSET_UTF16BE, "utf-16be");
    }
    if (l->escapes) {
        return lp_charset_of(LP_CHARSET_SEVEN, "iso-2022-jp-2");
    }
    if (l->bad == 0 || l->good >= 8 * l->bad) {
        return lp_charset_of(LP_CHARSET_UTF8, "utf-8");
    }
    if (4 * l->worded >= 3 * l->high) {
        return l->lower > l->upper
                   ? lp_charset_of(LP_CHARSET_BYTES, "koi8-r")
                   : lp_charset_of(LP_CHARSET_BYTES, "windows-1251");
    }
    return lp_charset_of(LP_CHARSET_BYTES, "windows-1252");
}

struct lp_charset
lp_charset_guess(struct lp_slice head, struct lp_charset declared, size_t *mark)
{
    struct look l = {0};

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const struct lp_slice bytes = {(const uint8_t *)marks[i].bytes,
                                       marks[i].len};

        if (lp_slice_begins(head, bytes)) {
            *mark = marks[i].len;
            return lp_charset_of(marks[i].way, marks[i].name);
        }
    }
    *mark = 0;
    look_at(&l, head);
    return is_believed(declared, &l) ? in_order(declared, &l, head)
                                     : guess(&l, head);
}
