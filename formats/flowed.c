#include "formats/flowed.h"

/* Where in a line we are. */
enum {
    IN_QUOTES,
    IN_STUFFING,
    IN_SEPARATOR, /* while the line may be one */
    IN_TEXT,
};

static const uint8_t separator[] = {'-', '-', ' '};

#define SEPARATOR_LEN sizeof separator

static void
put(struct lp_flowed *f, struct lp_slice s)
{
    if (s.len > 0) {
        f->sink.text(f->sink.who, s);
    }
}

static void
put_str(struct lp_flowed *f, const char *text)
{
    put(f, lp_slice_str(text));
}

static void
put_quotes(struct lp_flowed *f)
{
    static const char many[] = ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>";
    const struct lp_slice all = lp_slice_str(many);
    uint64_t left = f->depth;

    while (left > 0) {
        size_t n = left < all.len ? (size_t)left : all.len;

        put(f, lp_slice_head(all, n));
        left -= n;
    }
    if (f->depth > 0) {
        put_str(f, " ");
    }
}

/* The marks of a line are known, and something of it comes out now. Where a
 * soft break meets other marks, or a signature, the paragraph ends (section
 * 4.5). */
static void
begin_line(struct lp_flowed *f, bool joins)
{
    if (f->soft && joins && f->depth == f->before) {
        return;
    }
    if (f->soft) {
        put_str(f, "\n");
    }
    put_quotes(f);
}

/* It was no separator. */
static void
leave_separator(struct lp_flowed *f)
{
    unsigned n = f->sign;

    begin_line(f, true);
    f->at = IN_TEXT;
    f->space = n == SEPARATOR_LEN;
    put(f, (struct lp_slice){separator, f->space ? n - 1 : n});
}

/* What is still held of the line. Returns whether it ends in a soft break. */
static bool
finish_line(struct lp_flowed *f)
{
    bool soft = false;

    if (f->at == IN_SEPARATOR && f->sign == SEPARATOR_LEN) {
        begin_line(f, false);
        put(f, (struct lp_slice){separator, SEPARATOR_LEN});
    } else if (f->at != IN_TEXT) {
        leave_separator(f);
    }
    if (f->at == IN_TEXT && f->space) {
        soft = true;
        put_str(f, f->delsp ? "" : " ");
    }
    return soft;
}

static void
end_line(struct lp_flowed *f)
{
    f->soft = finish_line(f);
    f->before = f->depth;
    if (!f->soft) {
        put_str(f, "\n");
    }
    f->at = IN_QUOTES;
    f->depth = 0;
    f->sign = 0;
    f->space = false;
}

/* The start of `s` belongs to the text of a line. Returns how much. */
static size_t
take_text(struct lp_flowed *f, struct lp_slice s)
{
    size_t n = 0;
    bool space;

    while (n < s.len && s.data[n] != '\n' && s.data[n] != '\r') {
        n++;
    }
    if (n > 0) {
        space = s.data[n - 1] == ' ';
        put_str(f, f->space ? " " : "");
        put(f, (struct lp_slice){s.data, space ? n - 1 : n});
        f->space = space;
    }
    return n;
}

/* A character before the text of a line. Returns whether it is used up. */
static bool
take_front(struct lp_flowed *f, uint8_t c)
{
    switch (f->at) {
    case IN_QUOTES:
        if (c == '>') {
            f->depth++;
            return true;
        }
        f->at = IN_STUFFING;
        return false;
    case IN_STUFFING:
        f->at = IN_SEPARATOR;
        return c == ' ';
    default:
        if (f->sign < SEPARATOR_LEN && c == separator[f->sign]) {
            f->sign++;
            return true;
        }
        leave_separator(f);
        return false;
    }
}

void
lp_flowed_feed(struct lp_flowed *f, struct lp_slice utf8)
{
    for (size_t i = 0; i < utf8.len;) {
        uint8_t c = utf8.data[i];

        if (c == '\n' || c == '\r') {
            if (c == '\r' || !f->cr) {
                end_line(f);
            }
            i++;
        } else if (f->at == IN_TEXT) {
            i += take_text(f, lp_slice_from(utf8, i));
        } else if (take_front(f, c)) {
            i++;
        }
        f->cr = c == '\r';
    }
}

void
lp_flowed_end(struct lp_flowed *f)
{
    if (f->at != IN_QUOTES || f->depth > 0) {
        (void)finish_line(f);
    }
}
