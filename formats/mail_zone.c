#include "formats/mail_zone.h"

#include <string.h>
#include <strings.h>

#define MOST (14 * 60)

static bool
is_digit(struct lp_slice s, size_t i)
{
    return i < s.len && s.data[i] >= '0' && s.data[i] <= '9';
}

static bool
is_letter(struct lp_slice s, size_t i)
{
    return i < s.len && (s.data[i] | 0x20) >= 'a' && (s.data[i] | 0x20) <= 'z';
}

static bool
is_blank(struct lp_slice s, size_t i)
{
    return i < s.len && (s.data[i] == ' ' || s.data[i] == '\t');
}

static unsigned
two(struct lp_slice s, size_t i)
{
    return (unsigned)(s.data[i] - '0') * 10 + (unsigned)(s.data[i + 1] - '0');
}

/* Behind ":mm" or ":mm:ss", with what stands before it a digit; 0: there is no
 * time of day. */
static size_t
behind_time(struct lp_slice s)
{
    for (size_t i = 1; i < s.len; i++) {
        if (s.data[i] == ':' && is_digit(s, i - 1) && is_digit(s, i + 1) &&
            is_digit(s, i + 2)) {
            i += 3;
            if (i < s.len && s.data[i] == ':' && is_digit(s, i + 1) &&
                is_digit(s, i + 2)) {
                i += 3;
            }
            return i;
        }
    }
    return 0;
}

static size_t
blanks(struct lp_slice s, size_t i)
{
    while (is_blank(s, i)) {
        i++;
    }
    return i;
}

/* A sign and hhmm, or hh:mm. */
static size_t
take_offset(struct lp_mail_zone *z, struct lp_slice s, size_t i)
{
    size_t digits = i + 1;
    size_t at = i + 3;

    if (i >= s.len || (s.data[i] != '+' && s.data[i] != '-') ||
        !is_digit(s, digits) || !is_digit(s, digits + 1)) {
        return i;
    }
    at += at < s.len && s.data[at] == ':' ? 1 : 0;
    if (!is_digit(s, at) || !is_digit(s, at + 1) || is_digit(s, at + 2)) {
        return i;
    }
    z->has_offset = true;
    z->west = s.data[i] == '-';
    z->hours = two(s, digits);
    z->minutes = two(s, at);
    return at + 2;
}

bool
lp_mail_zone(struct lp_mail_zone *out, struct lp_slice value)
{
    size_t i = behind_time(value);
    size_t end;
    bool comment;

    *out = (struct lp_mail_zone){0};
    if (i == 0) {
        return false;
    }
    i = blanks(value, i);
    i = blanks(value, take_offset(out, value, i));
    comment = i < value.len && value.data[i] == '(';
    i = blanks(value, comment ? i + 1 : i);
    end = i;
    while (is_letter(value, end)) {
        end++;
    }
    if (end > i && end - i <= 5 &&
        (!comment || (blanks(value, end) < value.len &&
                      value.data[blanks(value, end)] == ')'))) {
        out->name = (struct lp_slice){value.data + i, end - i};
    }
    return true;
}

static int
offset_of(const struct lp_mail_zone *z)
{
    int minutes = (int)(z->hours * 60 + z->minutes);

    return z->west ? -minutes : minutes;
}

bool
lp_mail_zone_can_be(const struct lp_mail_zone *z)
{
    return !z->has_offset ||
           (z->minutes < 60 && z->hours * 60 + z->minutes <= MOST);
}

bool
lp_mail_zone_contradicts(const struct lp_mail_zone *z)
{
    /* All offsets that each name has stood for, in minutes; names that many
     * countries use have several. */
    static const struct {
        char name[6];
        int16_t of[4];
        unsigned n;
    } known[] = {
        {"UT", {0}, 1},
        {"UTC", {0}, 1},
        {"GMT", {0}, 1},
        {"WET", {0}, 1},
        {"WEST", {60}, 1},
        {"CET", {60}, 1},
        {"CEST", {120}, 1},
        {"EET", {120}, 1},
        {"EEST", {180}, 1},
        {"EST", {-300, 600, 660}, 3},
        {"EDT", {-240, 660}, 2},
        {"CST", {-360, 480, 570, -300}, 4},
        {"CDT", {-300, -240, 540, 630}, 4},
        {"MST", {-420, 390, 480}, 3},
        {"MDT", {-360}, 1},
        {"PST", {-480, 480}, 2},
        {"PDT", {-420}, 1},
        {"AKST", {-540}, 1},
        {"AKDT", {-480}, 1},
        {"JST", {540}, 1},
        {"KST", {540, 510, 600}, 3},
        {"NZST", {720}, 1},
        {"NZDT", {780}, 1},
    };

    if (!z->has_offset) {
        return false;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i].name) == z->name.len &&
            strncasecmp(known[i].name, (const char *)z->name.data,
                        z->name.len) == 0) {
            for (unsigned k = 0; k < known[i].n; k++) {
                if (known[i].of[k] == offset_of(z)) {
                    return false;
                }
            }
            return true;
        }
    }
    return false;
}
