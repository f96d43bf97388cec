#include <stdlib.h>
#include <string.h>

#include "base/source.h"
#include "formats/chat_line.h"
#include "formats/read_chat.h"

/* So many of the first messages must look alike for a bid. */
#define ALIKE 2

struct text {
    struct lp_feed feed;
    const struct lp_limits *limits;
    enum lp_chat_order order;
    struct lp_buf seen; /* what was pulled and not yet given */
    size_t pos;         /* in `seen`: where the next message begins ... */
    uint64_t at;        /* ... and in the export */
    bool ended;
    struct lp_err broke; /* ... because the bytes failed */
    struct lp_chat chat;
    struct lp_buf name;
    struct lp_after after;
    uint64_t entries;
    struct lp_err why; /* once something failed, it stays so */
};

static struct lp_slice
sight(const struct text *t)
{
    return lp_slice_from(lp_buf_slice(&t->seen), t->pos);
}

/* See more. */
static enum lp_code
fill(struct text *t, struct lp_err *err)
{
    struct lp_piece p = {0};

    if (t->pos > 0) {
        memmove(t->seen.data, t->seen.data + t->pos, t->seen.len - t->pos);
        t->seen.len -= t->pos;
        t->pos = 0;
    }
    t->broke.code = lp_feed_peek(&t->feed, &p, &t->broke);
    t->ended = t->broke.code != LP_OK || p.bytes.len == 0;
    if (!t->ended) {
        lp_buf_put(&t->seen, p.bytes);
        lp_feed_took(&t->feed, p.bytes.len);
    }
    return lp_buf_check(&t->seen, err);
}

/* The length of the first line of `s`, with its end; all if none shows. */
static size_t
line_len(struct lp_slice s, bool *whole)
{
    const uint8_t *lf = s.len == 0 ? NULL : memchr(s.data, '\n', s.len);

    *whole = lf != NULL;
    return lf == NULL ? s.len : (size_t)(lf - s.data) + 1;
}

/* How long the message in sight is, with its last line's end. */
static enum lp_code
measure(struct text *t, size_t *len, struct lp_err *err)
{
    struct lp_chat_line head;
    size_t at = 0;
    bool whole;
    enum lp_code rc = LP_OK;

    for (;;) {
        struct lp_slice s = lp_slice_from(sight(t), at);
        size_t n = line_len(s, &whole);

        if (at + n > t->limits->header) {
            return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_HEADER, t->at,
                              "chat: a message is longer than the limit");
        }
        if (!whole && !t->ended) {
            LP_TRY(fill(t, err));
            continue;
        }
        if (s.len == 0 && t->broke.code != LP_OK) {
            *err = t->broke; /* of the message in sight more may follow */
            return t->broke.code;
        }
        if (s.len == 0 ||
            (at > 0 && lp_chat_line(&head, lp_slice_head(s, n)))) {
            *len = at;
            return LP_OK;
        }
        at += n;
    }

done:
    return rc;
}

static enum lp_code
step(struct text *t, struct lp_entry *e, bool *end, struct lp_slice *message,
     struct lp_err *err)
{
    struct lp_chat_line line;
    size_t len = 0;
    size_t n;
    bool whole;
    enum lp_code rc;

    LP_TRY(measure(t, &len, err));
    *end = len == 0;
    if (*end) {
        return LP_OK;
    }
    if (++t->entries > t->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, t->at,
                          "chat: more messages than the limit");
    }
    *message = lp_slice_head(sight(t), len);
    n = line_len(*message, &whole);
    lp_chat_clear(&t->chat);
    if (lp_chat_line(&line, lp_slice_head(*message, n))) {
        lp_chat_lines(&t->chat, &line, *message, t->order);
    }
    LP_TRY(lp_chat_check(&t->chat, err));
    LP_TRY(lp_chat_entry(e, &t->chat, t->entries, &t->name, err));
    for (unsigned i = 0; i < 2 && message->len > 0; i++) {
        if (message->data[message->len - 1] == (i == 0 ? '\n' : '\r')) {
            message->len--;
        }
    }
    e->has_size = true;
    e->size = message->len;
    e->packed = len;
    e->span_at = t->at;
    t->after = (struct lp_after){.end = t->at + message->len};
    e->after = &t->after;
    t->at += len;
    t->pos += len;
    e->front = t->at;

done:
    return rc;
}

static enum lp_code
text_next(struct lp_reader *reader, struct lp_entry *entry,
          struct lp_source *body, bool *end, struct lp_err *err)
{
    struct text *t = reader->state;
    struct lp_slice message = {0};

    if (t->why.code == LP_OK) {
        t->why.code = step(t, entry, end, &message, &t->why);
    }
    if (t->why.code == LP_OK && !*end) {
        return lp_source_bytes(body, message, NULL, err);
    }
    if (t->why.code != LP_OK) {
        *err = t->why;
    }
    return t->why.code;
}

/* What the dates among the first bytes say of their order. */
static enum lp_chat_order
order_of(struct lp_slice head, bool all)
{
    enum lp_chat_order order = LP_CHAT_ORDER_OPEN;
    struct lp_chat_line line;
    bool whole = true;

    while (head.len > 0) {
        size_t n = line_len(head, &whole);

        if ((whole || all) && lp_chat_line(&line, lp_slice_head(head, n))) {
            order = lp_chat_line_order(order, &line);
        }
        head = lp_slice_from(head, n);
    }
    return order;
}

static enum lp_code
text_open(struct lp_reader *reader, const struct lp_input *in,
          struct lp_err *err)
{
    struct text *t = calloc(1, sizeof *t);
    enum lp_code rc = LP_OK;

    if (t == NULL) {
        return lp_no_memory(err);
    }
    reader->state = t;
    t->limits = in->limits;
    t->feed.from = in->stream;
    while (!t->ended && t->seen.len < LP_HEAD_MAX) {
        LP_TRY(fill(t, err));
    }
    t->order = order_of(
        lp_slice_head(lp_buf_slice(&t->seen),
                      t->seen.len < LP_HEAD_MAX ? t->seen.len : LP_HEAD_MAX),
        t->seen.len <= LP_HEAD_MAX);

done:
    return rc;
}

static void
text_release(struct lp_reader *reader)
{
    struct text *t = reader->state;

    if (t != NULL) {
        lp_buf_release(&t->seen);
        lp_buf_release(&t->name);
        lp_chat_release(&t->chat);
        free(t);
    }
    reader->state = NULL;
}

static unsigned
text_bid(struct lp_slice head)
{
    struct lp_chat_line first;
    struct lp_chat_line line;
    unsigned alike = 1;
    unsigned spoken;
    bool whole;
    size_t n = line_len(head, &whole);

    if (!lp_chat_line(&first, lp_slice_head(head, n))) {
        return 0;
    }
    spoken = first.sender.len > 0 ? 1 : 0;
    for (head = lp_slice_from(head, n); head.len > 0;
         head = lp_slice_from(head, n)) {
        n = line_len(head, &whole);
        if (lp_chat_line(&line, lp_slice_head(head, n)) &&
            line.bracket == first.bracket &&
            line.year_first == first.year_first) {
            alike++;
            spoken += line.sender.len > 0 ? 1 : 0;
        }
    }
    return alike >= ALIKE && spoken > 0 ? 50 : 0;
}

const struct lp_reader_ops lp_read_chat_text = {
    .name = "chat-text-1",
    .kind = LP_KIND_CHAT,
    .access = LP_ACCESS_STREAM,
    .spread = true,
    .bid = text_bid,
    .open = text_open,
    .next = text_next,
    .release = text_release,
};
