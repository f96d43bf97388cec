#include "formats/mail_date.h"

#include <string.h>
#include <strings.h>

#include "formats/mail_addr.h"

/* A date on its way; -1 is what has not come. */
struct date {
    struct lp_slice rest;
    int year;
    unsigned year_digits;
    int month; /* 0 to 11 */
    int day;
    int second; /* of the day */
    int zone;   /* minutes east of Greenwich; of a name */
    int offset; /* and of a number */
    bool has_offset;
    bool noon;    /* PM */
    bool morning; /* AM */
    bool bad;
};

static const char *const months[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december",
};

/* RFC 5322, 4.3. All other names of zones are UTC. */
static const struct {
    const char *name;
    int minutes;
} zones[] = {
    {"est", -300}, {"edt", -240}, {"cst", -360}, {"cdt", -300},
    {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420},
};

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(uint8_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static size_t
count(struct lp_slice s, bool (*is)(uint8_t))
{
    size_t n = 0;

    while (n < s.len && is(s.data[n])) {
        n++;
    }
    return n;
}

/* Take a number of up to `most` digits; -1, and nothing taken, if none is
 * here or it is longer. */
static int
take_number(struct lp_slice *s, size_t most)
{
    size_t n = count(*s, is_digit);
    int v = 0;

    if (n == 0 || n > most) {
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        v = v * 10 + (s->data[i] - '0');
    }
    *s = lp_slice_from(*s, n);
    return v;
}

/* Take `c` and the two digits behind it; -1 if they are not here. */
static int
take_two(struct lp_slice *s, uint8_t c)
{
    struct lp_slice after = lp_slice_from(*s, 1);

    if (s->len == 0 || s->data[0] != c || count(after, is_digit) != 2) {
        return -1;
    }
    *s = after;
    return take_number(s, 2);
}

/* Take the time of day: h:mm, h:mm:ss with or without a fraction, h.mm.ss. */
static bool
take_time(struct date *d)
{
    struct lp_slice s = d->rest;
    int hour = take_number(&s, 2);
    bool colons = s.len > 0 && s.data[0] == ':';
    int minute = take_two(&s, colons ? ':' : '.');
    int second = take_two(&s, colons ? ':' : '.');

    if (hour < 0 || minute < 0 || (second < 0 && !colons)) {
        return false;
    }
    if (second >= 0 && s.len > 1 && s.data[0] == '.' && is_digit(s.data[1])) {
        s = lp_slice_from(s, 1);
        s = lp_slice_from(s, count(s, is_digit));
    }
    d->bad =
        d->bad || d->second >= 0 || hour > 23 || minute > 59 || second > 60;
    d->second = hour * 3600 + minute * 60 + (second < 0 ? 0 : second);
    d->rest = s;
    return true;
}

/* Take YYYY-MM-DD, as ISO 8601 has it. */
static bool
take_iso(struct date *d)
{
    struct lp_slice s = d->rest;
    int year = count(s, is_digit) == 4 ? take_number(&s, 4) : -1;
    int month = take_two(&s, '-');
    int day = take_two(&s, '-');

    if (year < 0 || month < 1 || month > 12 || day < 0) {
        return false;
    }
    d->bad = d->bad || d->year >= 0 || d->month >= 0 || d->day >= 0;
    d->year = year;
    d->year_digits = 4;
    d->month = month - 1;
    d->day = day;
    d->rest = s;
    return true;
}

/* The day is the first number of one or two digits, the year the other. */
static void
take_plain(struct date *d)
{
    size_t digits = count(d->rest, is_digit);
    int n = take_number(&d->rest, 4);

    if (n < 0) {
        d->bad = true;
        d->rest = lp_slice_from(d->rest, digits);
    } else if (d->day < 0 && digits <= 2) {
        d->day = n;
    } else {
        d->bad = d->bad || d->year >= 0;
        d->year = n;
        d->year_digits = (unsigned)digits;
    }
}

static int
find_month(struct lp_slice word)
{
    for (int i = 0; i < 12; i++) {
        if (word.len >= 3 && word.len <= strlen(months[i]) &&
            strncasecmp((const char *)word.data, months[i], word.len) == 0) {
            return i;
        }
    }
    return -1;
}

static bool
is_word(struct lp_slice s, const char *word)
{
    return s.len == strlen(word) &&
           strncasecmp((const char *)s.data, word, s.len) == 0;
}

static void
take_word(struct date *d)
{
    struct lp_slice word = lp_slice_head(d->rest, count(d->rest, is_letter));
    int month = d->month < 0 ? find_month(word) : -1;

    d->rest = lp_slice_from(d->rest, word.len);
    if (month >= 0) {
        d->month = month;
    } else if (d->second >= 0) {
        d->morning = d->morning || is_word(word, "am");
        d->noon = d->noon || is_word(word, "pm");
        for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
            d->zone = is_word(word, zones[i].name) ? zones[i].minutes : d->zone;
        }
    }
}

