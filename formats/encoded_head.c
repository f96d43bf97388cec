#include "formats/encoded_head.h"

#include <string.h>

#include "base/text.h"
#include "formats/chunks.h"

#define NAME_MAX_BYTES 1024

static bool
take_word(struct lp_slice *s, const char *word)
{
    if (!lp_slice_begins(*s, lp_slice_str(word))) {
        return false;
    }
    *s = lp_slice_from(*s, strlen(word));
    return true;
}

static struct lp_slice
without_blanks(struct lp_slice s)
{
    while (s.len > 0 &&
           (s.data[s.len - 1] == ' ' || s.data[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

static bool
is_name(struct lp_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] < 0x20 || s.data[i] == 0x7f) {
            return false;
        }
    }
    return s.len > 0 && s.len <= NAME_MAX_BYTES;
}

bool
lp_uu_begin(struct lp_slice line, struct lp_slice *name, bool *base64)
{
    size_t digits = 0;

    *base64 = take_word(&line, "begin-base64 ");
    if (!*base64 && !take_word(&line, "begin ")) {
        return false;
    }
    while (digits < line.len && line.data[digits] >= '0' &&
           line.data[digits] <= '7') {
        digits++;
    }
    if (digits < 3 || digits > 4 || digits == line.len ||
        line.data[digits] != ' ') {
        return false;
    }
    *name = without_blanks(lp_slice_from(line, digits + 1));
    return is_name(*name);
}

bool
lp_uu_line(struct lp_slice line, unsigned *n)
{
    size_t need;

    *n = line.len == 0 ? 0 : (line.data[0] - 0x20U) & 0x3f;
    need = (size_t)(*n + 2) / 3 * 4;
    if (line.len == 0 || (*n == 0 && line.len == 1)) {
        return line.len == 0 || line.data[0] == ' ' || line.data[0] == '`';
    }
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] < 0x20 || line.data[i] > 0x60) {
            return false;
        }
    }
    /* Some writers put a character to check by behind the data. */
    return *n > 0 && (line.len - 1 == need || line.len - 2 == need);
}

void
lp_uu_decode(struct lp_slice line, unsigned n, uint8_t *to)
{
    const uint8_t *at = line.data + 1;

    for (unsigned i = 0; i < n; i += 3, at += 4) {
        uint32_t bits = 0;

        for (unsigned k = 0; k < 4; k++) {
            bits = bits << 6 | ((at[k] - 0x20U) & 0x3f);
        }
        to[i] = (uint8_t)(bits >> 16);
        to[i + 1] = (uint8_t)(bits >> 8);
        to[i + 2] = (uint8_t)bits;
    }
}

static bool
take_number(struct lp_slice *s, uint64_t *out)
{
    size_t n = 0;

    while (n < s->len && s->data[n] >= '0' && s->data[n] <= '9') {
        n++;
    }
    if (!lp_text_u64(lp_slice_head(*s, n), out)) {
        return false;
    }
    *s = lp_slice_from(*s, n);
    return true;
}

static bool
take_crc(struct lp_slice *s, uint32_t *out)
{
    uint64_t v = 0;
    size_t n = 0;

    for (; n < s->len && lp_text_digit(s->data[n]) >= 0; n++) {
        v = v << 4 | (unsigned)lp_text_digit(s->data[n]);
        if (n >= 16) {
            return false;
        }
    }
    *s = lp_slice_from(*s, n);
    *out = (uint32_t)v;
    return n > 0 && v <= UINT32_MAX;
}

/* One `key=value` of those that matter; others are passed over. */
static bool
take_pair(struct lp_slice *s, struct lp_yenc_line *out)
{
    uint64_t number = 0;

    if (take_word(s, "size=")) {
        out->has_size = true;
        return take_number(s, &out->size);
    }
    if (take_word(s, "total=")) {
        bool good = take_number(s, &number);

        out->part = number != 1;
        return good;
    }
    if (take_word(s, "part=")) {
        out->part = true;
        return take_number(s, &number);
    }
    if (take_word(s, "crc32=")) {
        out->has_crc = true;
        return take_crc(s, &out->crc);
    }
    while (s->len > 0 && s->data[0] != ' ') {
        *s = lp_slice_from(*s, 1);
    }
    return true;
}

static bool
take_pairs(struct lp_slice s, struct lp_yenc_line *out)
{
    *out = (struct lp_yenc_line){0};
    while (s.len > 0) {
        if (s.data[0] == ' ') {
            s = lp_slice_from(s, 1);
        } else if (take_word(&s, "name=")) {
            out->name = without_blanks(s);
            return true;
        } else if (!take_pair(&s, out)) {
            return false;
        }
    }
    return true;
}

bool
lp_yenc_begin(struct lp_slice line, struct lp_yenc_line *out)
{
    return take_word(&line, "=ybegin ") && take_pairs(line, out) &&
           out->has_size && is_name(out->name);
}

bool
lp_yenc_end(struct lp_slice line, struct lp_yenc_line *out)
{
    return take_word(&line, "=yend ") && take_pairs(line, out) && out->has_size;
}

/* The line at the head of `s`; what follows it, in `*rest`. */
static struct lp_slice
line_of(struct lp_slice s, struct lp_slice *rest)
{
    size_t n = 0;
    size_t end;

    while (n < s.len && s.data[n] != '\n' && s.data[n] != '\r') {
        n++;
    }
    end = n + (n < s.len ? 1 : 0);
    end += n + 1 < s.len && s.data[n] == '\r' && s.data[n + 1] == '\n' ? 1 : 0;
    *rest = lp_slice_from(s, end);
    return lp_slice_head(s, n);
}

/* A file that begins in the line at the head of `s`. */
static enum lp_kind
begins(struct lp_slice s)
{
    struct lp_slice rest;
    struct lp_slice line;
    struct lp_yenc_line yenc;
    struct lp_slice name;
    bool base64;
    unsigned n;

    if (!lp_slice_begins(s, lp_slice_str("begin")) &&
        !lp_slice_begins(s, lp_slice_str("=ybegin"))) {
        return LP_KIND_OTHER;
    }
    line = line_of(s, &rest);
    if (lp_yenc_begin(line, &yenc)) {
        return LP_KIND_YENC;
    }
    if (!lp_uu_begin(line, &name, &base64)) {
        return LP_KIND_OTHER;
    }
    return base64 || (rest.len > 0 && lp_uu_line(line_of(rest, &rest), &n))
               ? LP_KIND_UUENCODE
               : LP_KIND_OTHER;
}

enum lp_kind
lp_encoded_kind(struct lp_slice head)
{
    size_t at = 0; /* where a line begins, if it is one */

    while (at < head.len) {
        enum lp_kind kind = LP_KIND_OTHER;

        if (at > 0) {
            at += LP_CHUNK * lp_chunks_unmarked(head.data + at, head.len - at);
        }
        for (size_t end = at + LP_CHUNK; at < head.len && at < end; at++) {
            if ((head.data[at] == 'b' || head.data[at] == '=') &&
                (at == 0 || head.data[at - 1] == '\n' ||
                 head.data[at - 1] == '\r')) {
                kind = begins(lp_slice_from(head, at));
            }
            if (kind != LP_KIND_OTHER) {
                /* What stands in front must be text. */
                return memchr(head.data, 0, at) == NULL ? kind : LP_KIND_OTHER;
            }
        }
    }
    return LP_KIND_OTHER;
}
