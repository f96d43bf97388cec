#include "base/text.h"

#include <string.h>

/* Shape of a UTF-8 sequence by its first byte: length, payload bits, and the
 * least code point that may be written so (a smaller one is overlong). */
static bool
lead(uint8_t b, size_t *len, uint32_t *bits, uint32_t *least)
{
    if (b < 0x80) {
        *len = 1, *bits = b, *least = 0;
    } else if ((b & 0xe0) == 0xc0) {
        *len = 2, *bits = b & 0x1fu, *least = 0x80;
    } else if ((b & 0xf0) == 0xe0) {
        *len = 3, *bits = b & 0x0fu, *least = 0x800;
    } else if ((b & 0xf8) == 0xf0) {
        *len = 4, *bits = b & 0x07u, *least = 0x10000;
    } else {
        return false;
    }
    return true;
}

uint32_t
lp_text_next(struct lp_slice s, size_t *i)
{
    size_t at = *i;
    size_t len = 1;
    uint32_t c = 0;
    uint32_t least = 0;

    *i = at + 1;
    if (!lead(s.data[at], &len, &c, &least) || len > s.len - at) {
        return UINT32_MAX;
    }
    for (size_t k = 1; k < len; k++) {
        if ((s.data[at + k] & 0xc0) != 0x80) {
            return UINT32_MAX;
        }
        c = c << 6 | (s.data[at + k] & 0x3fu);
    }
    if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        return UINT32_MAX;
    }
    *i = at + len;
    return c;
}

bool
lp_text_utf8(struct lp_slice s)
{
    for (size_t i = 0; i < s.len;) {
        if (lp_text_next(s, &i) == UINT32_MAX) {
            return false;
        }
    }
    return true;
}

/* Unicode 15 general categories Cc, Cf, Zl and Zp. */
static const struct {
    uint32_t first;
    uint32_t last;
} unsafe[] = {
    {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},
    {0x0600, 0x0605},   {0x061c, 0x061c},   {0x06dd, 0x06dd},
    {0x070f, 0x070f},   {0x0890, 0x0891},   {0x08e2, 0x08e2},
    {0x180e, 0x180e},   {0x200b, 0x200f},   {0x2028, 0x202e},
    {0x2060, 0x206f},   {0xfdd0, 0xfdef},   {0xfeff, 0xfeff},
    {0xfff9, 0xfffb},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
    {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
    {0xe0000, 0xe0fff},
};

bool
lp_text_unsafe(uint32_t c)
{
    if (c == UINT32_MAX || (c & 0xfffe) == 0xfffe) {
        return true;
    }
    for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++) {
        if (c >= unsafe[i].first && c <= unsafe[i].last) {
            return true;
        }
    }
    return false;
}

void
lp_text_escape(struct lp_buf *to, struct lp_slice name)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t from = 0;

    for (size_t i = 0; i < name.len;) {
        size_t at = i;
        uint32_t c = lp_text_next(name, &i);

        if (c != '%' && c != '>' && !lp_text_unsafe(c)) {
            continue;
        }
        lp_buf_put(to, (struct lp_slice){name.data + from, at - from});
        for (size_t k = at; k < i; k++) {
            uint8_t b = name.data[k];
            uint8_t xx[3] = {'%', (uint8_t)hex[b >> 4], (uint8_t)hex[b & 15]};

            lp_buf_put(to, (struct lp_slice){xx, 3});
        }
        from = i;
    }
    lp_buf_put(to, lp_slice_from(name, from));
}

static int
nibble(uint8_t c, char ten)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= ten && c <= ten + 5 ? c - ten + 10 : -1;
}

bool
lp_text_unescape(struct lp_buf *to, struct lp_slice escaped)
{
    size_t start = to->len;
    struct lp_buf again = {0};
    bool good = true;

    for (size_t i = 0; good && i < escaped.len; i++) {
        if (escaped.data[i] != '%') {
            lp_buf_byte(to, escaped.data[i]);
            continue;
        }
        good = escaped.len - i >= 3 && nibble(escaped.data[i + 1], 'A') >= 0 &&
               nibble(escaped.data[i + 2], 'A') >= 0;
        if (good) {
            lp_buf_byte(to, (uint8_t)(nibble(escaped.data[i + 1], 'A') * 16 +
                                      nibble(escaped.data[i + 2], 'A')));
            i += 2;
        }
    }
    if (good && to->failed == LP_OK) {
        lp_text_escape(&again, lp_slice_from(lp_buf_slice(to), start));
        good = again.failed == LP_OK &&
               lp_slice_equal(lp_buf_slice(&again), escaped);
    }
    good = good && to->failed == LP_OK;
    if (!good) {
        to->len = start;
    }
    lp_buf_release(&again);
    return good;
}

