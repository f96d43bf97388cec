#include "formats/mail_decode.h"

#include <string.h>

#include "base/text.h"

/* Six bits, or what else a byte is in a text of base64. */
enum {
    OTHER = 0x80,
    BLANK = 0x81,
    PAD = 0x82,
};

static const uint8_t six[256] = {
    128, 128, 128, 128, 128, 128, 128, 128, 128, 129, 129, 129, 129, 129, 128,
    128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    128, 128, 129, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 62,  128,
    128, 128, 63,  52,  53,  54,  55,  56,  57,  58,  59,  60,  61,  128, 128,
    128, 130, 128, 128, 128, 0,   1,   2,   3,   4,   5,   6,   7,   8,   9,
    10,  11,  12,  13,  14,  15,  16,  17,  18,  19,  20,  21,  22,  23,  24,
    25,  128, 128, 128, 128, 128, 128, 26,  27,  28,  29,  30,  31,  32,  33,
    34,  35,  36,  37,  38,  39,  40,  41,  42,  43,  44,  45,  46,  47,  48,
    49,  50,  51,  128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
    128,
};

/* Whole groups of four digits, as long as nothing else stands between them. */
static size_t
whole_groups(struct lp_slice *in, uint8_t *to, size_t cap)
{
    size_t n = in->len / 4 < cap / 3 ? in->len / 4 : cap / 3;
    const uint8_t *p = in->data;
    size_t k;

    for (k = 0; k < n; k++, p += 4, to += 3) {
        uint32_t a = six[p[0]];
        uint32_t b = six[p[1]];
        uint32_t c = six[p[2]];
        uint32_t d = six[p[3]];
        uint32_t bits = a << 18 | b << 12 | c << 6 | d;

        if (((a | b | c | d) & OTHER) != 0) {
            break;
        }
        to[0] = (uint8_t)(bits >> 16);
        to[1] = (uint8_t)(bits >> 8);
        to[2] = (uint8_t)bits;
    }
    *in = lp_slice_from(*in, k * 4);
    return k * 3;
}

/* One byte that is not in the middle of a run of groups. */
static size_t
one_digit(struct lp_mail_decode *d, uint8_t byte, uint8_t *to)
{
    uint8_t v = six[byte];

    if (v == BLANK) {
        return 0;
    }
    if (v == PAD && !d->over) {
        d->bad = d->bad || d->digits < 2;
        d->pads++;
        d->over = d->digits >= 2 && d->digits + d->pads >= 4;
        return 0;
    }
    if (v >= OTHER || d->over) {
        d->bad = true;
        return 0;
    }
    d->bad = d->bad || d->pads > 0;
    d->pads = 0;
    d->bits = d->bits << 6 | v;
    d->digits = (d->digits + 1) % 4;
    switch (d->digits) {
    case 2:
        *to = (uint8_t)(d->bits >> 4);
        return 1;
    case 3:
        *to = (uint8_t)(d->bits >> 2);
        return 1;
    case 0:
        *to = (uint8_t)d->bits;
        return 1;
    default:
        return 0;
    }
}

static size_t
decode_base64(struct lp_mail_decode *d, struct lp_slice *in, uint8_t *to,
              size_t cap)
{
    size_t made = 0;

    while (in->len > 0 && cap - made >= 3) {
        if (d->digits == 0 && d->pads == 0) {
            made += whole_groups(in, to + made, cap - made);
        }
        if (in->len > 0 && made < cap) {
            made += one_digit(d, in->data[0], to + made);
            *in = lp_slice_from(*in, 1);
        }
    }
    return made;
}

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static bool
is_eol(uint8_t c)
{
    return c == '\n' || c == '\r';
}

static size_t
let_go(struct lp_mail_decode *d, uint8_t *to)
{
    size_t n = d->held;

    memcpy(to, d->hold, n);
    d->held = 0;
    return n;
}

static void
keep(struct lp_mail_decode *d, uint8_t byte)
{
    d->hold[d->held++] = byte;
}

/* `=` and perhaps blanks or one digit are held: what `byte` makes of them.
 * Sets `*used` if `byte` is dealt with. */
