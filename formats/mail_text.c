#include "formats/mail_text.h"

#include <string.h>

static const char from[] = "From ";
#define FROM_LEN (sizeof from - 1)

/* Most lines are shorter. */
#define LINE_FEW ((size_t)256)

/* The newlines before what comes now are not the last. */
static void
put_lines(struct lp_mail_text *t, struct lp_buf *to)
{
    uint8_t *room = t->lines == 0 ? NULL : lp_buf_room(to, t->lines);

    if (room != NULL) {
        memset(room, '\n', t->lines);
        to->len += t->lines;
    }
    t->lines = 0;
}

/* ... nor are the blanks. */
static void
put_blanks(struct lp_mail_text *t, struct lp_buf *to)
{
    put_lines(t, to);
    lp_buf_put(to, lp_buf_slice(&t->blanks));
    lp_buf_clear(&t->blanks);
}

/* What was held back at the start of the line is no quoted From. */
static void
put_quotes(struct lp_mail_text *t, struct lp_buf *to)
{
    if (t->quotes + t->matched > 0) {
        put_lines(t, to);
    }
    for (; t->quotes > 0; t->quotes--) {
        lp_buf_byte(to, '>');
    }
    lp_buf_put(to, (struct lp_slice){(const uint8_t *)from, t->matched});
    t->matched = 0;
}

static void
end_line(struct lp_mail_text *t, struct lp_buf *to)
{
    if (!t->within) {
        put_quotes(t, to);
    }
    lp_buf_clear(&t->blanks);
    t->within = false;
    t->lines++;
    if (t->lines == LP_MAIL_TEXT_HELD) {
        put_lines(t, to);
    }
}

/* A byte at the start of a line, which is of a quoted From so far; false if it
 * is not any more. */
static bool
may_quote(struct lp_mail_text *t, uint8_t byte, struct lp_buf *to)
{
    if (byte == '>' && t->matched == 0 && t->quotes < LP_MAIL_TEXT_HELD) {
        t->quotes++;
        return true;
    }
    if (byte != (uint8_t)from[t->matched]) {
        return false;
    }
    t->matched++;
    if (t->matched == FROM_LEN) {
        t->quotes = 0;
        /* Its blank may be the last of the line. */
        t->matched--;
        put_quotes(t, to);
        lp_buf_byte(&t->blanks, ' ');
        t->within = true;
    }
    return true;
}

/* Bytes within a line: all but the blanks behind them are certain. */
static void
take_run(struct lp_mail_text *t, struct lp_slice run, struct lp_buf *to)
{
    size_t n = run.len;

    while (n > 0 && (run.data[n - 1] == ' ' || run.data[n - 1] == '\t')) {
        n--;
    }
    if (n > 0) {
        put_blanks(t, to);
        lp_buf_put(to, lp_slice_head(run, n));
    }
    run = lp_slice_from(run, n);
    while (t->blanks.len + run.len >= LP_MAIL_TEXT_HELD) {
        n = LP_MAIL_TEXT_HELD - t->blanks.len;
        put_blanks(t, to);
        lp_buf_put(to, lp_slice_head(run, n));
        run = lp_slice_from(run, n);
    }
    lp_buf_put(&t->blanks, run);
}

static void
take_byte(struct lp_mail_text *t, uint8_t byte, struct lp_buf *to)
{
    if (byte == '\n' || byte == '\r') {
        end_line(t, to);
    } else if (!t->within && may_quote(t, byte, to)) {
        return;
    } else {
        if (!t->within) {
            put_quotes(t, to);
            t->within = true;
        }
        take_run(t, (struct lp_slice){&byte, 1}, to);
    }
}

/* How many bytes come before the end of the line, of the next few: where lines
 * end in CR alone, all of them would be searched for LF again and again. */
static size_t
line_run(struct lp_slice s)
{
    size_t few = s.len < LINE_FEW ? s.len : LINE_FEW;
    const uint8_t *end = memchr(s.data, '\n', few);
    size_t n = end == NULL ? few : (size_t)(end - s.data);
    const uint8_t *cr = memchr(s.data, '\r', n);

    return cr == NULL ? n : (size_t)(cr - s.data);
}

void
lp_mail_text_feed(struct lp_mail_text *t, struct lp_slice utf8,
                  struct lp_buf *to)
{
    while (utf8.len > 0) {
        size_t n = t->within ? line_run(utf8) : 0;

        if (n > 0) {
            take_run(t, lp_slice_head(utf8, n), to);
        } else {
            n = 1;
            if (!t->cr || utf8.data[0] != '\n') {
                take_byte(t, utf8.data[0], to);
            }
        }
        t->cr = utf8.data[n - 1] == '\r';
        utf8 = lp_slice_from(utf8, n);
    }
}

void
lp_mail_text_end(struct lp_mail_text *t, struct lp_buf *to)
{
    if (!t->within) {
        put_quotes(t, to);
    }
}

void
lp_mail_text_release(struct lp_mail_text *t)
{
    lp_buf_release(&t->blanks);
    *t = (struct lp_mail_text){0};
}
