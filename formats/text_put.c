#include "formats/text_put.h"

#include <string.h>

#include "base/text.h"

#define UNKNOWN 0xfffdu

static void
push(struct lp_text_put *p)
{
    if (p->len > 0) {
        p->sink.text(p->sink.who, (struct lp_slice){p->buf, p->len});
        p->len = 0;
    }
}

/* Whole characters only. */
static void
put_whole(struct lp_text_put *p, const uint8_t *bytes, size_t n)
{
    if (n > sizeof p->buf - p->len) {
        push(p);
    }
    memcpy(p->buf + p->len, bytes, n);
    p->len += n;
    p->last = bytes[n - 1];
}

static void
put_point(struct lp_text_put *p, uint32_t c)
{
    uint8_t to[4];
    size_t n = 0;

    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        c = UNKNOWN;
    }
    if (c < 0x80) {
        to[n++] = (uint8_t)c;
    } else if (c < 0x800) {
        to[n++] = (uint8_t)(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        to[n++] = (uint8_t)(0xe0 | c >> 12);
    } else {
        to[n++] = (uint8_t)(0xf0 | c >> 18);
        to[n++] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
    }
    if (c >= 0x800) {
        to[n++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
    }
    if (c >= 0x80) {
        to[n++] = (uint8_t)(0x80 | (c & 0x3f));
    }
    put_whole(p, to, n);
}

/* How many bytes a character has that begins with `b`, as far as `b` says. */
static size_t
length(uint8_t b)
{
    return b < 0xc0 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
}

/* Whether `s` is the beginning of something longer: what is there may yet
 * turn out to be malformed. */
static bool
is_cut(struct lp_slice s)
{
    return s.len > 0 && s.len < length(s.data[0]);
}

/* Put out the character that `s` begins with. Returns its length. */
static size_t
take(struct lp_text_put *p, struct lp_slice s)
{
    size_t i = 0;

    if (lp_text_next(s, &i) == UINT32_MAX) {
        put_point(p, UNKNOWN);
    } else {
        put_whole(p, s.data, i);
    }
    return i;
}

/* What is held goes first; bytes of `s` are taken to it one by one. */
static struct lp_slice
put_held(struct lp_text_put *p, struct lp_slice s)
{
    while (p->n_held > 0) {
        struct lp_slice h = {p->held, p->n_held};
        size_t used;

        if (is_cut(h)) {
            if (s.len == 0) {
                break;
            }
            p->held[p->n_held++] = s.data[0];
            s = lp_slice_from(s, 1);
            continue;
        }
        used = take(p, h);
        p->n_held -= used;
        memmove(p->held, p->held + used, p->n_held);
    }
    return s;
}

/* How many bytes of `s` are ASCII, from its beginning. */
static size_t
ascii(struct lp_slice s)
{
    size_t n = 0;

    while (n + 8 <= s.len) {
        uint64_t eight;

        memcpy(&eight, s.data + n, 8);
        if ((eight & 0x8080808080808080u) != 0) {
            break;
        }
        n += 8;
    }
    while (n < s.len && s.data[n] < 0x80) {
        n++;
    }
    return n;
}

void
lp_text_put_bytes(struct lp_text_put *p, struct lp_slice bytes)
{
    bytes = put_held(p, bytes);
    while (bytes.len > 0) {
        size_t n = ascii(lp_slice_head(bytes, sizeof p->buf));

        if (n > 0) {
            put_whole(p, bytes.data, n);
        } else if (!is_cut(bytes)) {
            n = take(p, bytes);
        } else {
            memcpy(p->held, bytes.data, bytes.len);
            p->n_held = bytes.len;
            return;
        }
        bytes = lp_slice_from(bytes, n);
    }
}

void
lp_text_put_cut(struct lp_text_put *p)
{
    struct lp_slice h = {p->held, p->n_held};

    while (h.len > 0) {
        h = lp_slice_from(h, take(p, h));
    }
    p->n_held = 0;
}

void
lp_text_put_point(struct lp_text_put *p, uint32_t point)
{
    lp_text_put_cut(p);
    put_point(p, point);
}

void
lp_text_put_line(struct lp_text_put *p)
{
    lp_text_put_cut(p);
    if (p->last != 0 && p->last != '\n') {
        put_point(p, '\n');
    }
}

void
lp_text_put_cell(struct lp_text_put *p)
{
    lp_text_put_cut(p);
    if (p->last != 0 && p->last != '\n' && p->last != '\t') {
        put_point(p, '\t');
    }
}

void
lp_text_put_page(struct lp_text_put *p)
{
    lp_text_put_flush(p);
    if (p->sink.page != NULL) {
        p->sink.page(p->sink.who);
    }
}

void
lp_text_put_flush(struct lp_text_put *p)
{
    lp_text_put_cut(p);
    push(p);
}
