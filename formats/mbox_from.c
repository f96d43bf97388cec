#include "formats/mbox_from.h"

#include <strings.h>

#include "formats/mail_hand.h"

#define WORDS_MAX 12

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(uint8_t c)
{
    c |= 0x20;
    return c >= 'a' && c <= 'z';
}

/* `min` to `max` digits at *i. */
static bool
take_digits(struct lp_slice s, size_t *i, size_t min, size_t max)
{
    size_t n = 0;

    while (n < max && *i < s.len && is_digit(s.data[*i])) {
        n++;
        ++*i;
    }
    return n >= min;
}

static bool
take_byte(struct lp_slice s, size_t *i, uint8_t byte)
{
    bool there = *i < s.len && s.data[*i] == byte;

    *i += there ? 1 : 0;
    return there;
}

static bool
is_number(struct lp_slice s, size_t min, size_t max)
{
    size_t i = 0;

    return take_digits(s, &i, min, max) && i == s.len;
}

/* hh:mm or hh:mm:ss. */
static bool
is_time(struct lp_slice s)
{
    size_t i = 0;

    if (!take_digits(s, &i, 1, 2) || !take_byte(s, &i, ':') ||
        !take_digits(s, &i, 2, 2)) {
        return false;
    }
    return i == s.len ||
           (take_byte(s, &i, ':') && take_digits(s, &i, 2, 2) && i == s.len);
}

static bool
is_one_of(struct lp_slice s, const char *names)
{
    for (; s.len == 3 && *names != '\0'; names += 3) {
        if (strncasecmp((const char *)s.data, names, 3) == 0) {
            return true;
        }
    }
    return false;
}

static bool
is_weekday(struct lp_slice s)
{
    return is_one_of(s, "MonTueWedThuFriSatSun");
}

static bool
is_month(struct lp_slice s)
{
    return is_one_of(s, "JanFebMarAprMayJunJulAugSepOctNovDec");
}

static bool
is_year(struct lp_slice s)
{
    return is_number(s, 4, 4);
}

/* `+0100`, `CET`, `(CEST)`, `GMT+1`. */
static bool
is_zone(struct lp_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];

        if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '(' &&
            c != ')' && c != ':') {
            return false;
        }
    }
    return s.len > 0 && s.len <= 8;
}

/* Www Mmm dd hh:mm[:ss] [zone [zone]] yyyy [zone [zone]] */
static bool
is_ctime(const struct lp_slice *w, size_t n)
{
    size_t year = 4;

    if (n < 5 || !is_weekday(w[0]) || !is_month(w[1]) ||
        !is_number(w[2], 1, 2) || !is_time(w[3])) {
        return false;
    }
    while (year < n && year < 7 && !is_year(w[year])) {
        if (!is_zone(w[year++])) {
            return false;
        }
    }
    if (year == n || !is_year(w[year]) || n - year > 3) {
        return false;
    }
    for (size_t i = year + 1; i < n; i++) {
        if (!is_zone(w[i])) {
            return false;
        }
    }
    return true;
}

/* [Www,] d Mmm yyyy hh:mm[:ss] zone [zone] */
static bool
is_rfc5322(const struct lp_slice *w, size_t n)
{
    if (n > 0 && w[0].len == 4 && w[0].data[3] == ',' &&
        is_weekday(lp_slice_head(w[0], 3))) {
        w++;
        n--;
    }
    return (n == 5 || n == 6) && is_number(w[0], 1, 2) && is_month(w[1]) &&
           is_year(w[2]) && is_time(w[3]) && is_zone(w[4]) &&
           (n == 5 || is_zone(w[5]));
}

bool
lp_mbox_from(struct lp_slice line)
{
    struct lp_slice words[WORDS_MAX];
    size_t n = 0;
    size_t i = 5;

    if (line.len > LP_MAIL_LINE_MAX ||
        !lp_slice_begins(line, lp_slice_str("From "))) {
        return false;
    }
    while (i < line.len) {
        size_t from;

        while (i < line.len && (line.data[i] == ' ' || line.data[i] == '\t')) {
            i++;
        }
        from = i;
        while (i < line.len && line.data[i] != ' ' && line.data[i] != '\t') {
            i++;
        }
        if (i > from) {
            if (n == WORDS_MAX) {
                return false;
            }
            words[n++] = (struct lp_slice){line.data + from, i - from};
        }
    }
    return n > 1 &&
           (is_ctime(words + 1, n - 1) || is_rfc5322(words + 1, n - 1));
}
