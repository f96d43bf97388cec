#include "formats/read_mbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "formats/from_find.h"
#include "formats/mail_hand.h"
#include "formats/mbox_from.h"
#include "formats/mbox_length.h"

/* So many bytes may stand before the first line. */
#define LEAD_MAX 1024
#define MARK ((size_t)3) /* a byte order mark */

struct mbox {
    struct lp_mail_hand hand;
    struct lp_findings *found;
    const struct lp_limits *limits;
    struct lp_mbox_length length; /* what the message at hand says of itself */
    uint64_t entries;
    bool begins;  /* the next byte is the first of a line */
    size_t clear; /* so many bytes in sight are of the message at hand */
    size_t gap;   /* behind them: the blank line and the `From ` line ... */
    bool next;    /* ... if another message follows */
    bool open;    /* the message at hand goes on */
    struct lp_after after;
    struct lp_buf name;
    struct lp_err why; /* once something failed, it stays so */
};

static enum lp_code
answer(const struct mbox *m, struct lp_err *err)
{
    if (m->why.code != LP_OK && err != NULL) {
        *err = m->why;
    }
    return m->why.code;
}

static size_t
blank_before(const struct mbox *m, struct lp_slice s, size_t at)
{
    return lp_mail_blank_before(s, at, m->begins);
}

/* How many bytes at the end of `s` can only be judged with what follows: a
 * blank line, half of a line's end, or the beginning of a `From ` line. */
static size_t
undecided(const struct mbox *m, struct lp_slice s)
{
    static const char from[] = "From ";
    size_t n = s.len < 4 ? s.len : 4;
    size_t blank;

    while (n > 0 && memcmp(s.data + s.len - n, from, n) != 0) {
        n--;
    }
    blank = blank_before(m, s, s.len - n);
    if (blank > 0 ||
        (n > 0 && lp_mbox_length_is(&m->length,
                                    lp_mail_hand_at(&m->hand) + s.len - n))) {
        return n + blank;
    }
    return n == 0 && s.len > 0 && s.data[s.len - 1] == '\r' ? 1 : 0;
}

/* Whether the line at the head of `s` is a `From ` line, with its length. */
static bool
judge(struct lp_slice s, bool last, size_t *len, bool *more)
{
    size_t text;

    switch (lp_mail_line(s, last, &text, len)) {
    case LP_MAIL_LINE_MORE:
        *more = true;
        return false;
    case LP_MAIL_LINE_WHOLE:
        return lp_mbox_from(lp_slice_head(s, text));
    default:
        return false;
    }
}

/* What editors and exports put before the first `From ` line: a byte order mark
 * of UTF-8, and blank lines. */
static size_t
lead(struct lp_slice s)
{
    size_t i = lp_slice_begins(s, lp_slice_str("\xef\xbb\xbf")) ? MARK : 0;

    while (i < s.len && i < LEAD_MAX &&
           (s.data[i] == '\n' || s.data[i] == '\r')) {
        i++;
    }
    return i;
}

/* A `From ` line, or the end, with the line's end before it: if that is where a
 * message says that it ends, and it was cut elsewhere, there are two mailboxes
 * in one. */
static void
meet(struct mbox *m, uint64_t at, size_t before, bool cut)
{
    if (lp_mbox_length_meets(&m->length, at, before, cut)) {
        lp_findings_add(m->found, LP_RULE_MBOX_LENGTH, m->length.cut_at);
    }
}

static bool
starts_line(const struct mbox *m, struct lp_slice s, size_t at)
{
    return at == 0 ? m->begins : lp_mail_line_end_before(s, at) > 0;
}

/* Sets m->clear to what can be given of `s`. False if that is nothing because
 * more must be seen. */
static bool
scan(struct mbox *m, struct lp_slice s, bool last)
{
    uint64_t here = lp_mail_hand_at(&m->hand);
    const uint8_t *hit;
    size_t at = 0;

    m->gap = 0;
    m->next = false;
    while ((hit = lp_from_find(s, at)) != NULL) {
        size_t len = 0;
        bool more = false;
        size_t blank;

        at = (size_t)(hit - s.data);
        blank = blank_before(m, s, at);
        if (blank == 0 && lp_mbox_length_is(&m->length, here + at) &&
            starts_line(m, s, at) &&
            judge(lp_slice_from(s, at), last, &len, &more)) {
            meet(m, here + at, 0, false);
        }
        if (blank > 0 && judge(lp_slice_from(s, at), last, &len, &more)) {
            meet(m, here + at, blank, true);
            m->clear = at - blank;
            m->gap = blank + len;
            m->next = true;
            return true;
        }
        if (more) {
            m->clear = at - blank;
            return m->clear > 0;
        }
        at += 5;
    }
    if (last) {
        m->gap = blank_before(m, s, s.len);
        meet(m, here + s.len, m->gap, true);
        m->clear = s.len - m->gap;
        return true;
    }
    m->clear = s.len - undecided(m, s);
    return m->clear > 0;
}

