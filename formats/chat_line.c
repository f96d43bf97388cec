#include "formats/chat_line.h"

#include <string.h>

#include "formats/mail_date.h"

#define SENDER_MAX 256

/* What is left of a line. */
static bool
take(struct lp_slice *s, const char *what)
{
    struct lp_slice w = lp_slice_str(what);

    if (!lp_slice_begins(*s, w)) {
        return false;
    }
    *s = lp_slice_from(*s, w.len);
    return true;
}

/* The blanks that stand before AM and PM: SP, NBSP, narrow NBSP. */
static bool
take_blank(struct lp_slice *s)
{
    return take(s, " ") || take(s, "\xc2\xa0") || take(s, "\xe2\x80\xaf");
}

/* From `least` to `most` digits, and no more. */
static bool
take_number(struct lp_slice *s, unsigned most, unsigned *out, unsigned *digits)
{
    unsigned n = 0;
    unsigned v = 0;

    while (n < s->len && s->data[n] >= '0' && s->data[n] <= '9' && n <= most) {
        v = v * 10 + (unsigned)(s->data[n] - '0');
        n++;
    }
    *s = lp_slice_from(*s, n);
    *out = v;
    *digits = n;
    return n > 0 && n <= most;
}

static bool
take_date(struct lp_slice *s, struct lp_chat_line *out)
{
    unsigned n[3];
    uint8_t sep = 0;

    for (unsigned i = 0; i < 3; i++) {
        if (i > 0) {
            if (s->len == 0 || (i == 2 && s->data[0] != sep) ||
                memchr("/.-", s->data[0], 3) == NULL) {
                return false;
            }
            sep = s->data[0];
            *s = lp_slice_from(*s, 1);
        }
        if (!take_number(s, i == 1 ? 2 : 4, &out->date[i], &n[i])) {
            return false;
        }
    }
    out->year_first = n[0] == 4;
    (void)take(s, ".");
    return n[0] != 3 && n[2] != 3 && (n[0] == 4 ? n[2] <= 2 : n[2] != 1);
}

/* "AM", "a.m.", "p. m.": 1 for before noon, 2 for after, 0 for neither. */
static unsigned
take_half(struct lp_slice *s)
{
    static const struct {
        const char *word;
        unsigned half;
    } words[] = {
        {"AM", 1},   {"PM", 2},   {"am", 1},    {"pm", 2},
        {"a.m.", 1}, {"p.m.", 2}, {"a. m.", 1}, {"p. m.", 2},
    };
    struct lp_slice rest = *s;

    if (take_blank(&rest)) {
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            if (take(&rest, words[i].word)) {
                *s = rest;
                return words[i].half;
            }
        }
    }
    return 0;
}

static bool
take_time(struct lp_slice *s, struct lp_chat_line *out)
{
    unsigned digits;
    unsigned second = 0;
    unsigned half;

    if (!take_number(s, 2, &out->hour, &digits) ||
        (!take(s, ":") && !take(s, ".")) ||
        !take_number(s, 2, &out->minute, &digits) || digits != 2) {
        return false;
    }
    if ((take(s, ":") || take(s, ".")) &&
        (!take_number(s, 2, &second, &digits) || digits != 2)) {
        return false;
    }
    half = take_half(s);
    if (half != 0 && (out->hour < 1 || out->hour > 12)) {
        return false;
    }
    if (half != 0) {
        out->hour = out->hour % 12 + (half == 2 ? 12 : 0);
    }
    return out->hour < 24 && out->minute < 60 && second < 60;
}

/* Where `what` begins in `s`; s.len if nowhere. */
static size_t
find(struct lp_slice s, const char *what)
{
    const uint8_t *hit =
        s.len == 0 ? NULL : memmem(s.data, s.len, what, strlen(what));

    return hit == NULL ? s.len : (size_t)(hit - s.data);
}

bool
lp_chat_line(struct lp_chat_line *out, struct lp_slice line)
{
    size_t colon;

    *out = (struct lp_chat_line){0};
    while (line.len > 0 && (line.data[line.len - 1] == '\n' ||
                            line.data[line.len - 1] == '\r')) {
        line.len--;
    }
    while (take(&line, "\xef\xbb\xbf") || take(&line, "\xe2\x80\x8e")) {
    }
    out->bracket = take(&line, "[");
    if (!take_date(&line, out)) {
        return false;
    }
    (void)take(&line, ",");
    if (!take_blank(&line) || !take_time(&line, out)) {
        return false;
    }
    if (out->bracket ? !take(&line, "] ")
                     : !take(&line, " - ") && !take(&line, " \xe2\x80\x93 ")) {
        return false;
    }
    colon = find(line, ": ");
    out->text = line;
    if (colon > 0 && colon < line.len && colon <= SENDER_MAX) {
        out->sender = lp_slice_head(line, colon);
        out->text = lp_slice_from(line, colon + 2);
    } else if (line.len > 1 && line.data[line.len - 1] == ':') {
        /* The text begins on the next line. */
        out->sender = lp_slice_head(line, line.len - 1);
        out->text = lp_slice_from(line, line.len);
    }
    return !out->bracket || out->sender.len > 0;
}

