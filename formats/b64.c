#include "formats/b64.h"

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int
value(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Whether `text` is canonical, and how many bytes it stands for. */
static bool
measure(struct lp_slice text, size_t *n)
{
    size_t pad = 0;

    if (text.len % 4 != 0) {
        return false;
    }
    while (pad < 2 && pad < text.len && text.data[text.len - 1 - pad] == '=') {
        pad++;
    }
    for (size_t i = 0; i < text.len - pad; i++) {
        if (value(text.data[i]) < 0) {
            return false;
        }
    }
    /* Before the padding the last digit carries two or four bits that belong
     * to no byte: were they free, one signature would have many spellings. */
    if (pad > 0 &&
        (value(text.data[text.len - pad - 1]) & (pad == 1 ? 3 : 15)) != 0) {
        return false;
    }
    *n = text.len / 4 * 3 - pad;
    return true;
}

static void
fill(uint8_t *to, size_t n, struct lp_slice text)
{
    size_t put = 0;

    for (size_t i = 0; i < text.len; i += 4) {
        unsigned group = 0;

        for (size_t k = 0; k < 4; k++) {
            int v = value(text.data[i + k]);

            group = group << 6 | (v < 0 ? 0 : (unsigned)v);
        }
        for (unsigned shift = 16; put < n && shift <= 16; shift -= 8) {
            to[put++] = (uint8_t)(group >> shift);
        }
    }
}

void
lp_b64_encode(struct lp_buf *to, struct lp_slice bytes)
{
    size_t n = bytes.len / 3 * 4 + (bytes.len % 3 == 0 ? 0 : 4);
    uint8_t *p = lp_buf_room(to, n);

    for (size_t i = 0; p != NULL && i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        unsigned group = (unsigned)bytes.data[i] << 16;

        group |= left > 1 ? (unsigned)bytes.data[i + 1] << 8 : 0;
        group |= left > 2 ? bytes.data[i + 2] : 0;
        *p++ = (uint8_t)digits[group >> 18];
        *p++ = (uint8_t)digits[group >> 12 & 63];
        *p++ = (uint8_t)(left > 1 ? digits[group >> 6 & 63] : '=');
        *p++ = (uint8_t)(left > 2 ? digits[group & 63] : '=');
    }
    to->len += p == NULL ? 0 : n;
}

bool
lp_b64_decode(struct lp_buf *to, struct lp_slice text)
{
    size_t n = 0;
    uint8_t *p;

    if (!measure(text, &n)) {
        return false;
    }
    p = lp_buf_room(to, n);
    if (p == NULL) {
        return false;
    }
    fill(p, n, text);
    to->len += n;
    return true;
}

bool
lp_b64_exact(struct lp_slice text, uint8_t *to, size_t n)
{
    size_t stands_for = 0;

    if (!measure(text, &stands_for) || stands_for != n) {
        return false;
    }
    fill(to, n, text);
    return true;
}
