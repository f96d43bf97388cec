#include "formats/read_emlx.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "formats/mail_head.h"

#define DIGITS_MAX 15
#define LINE_MAX 64

struct emlx {
    struct lp_feed feed;
    struct lp_findings *found;
    const struct lp_limits *limits;
    uint64_t size;
    uint64_t left; /* of the message */
    bool given;
    struct lp_after after;
    struct lp_buf list;
};

/* The number at the head of `s`, and how long its line is; 0: there is none. */
static size_t
read_line(struct lp_slice s, uint64_t *number)
{
    uint64_t n = 0;
    size_t i = 0;

    while (i < s.len && s.data[i] >= '0' && s.data[i] <= '9') {
        n = n * 10 + (unsigned)(s.data[i] - '0');
        if (++i > DIGITS_MAX) {
            return 0;
        }
    }
    if (i == 0) {
        return 0;
    }
    while (i < s.len && (s.data[i] == ' ' || s.data[i] == '\t')) {
        i++;
    }
    if (i < s.len && s.data[i] == '\r') {
        i++;
    }
    *number = n;
    return i < s.len && i < LINE_MAX && s.data[i] == '\n' ? i + 1 : 0;
}

static enum lp_code
body_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct emlx *m = s->self;
    enum lp_code rc;

    if (m->left == 0) {
        return LP_OK;
    }
    LP_TRY(lp_feed_peek(&m->feed, out, err));
    if (out->bytes.len == 0) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, m->feed.at,
                          "emlx: ends before its message does");
    }
    if (out->bytes.len > m->left) {
        out->bytes.len = (size_t)m->left;
    }
    m->left -= out->bytes.len;
    lp_feed_took(&m->feed, out->bytes.len);
    m->after.end = m->feed.at;

done:
    return rc;
}

static const struct lp_source_ops body_ops = {.pull = body_pull};

static struct lp_slice
without_blanks(struct lp_slice s)
{
    while (s.len > 0 && strchr(" \t\r\n", s.data[0]) != NULL &&
           s.data[0] != 0) {
        s = lp_slice_from(s, 1);
    }
    return s;
}

/* Whether `s` is one property list in XML, as far as its two ends tell, or
 * nothing. */
static bool
is_list(struct lp_slice s)
{
    static const char close[] = "</plist>";
    static const char *const opens[] = {"<?xml ", "<!DOCTYPE plist", "<plist"};
    bool opened = false;

    s = without_blanks(s);
    for (size_t i = 0; i < sizeof opens / sizeof opens[0]; i++) {
        opened = opened || lp_slice_begins(s, lp_slice_str(opens[i]));
    }
    if (!opened) {
        return s.len == 0;
    }
    while (s.len > 0 && !lp_slice_begins(s, lp_slice_str(close))) {
        s = lp_slice_from(s, 1);
    }
    return s.len > 0 &&
           without_blanks(lp_slice_from(s, sizeof close - 1)).len == 0;
}

/* What stands behind the message. */
static enum lp_code
take_list(struct emlx *m, struct lp_err *err)
{
    uint64_t at = m->feed.at;
    struct lp_piece p;
    bool over = false;
    enum lp_code rc;

    do {
        LP_TRY(lp_feed_peek(&m->feed, &p, err));
        over = over || p.bytes.len > m->limits->header - m->list.len;
        if (!over) {
            lp_buf_put(&m->list, p.bytes);
        }
        lp_feed_took(&m->feed, p.bytes.len);
    } while (p.bytes.len > 0);
    LP_TRY(lp_buf_check(&m->list, err));
    if (over || !is_list(lp_buf_slice(&m->list))) {
        lp_findings_add(m->found, LP_RULE_EMLX_TAIL, at);
    }

done:
    return rc;
}

static unsigned
emlx_bid(struct lp_slice head)
{
    uint64_t size;
    size_t n = read_line(head, &size);
    size_t most = head.len >= LP_HEAD_MAX ? head.len - n : LP_HEAD_MAX;

    head = lp_slice_from(head, n);
    return n > 0 && size > 0 && lp_mail_head_bid(head, most) > 0 ? 24 : 0;
}

static enum lp_code
emlx_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct emlx *m = calloc(1, sizeof *m);
    uint8_t line[LINE_MAX] = {0};
    size_t n = 0;
    size_t got = 1;
    enum lp_code rc;

    if (m == NULL) {
        return lp_no_memory(err);
    }
    r->state = m;
    m->limits = in->limits;
    m->found = &r->found;
    m->feed.from = in->stream;
    do {
        LP_TRY(lp_feed_copy(&m->feed, line + n, 1, &got, err));
        n += got;
    } while (got > 0 && line[n - 1] != '\n' && n < sizeof line);
    if (read_line((struct lp_slice){line, n}, &m->size) == 0) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, 0,
                          "emlx: the first line is no number");
    }
    m->left = m->size;

done:
    return rc;
}

static enum lp_code
emlx_next(struct lp_reader *r, struct lp_entry *e, struct lp_source *body,
          bool *end, struct lp_err *err)
{
    struct emlx *m = r->state;
    struct lp_source rest = {.ops = &body_ops, .self = m};
    struct lp_piece p = {0};
    enum lp_code rc = LP_OK;

    if (!m->given) {
        m->given = true;
        e->role = LP_ROLE_MESSAGE;
        e->kind = LP_KIND_MESSAGE;
        e->name = lp_slice_str("message 1");
        e->has_size = true;
        e->size = m->size;
        e->packed = m->size;
        e->front = m->feed.at;
        e->has_span = true;
        e->span_at = e->front;
        m->after = (struct lp_after){.end = e->front};
        e->after = &m->after;
        *body = rest;
        return LP_OK;
    }
    while (m->left > 0) {
        LP_TRY(lp_source_pull(&rest, &p, err));
    }
    LP_TRY(take_list(m, err));
    *end = true;

done:
    return rc;
}

static void
emlx_release(struct lp_reader *r)
{
    struct emlx *m = r->state;

    if (m != NULL) {
        lp_buf_release(&m->list);
        free(m);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_emlx = {
    .name = "emlx-1",
    .kind = LP_KIND_EMLX,
    .access = LP_ACCESS_STREAM,
    .bid = emlx_bid,
    .open = emlx_open,
    .next = emlx_next,
    .release = emlx_release,
};
