#include "formats/mail_hand.h"

#include <string.h>

enum lp_code
lp_mail_hand_why(const struct lp_mail_hand *h, struct lp_err *err)
{
    if (err != NULL) {
        *err = h->why;
    }
    return h->why.code;
}

enum lp_code
lp_mail_hand_peek(struct lp_mail_hand *h, struct lp_piece *out, bool *last,
                  struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (h->from < h->to) {
        *out = (struct lp_piece){.bytes = {h->held + h->from, h->to - h->from}};
        *last = h->feed.ended;
        return LP_OK;
    }
    if (h->broken) {
        *out = (struct lp_piece){0};
        return lp_mail_hand_why(h, err);
    }
    rc = lp_feed_peek(&h->feed, out, err);
    *last = rc == LP_OK && out->bytes.len == 0;
    return rc;
}

static void
hold(struct lp_mail_hand *h, size_t n)
{
    memcpy(h->held + h->to, h->feed.piece.bytes.data, n);
    h->to += n;
    lp_feed_took(&h->feed, n);
}

enum lp_code
lp_mail_hand_more(struct lp_mail_hand *h, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc;

    if (h->broken) {
        return LP_OK;
    }
    if (h->from == h->to) {
        h->from = 0;
        h->to = 0;
        if (h->feed.piece.bytes.len > sizeof h->held / 2) {
            return lp_fail(err, LP_E_USAGE, "more is in sight than two lines");
        }
        if (h->feed.piece.bytes.len > 0) {
            hold(h, h->feed.piece.bytes.len);
        }
    } else if (h->to > sizeof h->held - LP_MAIL_LINE_MAX) {
        memmove(h->held, h->held + h->from, h->to - h->from);
        h->to -= h->from;
        h->from = 0;
    }
    rc = lp_feed_peek(&h->feed, &p, &h->why);
    h->broken = rc != LP_OK;
    if (rc == LP_OK && p.bytes.len > 0) {
        /* Not a byte at a time, or a text of nothing but line ends would come
         * out in crumbs. */
        hold(h, lp_slice_head(p.bytes, LP_MAIL_LINE_MAX).len);
    }
    return LP_OK;
}

void
lp_mail_hand_took(struct lp_mail_hand *h, size_t n)
{
    if (h->from < h->to) {
        h->from += n;
    } else {
        lp_feed_took(&h->feed, n);
    }
}

uint64_t
lp_mail_hand_at(const struct lp_mail_hand *h)
{
    return h->feed.at - (h->to - h->from);
}

enum lp_mail_line
lp_mail_line(struct lp_slice s, bool last, size_t *text, size_t *len)
{
    size_t n = s.len < LP_MAIL_LINE_MAX ? s.len : LP_MAIL_LINE_MAX;
    const uint8_t *lf = n > 0 ? memchr(s.data, '\n', n) : NULL;
    size_t e = lf != NULL ? (size_t)(lf - s.data) : n;
    const uint8_t *cr = e > 0 ? memchr(s.data, '\r', e) : NULL;

    e = cr != NULL ? (size_t)(cr - s.data) : e;
    *text = e;
    *len = e;
    if (e == LP_MAIL_LINE_MAX) {
        return LP_MAIL_LINE_LONG;
    }
    if (e == s.len) {
        return last ? LP_MAIL_LINE_WHOLE : LP_MAIL_LINE_MORE;
    }
    *len = e + 1;
    if (s.data[e] == '\r') {
        if (*len == s.len) {
            return last ? LP_MAIL_LINE_WHOLE : LP_MAIL_LINE_MORE;
        }
        *len += s.data[*len] == '\n' ? 1 : 0;
    }
    return LP_MAIL_LINE_WHOLE;
}

size_t
lp_mail_line_end_before(struct lp_slice s, size_t at)
{
    if (at == 0 || (s.data[at - 1] != '\n' && s.data[at - 1] != '\r')) {
        return 0;
    }
    return s.data[at - 1] == '\n' && at > 1 && s.data[at - 2] == '\r' ? 2 : 1;
}

size_t
lp_mail_blank_before(struct lp_slice s, size_t at, bool begins)
{
    size_t n = lp_mail_line_end_before(s, at);
    bool blank = n < at ? lp_mail_line_end_before(s, at - n) > 0 : begins;

    return blank ? n : 0;
}

enum lp_code
lp_mail_hand_message(const struct lp_mail_hand *h, uint64_t nth,
                     struct lp_buf *name, struct lp_after *after,
                     struct lp_entry *e, struct lp_err *err)
{
    lp_buf_clear(name);
    lp_buf_printf(name, "message %llu", (unsigned long long)nth);
    e->role = LP_ROLE_MESSAGE;
    e->kind = LP_KIND_MESSAGE;
    e->name = lp_buf_slice(name);
    e->front = lp_mail_hand_at(h);
    e->has_span = true;
    e->span_at = e->front;
    *after = (struct lp_after){.end = e->front};
    e->after = after;
    return lp_buf_check(name, err);
}