enum lp_chat_order
lp_chat_line_order(enum lp_chat_order order, const struct lp_chat_line *line)
{
    unsigned a = line->date[0];
    unsigned b = line->date[1];
    enum lp_chat_order seen = LP_CHAT_ORDER_OPEN;

    if (line->year_first) {
        seen = LP_CHAT_ORDER_YEAR;
    } else if (a > 12 && b <= 12) {
        seen = LP_CHAT_ORDER_DAY;
    } else if (b > 12 && a <= 12) {
        seen = LP_CHAT_ORDER_MONTH;
    } else if (a > 12 || (order == LP_CHAT_ORDER_YEAR)) {
        seen = LP_CHAT_ORDER_MIXED;
    }
    if (seen == LP_CHAT_ORDER_OPEN || seen == order) {
        return order;
    }
    return order == LP_CHAT_ORDER_OPEN ? seen : LP_CHAT_ORDER_MIXED;
}

/* Whether it begins with a mark of direction: U+200E, U+200F, U+202A-202E,
 * U+2066-2069. All have three bytes in UTF-8. */
static bool
is_mark(struct lp_slice s)
{
    uint8_t last;

    if (s.len < 3 || s.data[0] != 0xe2 ||
        (s.data[1] != 0x80 && s.data[1] != 0x81)) {
        return false;
    }
    last = s.data[2];
    return s.data[1] == 0x80
               ? last == 0x8e || last == 0x8f || (last >= 0xaa && last <= 0xae)
               : last >= 0xa6 && last <= 0xa9;
}

/* The name without marks of direction, and with plain blanks. */
static void
put_sender(struct lp_buf *to, struct lp_slice s)
{
    while (s.len > 0) {
        if (is_mark(s)) {
            s = lp_slice_from(s, 3);
        } else if (take(&s, "\xc2\xa0") || take(&s, "\xe2\x80\xaf")) {
            lp_buf_str(to, " ");
        } else {
            lp_buf_byte(to, s.data[0]);
            s = lp_slice_from(s, 1);
        }
    }
}

static void
put_time(struct lp_chat *c, const struct lp_chat_line *line,
         enum lp_chat_order order)
{
    static const uint8_t at[][3] = {
        [LP_CHAT_ORDER_DAY] = {2, 1, 0},
        [LP_CHAT_ORDER_MONTH] = {2, 0, 1},
        [LP_CHAT_ORDER_YEAR] = {0, 1, 2},
    };
    unsigned year;
    unsigned month;
    unsigned day;

    if (order == LP_CHAT_ORDER_OPEN || order == LP_CHAT_ORDER_MIXED ||
        line->year_first != (order == LP_CHAT_ORDER_YEAR)) {
        return;
    }
    year = line->date[at[order][0]];
    month = line->date[at[order][1]];
    day = line->date[at[order][2]];
    year += year < 100 ? 2000 : 0;
    lp_buf_printf(&c->when, "%04u-%02u-%02uT%02u:%02u", year, month, day,
                  line->hour, line->minute);
    c->has_time = lp_mail_date(&c->time, lp_buf_slice(&c->when));
    if (!c->has_time) {
        lp_buf_clear(&c->when);
    }
}

/* The reference that a line is; empty if it is none. */
static struct lp_slice
reference(struct lp_slice line)
{
    static const char open[] = "<attached: ";
    static const char tail[] = " (file attached)";

    while (take(&line, "\xe2\x80\x8e")) {
    }
    while (line.len > 0 && (line.data[line.len - 1] == '\n' ||
                            line.data[line.len - 1] == '\r')) {
        line.len--;
    }
    if (take(&line, open)) {
        return lp_slice_head(line, find(line, ">"));
    }
    if (lp_slice_ends(line, lp_slice_str(tail))) {
        return lp_slice_head(line, line.len - strlen(tail));
    }
    return (struct lp_slice){0};
}

/* What the application wrote in place of something: it begins with a mark of
 * direction, or is in angle brackets as a whole ("<Media omitted>"). */
static bool
is_stand_in(struct lp_slice text)
{
    while (text.len > 0 && (text.data[text.len - 1] == '\n' ||
                            text.data[text.len - 1] == '\r')) {
        text.len--;
    }
    return lp_slice_begins(text, lp_slice_str("\xe2\x80\x8e")) ||
           (text.len > 1 && text.data[0] == '<' &&
            find(text, ">") == text.len - 1);
}

void
lp_chat_lines(struct lp_chat *c, const struct lp_chat_line *line,
              struct lp_slice message, enum lp_chat_order order)
{
    size_t skip = (size_t)(line->text.data - message.data);
    struct lp_slice text = lp_slice_from(message, skip);
    struct lp_slice named = reference(line->text);

    c->network = "whatsapp";
    put_sender(&c->sender, line->sender);
    put_time(c, line, order);
    if (named.len > 0) {
        lp_buf_str(&c->attached, " ");
        lp_buf_put(&c->attached, named);
        text = lp_slice_from(text, line->text.len);
        while (take(&text, "\r") || take(&text, "\n")) {
        }
    }
    if (line->sender.len > 0 && !is_stand_in(text)) {
        lp_buf_put(&c->said, text);
    }
    lp_chat_form(c);
}