static void
took(struct mbox *m, struct lp_slice s, size_t n)
{
    if (n > 0) {
        m->begins = s.data[n - 1] == '\n' || s.data[n - 1] == '\r';
        lp_mail_hand_took(&m->hand, n);
    }
}

/* The next bytes of the message at hand; none at its end. */
static enum lp_code
take_piece(struct mbox *m, struct lp_piece *out, struct lp_err *err)
{
    bool last = false;
    enum lp_code rc;

    m->clear = 0;
    m->next = false;
    LP_TRY(lp_mail_hand_peek(&m->hand, out, &last, err));
    lp_mbox_length_feed(&m->length, out->bytes, lp_mail_hand_at(&m->hand));
    while (out->bytes.len > 0 && !scan(m, out->bytes, last)) {
        LP_TRY(lp_mail_hand_more(&m->hand, err));
        LP_TRY(lp_mail_hand_peek(&m->hand, out, &last, err));
        lp_mbox_length_feed(&m->length, out->bytes, lp_mail_hand_at(&m->hand));
        if (m->hand.broken) {
            m->clear = out->bytes.len;
            break;
        }
    }
    if (out->bytes.len == 0) {
        meet(m, lp_mail_hand_at(&m->hand), 0, true);
    }
    took(m, out->bytes, m->clear);
    out->bytes = lp_slice_head(out->bytes, m->clear);
    m->open = m->clear > 0;
    m->after.end = lp_mail_hand_at(&m->hand);

done:
    return rc;
}

static enum lp_code
body_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct mbox *m = s->self;

    if (m->why.code == LP_OK && m->open) {
        m->why.code = take_piece(m, out, &m->why);
    }
    return answer(m, err);
}

static const struct lp_source_ops body_ops = {.pull = body_pull};

static enum lp_code
step(struct mbox *m, struct lp_entry *e, bool *end, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc = LP_OK;

    while (m->open) {
        LP_TRY(take_piece(m, &p, err));
    }
    if (!m->next) {
        *end = true;
        return LP_OK;
    }
    if (++m->entries > m->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES,
                          lp_mail_hand_at(&m->hand),
                          "mbox: more messages than the limit");
    }
    lp_mail_hand_took(&m->hand, m->gap);
    lp_mbox_length_begin(&m->length, lp_mail_hand_at(&m->hand));
    m->begins = true;
    m->open = true;
    m->next = false;
    rc =
        lp_mail_hand_message(&m->hand, m->entries, &m->name, &m->after, e, err);

done:
    return rc;
}

static enum lp_code
mbox_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
          bool *end, struct lp_err *err)
{
    struct mbox *m = r->state;

    if (m->why.code == LP_OK) {
        m->why.code = step(m, entry, end, &m->why);
    }
    if (m->why.code == LP_OK && !*end) {
        *body = (struct lp_source){.ops = &body_ops, .self = m};
    }
    return answer(m, err);
}

/* Sees what the first line is. What begins otherwise begins with a message all
 * the same: nothing is passed over. */
static enum lp_code
first_line(struct mbox *m, struct lp_err *err)
{
    struct lp_piece p;
    bool last = false;
    bool more;
    enum lp_code rc;

    do {
        size_t before;

        more = false;
        m->gap = 0;
        LP_TRY(lp_mail_hand_peek(&m->hand, &p, &last, err));
        before = lead(p.bytes);
        if (judge(lp_slice_from(p.bytes, before), last, &m->gap, &more)) {
            m->gap += before;
        } else {
            m->gap = 0;
        }
        more = more || (p.bytes.len > 0 && p.bytes.len < MARK && !last);
        if (more) {
            LP_TRY(lp_mail_hand_more(&m->hand, err));
        }
        if (more && m->hand.broken) {
            return lp_mail_hand_why(&m->hand, err);
        }
    } while (more);
    m->next = p.bytes.len > 0;

done:
    return rc;
}

static enum lp_code
mbox_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct mbox *m = calloc(1, sizeof *m);

    if (m == NULL) {
        return lp_no_memory(err);
    }
    r->state = m;
    m->limits = in->limits;
    m->found = &r->found;
    m->hand.feed.from = in->stream;
    return first_line(m, err);
}

static void
mbox_release(struct lp_reader *r)
{
    struct mbox *m = r->state;

    if (m != NULL) {
        lp_buf_release(&m->name);
        free(m);
    }
    r->state = NULL;
}

static unsigned
mbox_bid(struct lp_slice head)
{
    struct lp_slice first = lp_slice_from(head, lead(head));
    size_t len;
    bool more = false;

    return lp_slice_begins(first, lp_slice_str("From ")) &&
                   judge(first, true, &len, &more)
               ? 100
               : 0;
}

const struct lp_reader_ops lp_read_mbox = {
    .name = "mbox-3",
    .kind = LP_KIND_MBOX,
    .access = LP_ACCESS_STREAM,
    .spread = true,
    .bid = mbox_bid,
    .open = mbox_open,
    .next = mbox_next,
    .release = mbox_release,
};
