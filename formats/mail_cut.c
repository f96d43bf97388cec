#include "formats/mail_cut.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

/* So much text around parts is more than a line for old mail programs, or
 * what a mailing list writes under a message. */
#define OUTSIDE_MAX 1024

uint64_t
lp_mail_cut_at(const struct lp_mail_cut *c)
{
    return lp_mail_hand_at(&c->hand);
}

static size_t
without_blanks(const uint8_t *data, size_t n)
{
    while (n > 0 && (data[n - 1] == ' ' || data[n - 1] == '\t')) {
        n--;
    }
    return n;
}

static struct lp_slice
mark(const struct lp_mail_cut *c, unsigned level)
{
    return (struct lp_slice){c->marks[level - 1].data, c->marks[level - 1].len};
}

/* Which open boundary the text of a line is the delimiter of. The innermost
 * comes first: its parts are what stands here. */
static bool
matches(struct lp_mail_cut *c, struct lp_slice text)
{
    struct lp_slice rest;

    if (!lp_slice_begins(text, lp_slice_str("--"))) {
        return false;
    }
    text.len = without_blanks(text.data, text.len);
    text = lp_slice_from(text, 2);
    for (unsigned level = c->open; level > 0; level--) {
        struct lp_slice m = mark(c, level);

        if (lp_slice_begins(text, m)) {
            rest = lp_slice_from(text, m.len);
            rest.len = without_blanks(rest.data, rest.len);
            if (rest.len == 0 || lp_slice_is(rest, "--")) {
                c->met.level = level;
                c->met.closes = rest.len > 0;
                return true;
            }
        }
    }
    return false;
}

enum verdict {
    NONE,
    DELIMITER,
    UNKNOWN, /* not before more is in sight */
};

/* Judge the line at the head of `s`; sets c->met for a delimiter. */
static enum verdict
judge(struct lp_mail_cut *c, struct lp_slice s, bool last)
{
    size_t text;
    size_t len;

    if (c->open == 0 || s.data[0] != '-' || (s.len > 1 && s.data[1] != '-')) {
        return NONE;
    }
    switch (lp_mail_line(s, last, &text, &len)) {
    case LP_MAIL_LINE_MORE:
        return UNKNOWN;
    case LP_MAIL_LINE_LONG:
        return NONE;
    default:
        c->met.len = len;
        return matches(c, lp_slice_head(s, text)) ? DELIMITER : NONE;
    }
}

/* The end of a run of dashes: none but its first can begin a line. */
static size_t
after_dashes(struct lp_slice s, size_t at)
{
    while (at < s.len && s.data[at] == '-') {
        at++;
    }
    return at;
}

/* Sets c->clear to what can be given of `s`. False if that is nothing because
 * more must be seen; c->met.len is not 0 if a delimiter follows. */
static bool
scan(struct lp_mail_cut *c, struct lp_slice s, bool last)
{
    size_t at = 0;

    c->met = (struct lp_mail_met){0};
    while (at < s.len) {
        const uint8_t *dash = memchr(s.data + at, '-', s.len - at);
        enum verdict v = NONE;
        size_t end;

        if (dash == NULL) {
            break;
        }
        at = (size_t)(dash - s.data);
        end = lp_mail_line_end_before(s, at);
        if (end > 0 || (at == 0 && c->begins)) {
            v = judge(c, lp_slice_from(s, at), last);
        }
        if (v != NONE) {
            c->clear = at - end;
            c->met.len += v == DELIMITER ? end : 0;
            return c->clear > 0 || v == DELIMITER;
        }
        at = after_dashes(s, at);
    }
    /* A delimiter may follow the last line's end. */
    c->clear = s.len;
    if (!last && c->open > 0) {
        c->clear -= lp_mail_line_end_before(s, s.len);
    }
    return c->clear > 0 || last;
}

enum lp_code
lp_mail_cut_peek(struct lp_mail_cut *c, struct lp_piece *out,
                 struct lp_err *err)
{
    bool last = false;
    bool seen = c->clear > 0;
    enum lp_code rc;

