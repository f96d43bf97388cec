#include "formats/read_mmdf.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "formats/mail_hand.h"
#include "formats/mbox_from.h"

#define MARK "\1\1\1\1"
#define MARK_LEN (sizeof MARK - 1)

struct mmdf {
    struct lp_mail_hand hand;
    struct lp_findings *found;
    const struct lp_limits *limits;
    uint64_t entries;
    bool begins;  /* the next byte is the first of a line */
    bool open;    /* the message at hand goes on */
    size_t clear; /* so many bytes in sight are of it */
    size_t gap;   /* behind them: a blank line and the mark; 0 unless met */
    struct lp_after after;
    struct lp_buf name;
    struct lp_err why; /* once something failed, it stays so */
};

static enum lp_code
answer(const struct mmdf *m, struct lp_err *err)
{
    if (m->why.code != LP_OK && err != NULL) {
        *err = m->why;
    }
    return m->why.code;
}

/* What the line at the head of `s` is. */
enum line { LINE_OTHER, LINE_MARK, LINE_MORE };

static enum line
judge(struct lp_slice s, bool last, size_t *len)
{
    size_t text;

    switch (lp_mail_line(s, last, &text, len)) {
    case LP_MAIL_LINE_MORE:
        return text <= MARK_LEN && memcmp(s.data, MARK, text) == 0 ? LINE_MORE
                                                                   : LINE_OTHER;
    case LP_MAIL_LINE_WHOLE:
        return lp_slice_is(lp_slice_head(s, text), MARK) ? LINE_MARK
                                                         : LINE_OTHER;
    default:
        return LINE_OTHER;
    }
}

static bool
starts_line(const struct mmdf *m, struct lp_slice s, size_t at)
{
    return at == 0 ? m->begins : lp_mail_line_end_before(s, at) > 0;
}

/* Sets m->clear to what can be given of `s`, and m->gap if the mark follows.
 * False if that is nothing because more must be seen. */
static bool
scan(struct mmdf *m, struct lp_slice s, bool last)
{
    const uint8_t *hit;
    size_t at = 0;
    size_t blank;

    m->gap = 0;
    while ((hit = memchr(s.data + at, MARK[0], s.len - at)) != NULL) {
        size_t len = 0;
        enum line line = LINE_OTHER;

        at = (size_t)(hit - s.data);
        blank = lp_mail_blank_before(s, at, m->begins);
        if (starts_line(m, s, at)) {
            line = judge(lp_slice_from(s, at), last, &len);
        }
        if (line != LINE_OTHER) {
            m->clear = at - blank;
            m->gap = line == LINE_MARK ? blank + len : 0;
            return line == LINE_MARK || m->clear > 0;
        }
        at++;
    }
    blank = lp_mail_blank_before(s, s.len, m->begins);
    if (blank == 0 && s.len > 0 && s.data[s.len - 1] == '\r') {
        blank = 1; /* half of a line's end, perhaps */
    }
    m->clear = s.len - (last ? 0 : blank);
    return last || m->clear > 0;
}

static void
took(struct mmdf *m, struct lp_slice s, size_t n)
{
    if (n > 0) {
        m->begins = s.data[n - 1] == '\n' || s.data[n - 1] == '\r';
        lp_mail_hand_took(&m->hand, n);
    }
}

/* The next bytes of the message at hand; none at its end. */
static enum lp_code
take_piece(struct mmdf *m, struct lp_piece *out, struct lp_err *err)
{
    bool last = false;
    enum lp_code rc;

    m->clear = 0;
    m->gap = 0;
    LP_TRY(lp_mail_hand_peek(&m->hand, out, &last, err));
    while (out->bytes.len > 0 && !scan(m, out->bytes, last)) {
        LP_TRY(lp_mail_hand_more(&m->hand, err));
        LP_TRY(lp_mail_hand_peek(&m->hand, out, &last, err));
        if (m->hand.broken) {
            m->clear = out->bytes.len;
            break;
        }
    }
    if (out->bytes.len == 0) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED,
                          lp_mail_hand_at(&m->hand),
                          "mmdf: the last message is not closed");
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
    struct mmdf *m = s->self;

    if (m->why.code == LP_OK && m->open) {
        m->why.code = take_piece(m, out, &m->why);
    }
    return answer(m, err);
}

