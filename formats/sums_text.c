#include "formats/sums_text.h"

#include "formats/utf8.h"

static void
put_char(struct lp_buf *to, uint32_t c)
{
    uint8_t utf8[LP_UTF8_MAX];
    size_t n = lp_utf8_put(c, utf8);

    lp_buf_put(to, (struct lp_slice){utf8, n});
}

static uint32_t
unit(struct lp_slice s, size_t i, bool big)
{
    uint32_t a = s.data[i];
    uint32_t b = s.data[i + 1];

    return big ? a << 8 | b : b << 8 | a;
}

/* What is no character becomes U+FFFD: then no file has such a name. */
static void
put_utf16(struct lp_buf *to, struct lp_slice s)
{
    bool big = s.data[0] == 0xfe;
    size_t i = 2;

    while (s.len - i >= 2) {
        uint32_t c = unit(s, i, big);
        uint32_t low = s.len - i >= 4 ? unit(s, i + 2, big) : 0;

        i += 2;
        if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
            i += 2;
        }
        put_char(to, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
    }
    if (i < s.len) {
        put_char(to, 0xfffd);
    }
}

static void
put_1252(struct lp_buf *to, struct lp_slice s)
{
    /* From 0x80 on; the five that are not assigned stand for themselves. */
    static const uint16_t above[32] = {
        0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
        0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
        0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
    };

    for (size_t i = 0; i < s.len; i++) {
        uint8_t b = s.data[i];

        put_char(to, b >= 0x80 && b < 0xa0 ? above[b - 0x80] : b);
    }
}

enum lp_sums_bytes
lp_sums_bytes_of(struct lp_slice text)
{
    bool little = lp_slice_begins(text, lp_slice_str("\xff\xfe"));
    bool big = lp_slice_begins(text, lp_slice_str("\xfe\xff"));

    return little || big ? LP_SUMS_UTF16 : LP_SUMS_PLAIN;
}

enum lp_code
lp_sums_decode(struct lp_sums *l, struct lp_err *err)
{
    enum lp_code rc;

    if (l->bytes == LP_SUMS_UTF16) {
        put_utf16(&l->own, l->text);
    } else if (l->bytes == LP_SUMS_1252) {
        put_1252(&l->own, l->text);
    } else {
        return LP_OK;
    }
    rc = lp_buf_check(&l->own, err);
    l->text = lp_buf_slice(&l->own);
    l->counted_is = l->bytes == LP_SUMS_UTF16 ? 2 : 0;
    return rc;
}