    LP_TRY(lp_mail_hand_peek(&c->hand, out, &last, err));
    while (!seen && out->bytes.len > 0) {
        seen = scan(c, out->bytes, last);
        if (!seen) {
            LP_TRY(lp_mail_hand_more(&c->hand, err));
            LP_TRY(lp_mail_hand_peek(&c->hand, out, &last, err));
        }
        if (!seen && c->hand.broken) {
            c->met = (struct lp_mail_met){0};
            c->clear = out->bytes.len;
            seen = true;
        }
    }
    if (out->bytes.len == 0) {
        c->met = (struct lp_mail_met){0};
    }
    out->bytes = lp_slice_head(out->bytes, c->clear);

done:
    return rc;
}

void
lp_mail_cut_took(struct lp_mail_cut *c, size_t n)
{
    const struct lp_mail_hand *h = &c->hand;
    const uint8_t *from =
        h->from < h->to ? h->held + h->from : h->feed.piece.bytes.data;

    if (n > 0) {
        c->begins = from[n - 1] == '\n' || from[n - 1] == '\r';
        c->clear -= n < c->clear ? n : c->clear;
        lp_mail_hand_took(&c->hand, n);
    }
}

enum lp_code
lp_mail_cut_line(struct lp_mail_cut *c, struct lp_slice *line, size_t *text,
                 struct lp_err *err)
{
    struct lp_piece p;
    bool last = false;
    size_t len = 0;
    enum lp_code rc;

    *line = (struct lp_slice){0};
    *text = 0;
    LP_TRY(lp_mail_hand_peek(&c->hand, &p, &last, err));
    while (p.bytes.len > 0 &&
           lp_mail_line(p.bytes, last, text, &len) == LP_MAIL_LINE_MORE) {
        LP_TRY(lp_mail_hand_more(&c->hand, err));
        if (c->hand.broken) {
            return lp_mail_hand_why(&c->hand, err);
        }
        LP_TRY(lp_mail_hand_peek(&c->hand, &p, &last, err));
    }
    c->met = (struct lp_mail_met){0};
    if (p.bytes.len > 0 &&
        (!c->begins || judge(c, p.bytes, last) != DELIMITER)) {
        *line = lp_slice_head(p.bytes, len);
    }

done:
    return rc;
}

void
lp_mail_cut_pass(struct lp_mail_cut *c)
{
    lp_mail_hand_took(&c->hand, c->met.len);
    c->begins = true;
    c->clear = 0;
    c->met = (struct lp_mail_met){0};
}

enum lp_code
lp_mail_cut_skip(struct lp_mail_cut *c, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc;

    do {
        rc = lp_mail_cut_peek(c, &p, err);
        lp_mail_cut_took(c, rc == LP_OK ? p.bytes.len : 0);
    } while (rc == LP_OK && p.bytes.len > 0);
    return rc;
}

enum lp_code
lp_mail_cut_outside(struct lp_mail_cut *c, bool *much, struct lp_err *err)
{
    struct lp_slice field = lp_slice_str("content-");
    size_t said = 0;
    struct lp_slice line;
    size_t text;
    enum lp_code rc;

    *much = false;
    for (;;) {
        LP_TRY(lp_mail_cut_line(c, &line, &text, err));
        if (line.len == 0) {
            break;
        }
        said += said > OUTSIDE_MAX ? 0 : text;
        *much = *much || said > OUTSIDE_MAX ||
                (text > field.len &&
                 strncasecmp((const char *)line.data, (const char *)field.data,
                             field.len) == 0);
        lp_mail_cut_took(c, line.len);
    }

done:
    return rc;
}

enum lp_code
lp_mail_cut_open(struct lp_mail_cut *c, struct lp_slice boundary,
                 struct lp_err *err)
{
    struct lp_mail_mark *grown =
        lp_mem_grow(c->marks, c->open, &c->cap, sizeof *c->marks);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    c->marks = grown;
    c->marks[c->open].len = (uint8_t)boundary.len;
    memcpy(c->marks[c->open].data, boundary.data, boundary.len);
    c->open++;
    c->clear = 0;
    return LP_OK;
}

void
lp_mail_cut_close(struct lp_mail_cut *c, unsigned levels)
{
    c->open = levels;
    c->clear = 0;
}

void
lp_mail_cut_release(struct lp_mail_cut *c)
{
    free(c->marks);
    *c = (struct lp_mail_cut){0};
}
