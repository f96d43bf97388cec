#include "formats/row_chars.h"

#include "formats/utf8.h"

#define NO_CHARACTER 0xff

static uint32_t
unit(const uint8_t *b, bool le)
{
    return le ? (uint32_t)(b[1] << 8 | b[0]) : (uint32_t)(b[0] << 8 | b[1]);
}

static bool
is_high(uint32_t u)
{
    return u >= 0xd800 && u < 0xdc00;
}

static bool
is_low(uint32_t u)
{
    return u >= 0xdc00 && u < 0xe000;
}

static void
put_char(struct lp_buf *to, uint32_t c)
{
    uint8_t utf8[LP_UTF8_MAX];
    size_t n = lp_utf8_put(c, utf8);

    lp_buf_put(to, (struct lp_slice){utf8, n});
}

/* One more byte of UTF-16; `half` keeps what is not told yet. */
static void
widen(struct lp_buf *to, uint8_t half[4], size_t *n, uint8_t b, bool le)
{
    uint32_t first;
    uint32_t second;

    half[(*n)++] = b;
    if (*n % 2 != 0) {
        return;
    }
    first = unit(half, le);
    if (*n == 2 && !is_high(first)) {
        if (is_low(first)) {
            lp_buf_byte(to, NO_CHARACTER);
        } else {
            put_char(to, first);
        }
        *n = 0;
    } else if (*n == 4) {
        second = unit(half + 2, le);
        *n = 0;
        if (is_low(second)) {
            put_char(to, 0x10000 + ((first - 0xd800) << 10) + second - 0xdc00);
            return;
        }
        lp_buf_byte(to, NO_CHARACTER);
        half[0] = half[2];
        half[1] = half[3];
        if (is_high(second)) {
            *n = 2;
        } else {
            put_char(to, second);
        }
    }
}

enum lp_code
lp_row_chars_open(struct lp_row_chars *c, struct lp_source *from,
                  struct lp_err *err)
{
    uint8_t first[3];
    size_t got = 0;
    size_t mark = 0;
    enum lp_code rc;

    *c = (struct lp_row_chars){.feed = {.from = from}};
    LP_TRY(lp_feed_copy(&c->feed, first, sizeof first, &got, err));
    if (got >= 2 && first[0] == 0xff && first[1] == 0xfe) {
        c->form = LP_ROW_CHARS_LE;
        mark = 2;
    } else if (got >= 2 && first[0] == 0xfe && first[1] == 0xff) {
        c->form = LP_ROW_CHARS_BE;
        mark = 2;
    } else if (got == 3 && memcmp(first, "\xef\xbb\xbf", 3) == 0) {
        mark = 3;
    }
    c->at = mark;
    if (got > mark) {
        lp_feed_back(&c->feed, (struct lp_slice){first + mark, got - mark});
    }

done:
    return rc;
}

/* How many bytes of UTF-16 stand for a byte that was told. */
static unsigned
width(uint8_t b)
{
    return b >= 0x80 && b < 0xc0 ? 0 : b >= 0xf0 && b != NO_CHARACTER ? 4 : 2;
}

uint64_t
lp_row_chars_at(struct lp_row_chars *c)
{
    if (c->form == LP_ROW_CHARS_BYTES) {
        c->at += (uint64_t)(c->p - c->since);
    } else {
        for (const uint8_t *b = c->since; b < c->p; b++) {
            c->at += width(*b);
        }
    }
    c->since = c->p;
    return c->at;
}

static void
show(struct lp_row_chars *c, struct lp_slice bytes)
{
    c->p = bytes.data;
    c->since = bytes.data;
    c->end = bytes.len > 0 ? bytes.data + bytes.len : bytes.data;
}

void
lp_row_chars_over(struct lp_row_chars *c, struct lp_slice bytes)
{
    *c = (struct lp_row_chars){.over = true};
    show(c, bytes);
}

/* UTF-16: tell what came, and what is left over at the end. */
static void
tell_wide(struct lp_row_chars *c, struct lp_slice bytes)
{
    lp_buf_clear(&c->told);
    for (size_t i = 0; i < bytes.len; i++) {
        widen(&c->told, c->half, &c->half_n, bytes.data[i],
              c->form == LP_ROW_CHARS_LE);
    }
    if (bytes.len == 0 && c->half_n > 0) {
        lp_buf_byte(&c->told, NO_CHARACTER);
        c->half_n = 0;
    }
    c->why.code = lp_buf_check(&c->told, &c->why);
    show(c, lp_buf_slice(&c->told));
}

bool
lp_row_chars_more(struct lp_row_chars *c)
{
    struct lp_piece p = {0};

    (void)lp_row_chars_at(c);
    while (!c->over) {
        if (c->form == LP_ROW_CHARS_BYTES && c->end != NULL) {
            lp_feed_took(&c->feed, c->feed.piece.bytes.len);
        }
        c->end = NULL;
        c->why.code = lp_feed_peek(&c->feed, &p, &c->why);
        c->over = c->why.code != LP_OK || p.bytes.len == 0;
        if (c->why.code != LP_OK) {
            break;
        }
        if (c->form == LP_ROW_CHARS_BYTES) {
            show(c, p.bytes);
        } else {
            tell_wide(c, p.bytes);
            lp_feed_took(&c->feed, p.bytes.len);
            c->over = c->over || c->why.code != LP_OK;
        }
        if (c->p < c->end) {
            return true;
        }
    }
    c->p = NULL;
    c->since = NULL;
    c->end = NULL;
    return false;
}

struct lp_slice
lp_row_chars_head(struct lp_slice head, struct lp_buf *wide)
{
    uint8_t half[4];
    size_t n = 0;
    bool le = lp_slice_begins(head, lp_slice_str("\xff\xfe"));

    if (!le && !lp_slice_begins(head, lp_slice_str("\xfe\xff"))) {
        return lp_slice_from(
            head, lp_slice_begins(head, lp_slice_str("\xef\xbb\xbf")) ? 3 : 0);
    }
    for (size_t i = 2; i < head.len; i++) {
        widen(wide, half, &n, head.data[i], le);
    }
    return wide->failed == LP_OK ? lp_buf_slice(wide) : head;
}

void
lp_row_chars_release(struct lp_row_chars *c)
{
    lp_buf_release(&c->told);
}