void
lp_text_hex(struct lp_buf *to, struct lp_slice bytes)
{
    static const char hex[] = "0123456789abcdef";
    uint8_t *p = lp_buf_room(to, bytes.len * 2);

    for (size_t i = 0; p != NULL && i < bytes.len; i++) {
        p[2 * i] = (uint8_t)hex[bytes.data[i] >> 4];
        p[2 * i + 1] = (uint8_t)hex[bytes.data[i] & 15];
    }
    to->len += p == NULL ? 0 : bytes.len * 2;
}

int
lp_text_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
lp_text_unhex(struct lp_slice hex, uint8_t *to, size_t n)
{
    if (hex.len != 2 * n) {
        return false;
    }
    for (size_t i = 0; i < hex.len; i++) {
        if (nibble(hex.data[i], 'a') < 0) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        to[i] = (uint8_t)(nibble(hex.data[2 * i], 'a') * 16 +
                          nibble(hex.data[2 * i + 1], 'a'));
    }
    return true;
}

bool
lp_text_u64(struct lp_slice digits, uint64_t *out)
{
    uint64_t v = 0;

    if (digits.len == 0 || digits.len > 19 ||
        (digits.len > 1 && digits.data[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9') {
            return false;
        }
        v = v * 10 + (uint64_t)(digits.data[i] - '0');
    }
    if (v > INT64_MAX) {
        return false;
    }
    *out = v;
    return true;
}

bool
lp_text_i64(struct lp_slice digits, int64_t *out)
{
    bool minus = digits.len > 0 && digits.data[0] == '-';
    uint64_t v = 0;

    if (lp_slice_is(digits, "-9223372036854775808")) {
        *out = INT64_MIN;
        return true;
    }
    if (!lp_text_u64(lp_slice_from(digits, minus ? 1 : 0), &v) ||
        (minus && v == 0)) {
        return false;
    }
    *out = minus ? -(int64_t)v : (int64_t)v;
    return true;
}

/* Days since 1970-01-01 to a proleptic Gregorian date, counting years from
 * March so that the leap day comes last. */
static void
civil(int64_t days, int64_t *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;

    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = yoe + era * 400 + (*month <= 2 ? 1 : 0);
}

void
lp_text_time(struct lp_buf *to, int64_t seconds)
{
    int64_t days = seconds / 86400 - (seconds % 86400 < 0 ? 1 : 0);
    int64_t year;
    int month;
    int day;
    int rest;

    if (seconds < -62135596800 || seconds > 253402300799) {
        lp_buf_printf(to, "%lld", (long long)seconds);
        return;
    }
    rest = (int)(seconds - days * 86400);
    civil(days, &year, &month, &day);
    lp_buf_printf(to, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)year, month, day,
                  rest / 3600, rest / 60 % 60, rest % 60);
}

static unsigned
number(struct lp_slice s, size_t at, size_t n)
{
    unsigned v = 0;

    for (size_t i = at; i < at + n; i++) {
        if (i >= s.len || s.data[i] < '0' || s.data[i] > '9') {
            return 0;
        }
        v = v * 10 + (unsigned)(s.data[i] - '0');
    }
    return v;
}

bool
lp_text_is_date(struct lp_slice s)
{
    static const unsigned days[] = {31, 29, 31, 30, 31, 30,
                                    31, 31, 30, 31, 30, 31};
    unsigned year = number(s, 0, 4);
    unsigned month = s.len == 4 ? 1 : number(s, 5, 2);
    unsigned day = s.len == 10 ? number(s, 8, 2) : 1;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    if ((s.len != 4 && s.len != 7 && s.len != 10) || year == 0 || month == 0 ||
        month > 12 || day == 0 || day > days[month - 1]) {
        return false;
    }
    if ((s.len > 4 && s.data[4] != '-') || (s.len == 10 && s.data[7] != '-')) {
        return false;
    }
    return month != 2 || day < 29 || leap;
}