static const struct lp_source_ops body_ops = {.pull = body_pull};

/* The whole line at hand, if it ends soon; empty at the end of all. */
static enum lp_code
take_line(struct mmdf *m, struct lp_slice *line, size_t *len,
          struct lp_err *err)
{
    struct lp_piece p;
    bool last = false;
    size_t text = 0;
    enum lp_code rc;

    *len = 0;
    LP_TRY(lp_mail_hand_peek(&m->hand, &p, &last, err));
    while (p.bytes.len > 0 && !m->hand.broken &&
           lp_mail_line(p.bytes, last, &text, len) == LP_MAIL_LINE_MORE) {
        LP_TRY(lp_mail_hand_more(&m->hand, err));
        LP_TRY(lp_mail_hand_peek(&m->hand, &p, &last, err));
    }
    *line = lp_slice_head(p.bytes, text);

done:
    return rc;
}

/* From behind a message to the first byte of the next. */
static enum lp_code
find_next(struct mmdf *m, bool *end, struct lp_err *err)
{
    struct lp_slice line;
    size_t len;
    enum lp_code rc;

    LP_TRY(take_line(m, &line, &len, err));
    while (len > 0 && line.len == 0) {
        lp_mail_hand_took(&m->hand, len);
        LP_TRY(take_line(m, &line, &len, err));
    }
    if (len == 0) {
        *end = true;
        return LP_OK;
    }
    if (lp_slice_is(line, MARK)) {
        lp_mail_hand_took(&m->hand, len);
        LP_TRY(take_line(m, &line, &len, err));
    } else {
        /* Nothing is passed over: what stands here is shown as a message. */
        lp_findings_add(m->found, LP_RULE_MMDF_OUTSIDE,
                        lp_mail_hand_at(&m->hand));
    }
    if (lp_mbox_from(line)) {
        lp_mail_hand_took(&m->hand, len);
    }

done:
    return rc;
}

static enum lp_code
step(struct mmdf *m, struct lp_entry *e, bool *end, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc = LP_OK;

    while (m->open) {
        LP_TRY(take_piece(m, &p, err));
    }
    lp_mail_hand_took(&m->hand, m->gap);
    m->gap = 0;
    LP_TRY(find_next(m, end, err));
    if (*end) {
        return LP_OK;
    }
    if (++m->entries > m->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES,
                          lp_mail_hand_at(&m->hand),
                          "mmdf: more messages than the limit");
    }
    m->begins = true;
    m->open = true;
    rc =
        lp_mail_hand_message(&m->hand, m->entries, &m->name, &m->after, e, err);

done:
    return rc;
}

static enum lp_code
mmdf_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
          bool *end, struct lp_err *err)
{
    struct mmdf *m = r->state;

    if (m->why.code == LP_OK) {
        m->why.code = step(m, entry, end, &m->why);
    }
    if (m->why.code == LP_OK && !*end) {
        *body = (struct lp_source){.ops = &body_ops, .self = m};
    }
    return answer(m, err);
}

static enum lp_code
mmdf_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct mmdf *m = calloc(1, sizeof *m);

    if (m == NULL) {
        return lp_no_memory(err);
    }
    r->state = m;
    m->limits = in->limits;
    m->found = &r->found;
    m->hand.feed.from = in->stream;
    return LP_OK;
}

static void
mmdf_release(struct lp_reader *r)
{
    struct mmdf *m = r->state;

    if (m != NULL) {
        lp_buf_release(&m->name);
        free(m);
    }
    r->state = NULL;
}

static unsigned
mmdf_bid(struct lp_slice head)
{
    size_t len;

    return judge(head, true, &len) == LINE_MARK ? 40 : 0;
}

const struct lp_reader_ops lp_read_mmdf = {
    .name = "mmdf-1",
    .kind = LP_KIND_MMDF,
    .access = LP_ACCESS_STREAM,
    .spread = true,
    .bid = mmdf_bid,
    .open = mmdf_open,
    .next = mmdf_next,
    .release = mmdf_release,
};