static size_t
after_sign(struct lp_mail_decode *d, uint8_t byte, uint8_t *to, bool *used)
{
    bool digit = d->held == 2 && lp_text_digit(d->hold[1]) >= 0;

    *used = true;
    if (is_eol(byte) && !digit) {
        d->held = 0;
        d->soft_cr = byte == '\r';
        return 0;
    }
    if (is_blank(byte) && !digit && d->held <= LP_MAIL_BLANKS_MAX) {
        keep(d, byte);
        return 0;
    }
    if (lp_text_digit(byte) >= 0 && d->held == 1) {
        keep(d, byte);
        return 0;
    }
    if (lp_text_digit(byte) >= 0 && digit) {
        *to = (uint8_t)(lp_text_digit(d->hold[1]) << 4 | lp_text_digit(byte));
        d->held = 0;
        return 1;
    }
    *used = false;
    d->bad = true;
    d->long_run = d->held > LP_MAIL_BLANKS_MAX;
    return let_go(d, to);
}

/* Blanks are held: whether they are of the text. */
static size_t
after_blanks(struct lp_mail_decode *d, uint8_t byte, uint8_t *to, bool *used)
{
    *used = false;
    if (is_eol(byte)) {
        d->held = 0;
        return 0;
    }
    if (!is_blank(byte)) {
        return let_go(d, to);
    }
    if (d->held < LP_MAIL_BLANKS_MAX) {
        *used = true;
        keep(d, byte);
        return 0;
    }
    d->long_run = true;
    return let_go(d, to);
}

/* A byte that does not simply stand for itself, or may not. */
static size_t
one_quoted(struct lp_mail_decode *d, uint8_t byte, uint8_t *to, bool *used)
{
    *used = true;
    if (d->soft_cr) {
        d->soft_cr = false;
        *used = byte == '\n';
        return 0;
    }
    if (d->held > 0) {
        return d->hold[0] == '=' ? after_sign(d, byte, to, used)
                                 : after_blanks(d, byte, to, used);
    }
    if (byte == '=' || (is_blank(byte) && !d->long_run)) {
        d->long_run = false;
        keep(d, byte);
        return 0;
    }
    d->long_run = is_blank(byte);
    *to = byte;
    return 1;
}

/* The text up to the next byte that needs a look. */
static size_t
plain_run(const struct lp_slice *in, size_t cap)
{
    size_t n = in->len < cap ? in->len : cap;
    size_t i = 0;

    while (i < n && in->data[i] != '=' && !is_eol(in->data[i])) {
        i++;
    }
    /* The blanks at its end wait for what follows. */
    while (i > 0 && is_blank(in->data[i - 1])) {
        i--;
    }
    return i;
}

static size_t
decode_quoted(struct lp_mail_decode *d, struct lp_slice *in, uint8_t *to,
              size_t cap)
{
    size_t made = 0;

    while (in->len > 0 && cap - made >= sizeof d->hold) {
        bool used;

        if (d->held == 0 && !d->soft_cr && !d->long_run) {
            size_t n = plain_run(in, cap - made - sizeof d->hold);

            memcpy(to + made, in->data, n);
            made += n;
            *in = lp_slice_from(*in, n);
        }
        if (in->len > 0) {
            made += one_quoted(d, in->data[0], to + made, &used);
            *in = lp_slice_from(*in, used ? 1 : 0);
        }
    }
    return made;
}

static size_t
decode_plain(struct lp_slice *in, uint8_t *to, size_t cap)
{
    size_t n = in->len < cap ? in->len : cap;

    memcpy(to, in->data, n);
    *in = lp_slice_from(*in, n);
    return n;
}

size_t
lp_mail_decode(struct lp_mail_decode *d, struct lp_slice *in, uint8_t *to,
               size_t cap)
{
    switch (d->coding) {
    case LP_MAIL_BASE64:
        return decode_base64(d, in, to, cap);
    case LP_MAIL_QUOTED:
        return decode_quoted(d, in, to, cap);
    default:
        return decode_plain(in, to, cap);
    }
}

size_t
lp_mail_decode_end(struct lp_mail_decode *d, uint8_t *to)
{
    if (d->coding == LP_MAIL_BASE64) {
        d->bad = d->bad || (d->digits != 0 && !d->over);
        return 0;
    }
    /* The end of the text is the end of its last line. */
    if (d->held > 0 && d->hold[0] == '=' &&
        (d->held == 1 || is_blank(d->hold[1]))) {
        d->held = 0;
    }
    if (d->held > 0 && d->hold[0] == '=') {
        d->bad = true;
        return let_go(d, to);
    }
    d->held = 0;
    return 0;
}