/* Take a sign and a zone: hhmm, hh:mm, hh or h. Before the time, a sign is
 * only what stands between numbers. */
static void
take_sign(struct date *d)
{
    int sign = d->rest.data[0] == '-' ? -1 : 1;
    struct lp_slice s = lp_slice_from(d->rest, 1);
    size_t digits = count(s, is_digit);
    int n;
    int minutes;

    d->rest = s;
    if (d->second < 0 || digits == 0) {
        return;
    }
    n = take_number(&s, 4);
    minutes = digits <= 2 ? take_two(&s, ':') : n % 100;
    minutes = minutes < 0 ? 0 : minutes;
    n = digits <= 2 ? n : n / 100;
    d->bad =
        d->bad || d->has_offset || digits > 4 || digits == 3 || minutes > 59;
    d->offset = sign * (n * 60 + minutes);
    d->has_offset = true;
    d->rest = s;
    if (digits > 4) {
        d->rest = lp_slice_from(s, digits);
    }
}

/* Days from 1970-01-01 to the first of a month; years from 1900. */
static int64_t
days_before(int year, int month)
{
    static const int16_t before[] = {0,   31,  59,  90,  120, 151,
                                     181, 212, 243, 273, 304, 334};
    int64_t y = month > 1 ? year : year - 1; /* whose leap day has been */

    return (int64_t)365 * (year - 1970) + before[month] + y / 4 - y / 100 +
           y / 400 - 477;
}

static bool
settle(struct date *d, int64_t *seconds)
{
    int64_t first;
    int64_t next;

    if (d->bad || d->year < 0 || d->month < 0 || d->day < 1 || d->second < 0 ||
        (d->morning && d->noon)) {
        return false;
    }
    if (d->year_digits <= 2) {
        d->year += d->year < 50 ? 2000 : 1900;
    } else if (d->year_digits == 3) {
        d->year += 1900;
    }
    if (d->morning || d->noon) {
        if (d->second < 3600 || d->second >= 13 * 3600) {
            return false;
        }
        d->second = d->second % (12 * 3600) + (d->noon ? 12 * 3600 : 0);
    }
    if (d->year < 1900) {
        return false;
    }
    first = days_before(d->year, d->month);
    next = days_before(d->year + d->month / 11, (d->month + 1) % 12);
    if (d->day > next - first) {
        return false;
    }
    *seconds = (first + d->day - 1) * 86400 + d->second -
               (int64_t)60 * (d->has_offset ? d->offset : d->zone);
    return true;
}

bool
lp_mail_date(int64_t *seconds, struct lp_slice value)
{
    struct date d = {
        .rest = value, .year = -1, .month = -1, .day = -1, .second = -1};
    bool comments = true;

    while (d.rest.len > 0 && !d.bad) {
        uint8_t c = d.rest.data[0];
        size_t comment = c == '(' && comments ? lp_mail_comment(d.rest) : 0;

        if (is_digit(c)) {
            if (!take_iso(&d) && !take_time(&d)) {
                take_plain(&d);
            }
        } else if (is_letter(c)) {
            take_word(&d);
        } else if (c == '-' || c == '+') {
            take_sign(&d);
        } else {
            /* What does not end here does not end further on. */
            comments = comments && (c != '(' || comment > 0);
            d.rest = lp_slice_from(d.rest, comment > 0 ? comment : 1);
        }
    }
    return settle(&d, seconds);
}
