#include "formats/canon_body.h"

#include <string.h>

/* Line ends are written out in blocks of so many. */
static const char line_ends[] = "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n"
                                "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";
#define BLOCK ((sizeof line_ends - 1) / 2)

void
lp_canon_body_init(struct lp_canon_body *c, enum lp_canon how, enum lp_eol eol)
{
    *c = (struct lp_canon_body){.how = how, .eol = eol};
    if (how == LP_CANON_PLAIN || how == LP_CANON_NOFWS) {
        c->lines = 1;
    }
}

static void
put_lines(struct lp_canon_body *c, struct lp_buf *to)
{
    while (c->lines > 0) {
        size_t n = c->lines < BLOCK ? (size_t)c->lines : BLOCK;

        lp_buf_put(to, (struct lp_slice){(const uint8_t *)line_ends, 2 * n});
        c->lines -= n;
    }
}

/* What waits comes before a character of a line. */
static void
flush(struct lp_canon_body *c, struct lp_buf *to)
{
    if (c->lines > 0) {
        put_lines(c, to);
    }
    if (c->blank) {
        lp_buf_byte(to, ' ');
        c->blank = false;
    }
    c->any = true;
}

static void
put_text(struct lp_canon_body *c, struct lp_slice text, struct lp_buf *to)
{
    flush(c, to);
    lp_buf_put(to, text);
}

static void
end_line(struct lp_canon_body *c)
{
    c->blank = false;
    c->lines++;
}

/* A CR or LF that ends no line. */
static void
put_stray(struct lp_canon_body *c, uint8_t byte, struct lp_buf *to)
{
    if (c->how != LP_CANON_NOFWS) {
        put_text(c, (struct lp_slice){&byte, 1}, to);
    }
}

/* The CRs that wait are followed by something else than LF. */
static void
settle_crs(struct lp_canon_body *c, struct lp_buf *to)
{
    for (; c->crs > 0; c->crs--) {
        if (c->eol == LP_EOL_ANY) {
            end_line(c);
        } else {
            put_stray(c, '\r', to);
        }
    }
}

static void
take_lf(struct lp_canon_body *c, struct lp_buf *to)
{
    if (c->crs == 0 && c->eol == LP_EOL_CRLF) {
        put_stray(c, '\n', to);
        return;
    }
    if (c->crs > 0) {
        c->crs -= c->eol == LP_EOL_ANY ? c->crs : 1;
        settle_crs(c, to);
    }
    end_line(c);
}

static bool
is_plain(const struct lp_canon_body *c, uint8_t byte)
{
    if (byte > ' ') {
        return true;
    }
    if (byte == '\r' || byte == '\n') {
        return false;
    }
    return (byte != ' ' && byte != '\t') || c->how == LP_CANON_SIMPLE ||
           c->how == LP_CANON_PLAIN;
}

/* Eight bytes at a time: those less than `n` have their highest bit set, and
 * perhaps some behind the first of them. */
static uint64_t
less_than(uint64_t eight, uint64_t n)
{
    const uint64_t ones = 0x0101010101010101U;

    return (eight - ones * n) & ~eight & ones << 7;
}

/* How much of `s` has surely neither controls nor two blanks together. */
static size_t
single_run(struct lp_slice s)
{
    uint64_t before = 0;
    size_t n = 0;

    while (s.len - n >= sizeof before) {
        uint64_t eight = lp_get_le64(s.data + n);
        uint64_t low = less_than(eight, ' ' + 1);

        if (less_than(eight, ' ') != 0 ||
            (low & (low << 8 | before >> 56)) != 0) {
            break;
        }
        before = low;
        n += sizeof before;
    }
    return n > 0 && s.data[n - 1] == ' ' ? n - 1 : n;
}

/* The most of `s` that are characters of a line to be kept as they are. In
 * relaxed form that includes single blanks between words. */
static size_t
plain_run(const struct lp_canon_body *c, struct lp_slice s)
{
    size_t n = 0;

    if (c->how == LP_CANON_SIMPLE || c->how == LP_CANON_PLAIN) {
        const uint8_t *lf = memchr(s.data, '\n', s.len);
        size_t max = lf == NULL ? s.len : (size_t)(lf - s.data);
        const uint8_t *cr = memchr(s.data, '\r', max);

        return cr == NULL ? max : (size_t)(cr - s.data);
    }
    if (c->how == LP_CANON_RELAXED) {
        n = single_run(s);
    }
    while (n < s.len) {
        if (s.data[n] > ' ' || is_plain(c, s.data[n])) {
            n++;
        } else if (c->how == LP_CANON_RELAXED && s.data[n] == ' ' && n > 0 &&
                   n + 1 < s.len && s.data[n + 1] > ' ') {
            n += 2;
        } else {
            break;
        }
    }
    return n;
}

void
lp_canon_body_feed(struct lp_canon_body *c, struct lp_slice bytes,
                   struct lp_buf *to)
{
    while (bytes.len > 0) {
        uint8_t byte = bytes.data[0];
        size_t n = 1;

        if (byte == '\n') {
            take_lf(c, to);
        } else if (byte == '\r') {
            c->crs++;
        } else {
            settle_crs(c, to);
            if (is_plain(c, byte)) {
                n = plain_run(c, bytes);
                put_text(c, lp_slice_head(bytes, n), to);
            } else {
                c->blank = c->how == LP_CANON_RELAXED;
            }
        }
        bytes = lp_slice_from(bytes, n);
    }
}

void
lp_canon_body_end(struct lp_canon_body *c, struct lp_buf *to)
{
    settle_crs(c, to);
    if (c->any || c->how == LP_CANON_SIMPLE) {
        lp_buf_str(to, "\r\n");
    }
}
