#include "formats/read_email.h"

#include <stdlib.h>

#include "base/mem.h"
#include "formats/mail_body.h"
#include "formats/mail_head.h"
#include "formats/mail_param.h"
#include "formats/mail_type.h"

/* A multipart that is open. */
struct level {
    uint64_t parts; /* begun so far */
    bool digest;    /* they are messages unless they say otherwise */
};

struct email {
    struct lp_reader *reader;
    const struct lp_limits *limits;
    struct lp_mail_cut cut;
    struct lp_mail_head head;  /* the last one read ... */
    struct lp_mail_value type; /* ... and what it says */
    struct lp_mail_value disposition;
    struct lp_mail_body body;
    struct lp_after after;
    struct lp_buf name;
    struct lp_buf boundary;
    struct lp_buf declared; /* a part's type, and its charset behind it */
    struct lp_mail_own own;
    struct level *levels; /* one for each boundary that is open */
    size_t levels_cap;
    uint64_t entries;
    bool begun;        /* the message's own header was used */
    bool outside;      /* what stands here is of no part */
    struct lp_err why; /* once something failed, it stays so */
};

static enum lp_code
answer(const struct email *m, struct lp_err *err)
{
    if (m->why.code != LP_OK && err != NULL) {
        *err = m->why;
    }
    return m->why.code;
}

static enum lp_code
body_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct email *m = s->self;
    struct lp_err *why = &m->why;

    if (why->code == LP_OK) {
        why->code = lp_mail_body_pull(&m->body, &m->cut, out, why);
    }
    m->after.end = lp_mail_cut_at(&m->cut);
    m->after.flags = m->body.decode.bad ? LP_FLAG_BAD_ENCODING : 0;
    return answer(m, err);
}

static const struct lp_source_ops body_ops = {.pull = body_pull};

/* Take a header, and note what it has of its own. */
static enum lp_code
take_head(struct email *m, struct lp_err *err)
{
    struct lp_mail_head *h = &m->head;
    struct lp_reader *r = m->reader;
    enum lp_code rc = lp_mail_head_take(h, &m->cut, m->limits, err);

    r->flags |= h->bad ? LP_FLAG_BAD_HEADER : 0;
    if (h->two_readings) {
        lp_findings_add(&r->found, LP_RULE_MAIL_TWO_READINGS, h->at);
    }
    lp_mail_value_read(&m->type, lp_buf_slice(&h->type));
    lp_mail_value_read(&m->disposition, lp_buf_slice(&h->disposition));
    return rc;
}

static enum lp_code
put_name(struct email *m, struct lp_err *err)
{
    lp_buf_clear(&m->name);
    lp_buf_str(&m->name, "part ");
    for (unsigned i = 0; i < m->cut.open; i++) {
        lp_buf_printf(&m->name, i == 0 ? "%llu" : ".%llu",
                      (unsigned long long)m->levels[i].parts);
    }
    lp_buf_str(&m->name, m->cut.open == 0 ? "1" : "");
    return lp_buf_check(&m->name, err);
}

/* Begin an entry for what stands behind the header. */
static enum lp_code
put_entry(struct email *m, struct lp_entry *e, struct lp_err *err)
{
    enum lp_code rc;

    if (++m->entries > m->limits->parts) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, m->head.at,
                          "e-mail: the message has more parts than the limit");
    }
    LP_TRY(put_name(m, err));
    e->role = LP_ROLE_PART;
    e->name = lp_buf_slice(&m->name);
    e->front = lp_mail_cut_at(&m->cut);
    e->has_span = true;
    e->span_at = m->cut.open == 0 ? e->front : m->head.at;
    m->after = (struct lp_after){.end = e->front};
    e->after = &m->after;

done:
    return rc;
}

/* A part that we do not look into is passed over at once. */
static enum lp_code
give_closed(struct email *m, struct lp_entry *e, enum lp_rule rule,
            struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(put_entry(m, e, err));
    LP_TRY(lp_mail_cut_skip(&m->cut, err));
    e->closed = rule;
    m->after.end = lp_mail_cut_at(&m->cut);
    e->packed = m->after.end - e->span_at;

done:
    return rc;
}

static enum lp_mail_coding
coding_of(struct lp_slice text, bool *known)
{
    static const char *const plain[] = {"7bit", "8bit", "binary"};
    struct lp_mail_value v;

    lp_mail_value_read(&v, text);
    *known = true;
    if (lp_mail_value_is(&v, "base64")) {
        return LP_MAIL_BASE64;
    }
    if (lp_mail_value_is(&v, "quoted-printable")) {
        return LP_MAIL_QUOTED;
    }
    *known = v.word.len == 0;
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        *known = *known || lp_mail_value_is(&v, plain[i]);
    }
    return LP_MAIL_PLAIN;
}

static bool
has_type(const struct email *m)
{
    return (m->head.there >> LP_MAIL_TYPE & 1) != 0;
}

static bool
is_message(const struct email *m)
{
    if (!has_type(m)) {
        return m->cut.open > 0 && m->levels[m->cut.open - 1].digest;
    }
    return lp_mail_value_is(&m->type, "message/rfc822") ||
           lp_mail_value_is(&m->type, "message/global");
}

/* A type that is none is that of plain text (RFC 2045, 5.2). */
static bool
is_text(const struct email *m)
{
    return !has_type(m) || !lp_mail_value_is_type(&m->type) ||
           lp_mail_value_is(&m->type, "text/plain") ||
           lp_mail_value_is(&m->type, "text/html");
}

static enum lp_code
give_leaf(struct email *m, struct lp_entry *e, struct lp_source *body,
          struct lp_err *err)
{
    enum lp_mail_coding coding;
    bool known;
    bool named;
    size_t n;
    enum lp_code rc;

    LP_TRY(put_entry(m, e, err));
    if (has_type(m)) {
        LP_TRY(lp_mail_type(e, &m->declared, &m->type, err));
    }
    n = m->name.len;
    lp_buf_byte(&m->name, ' ');
    named = lp_mail_value_file(&m->name, &m->disposition, &m->type);
    LP_TRY(lp_buf_check(&m->name, err));
    m->name.len = named ? m->name.len : n;
    e->name = lp_buf_slice(&m->name);
    if (is_message(m)) {
        e->role = LP_ROLE_MESSAGE;
        e->kind = LP_KIND_MESSAGE;
    } else if (is_text(m) && !named &&
               !lp_mail_value_is(&m->disposition, "attachment")) {
        e->flags |= LP_FLAG_OWN_TEXT;
    }
    coding = coding_of(lp_buf_slice(&m->head.encoding), &known);
    e->flags |= known ? 0 : LP_FLAG_UNKNOWN_ENCODING;
    lp_mail_body_begin(&m->body, coding);
    *body = (struct lp_source){.ops = &body_ops, .self = m};

done:
    return rc;
}

static enum lp_code
open_level(struct email *m, struct lp_err *err)
{
    struct level *grown =
        lp_mem_grow(m->levels, m->cut.open, &m->levels_cap, sizeof *m->levels);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    m->levels = grown;
    m->outside = true;
    m->levels[m->cut.open] = (struct level){
        .digest = lp_mail_value_is(&m->type, "multipart/digest")};
    return lp_mail_cut_open(&m->cut, lp_buf_slice(&m->boundary), err);
}

/* Two open multiparts with one boundary: the inner one gets the delimiters
 * here, and the outer one elsewhere. */
static bool
is_open(const struct email *m, struct lp_slice boundary)
{
    for (unsigned i = 0; i < m->cut.open; i++) {
        const struct lp_mail_mark *k = &m->cut.marks[i];

        if (lp_slice_equal(boundary, (struct lp_slice){k->data, k->len})) {
            return true;
        }
    }
    return false;
}

/* Whether the multipart says what stands between its parts. */
static enum lp_code
take_boundary(struct email *m, bool *usable, struct lp_err *err)
{
    struct lp_buf *b = &m->boundary;
    bool twice = false;
    bool there;

    lp_buf_clear(b);
    there = lp_mail_value_plain(b, &m->type, "boundary", &twice);
    while (b->len > 0 &&
           (b->data[b->len - 1] == ' ' || b->data[b->len - 1] == '\t')) {
        b->len--;
    }
    if (twice || (b->len > 0 && is_open(m, lp_buf_slice(b)))) {
        lp_findings_add(&m->reader->found, LP_RULE_MAIL_TWO_READINGS,
                        m->head.at);
    }
    *usable = there && b->len > 0 && b->len <= LP_MAIL_BOUNDARY_MAX;
    m->reader->flags |= *usable ? 0 : LP_FLAG_BAD_BOUNDARY;
    return lp_buf_check(b, err);
}

/* What follows from the header that was taken: an entry, unless `*given` stays
 * false, and then a multipart has begun. */
static enum lp_code
use_head(struct email *m, struct lp_entry *e, struct lp_source *body,
         bool *given, struct lp_err *err)
{
    bool multipart = has_type(m) && lp_mail_value_is(&m->type, "multipart/");
    bool usable = false;
    enum lp_code rc = LP_OK;

    *given = true;
    if (m->head.too_much) {
        return give_closed(m, e, LP_RULE_LIMIT_HEADER, err);
    }
    if (multipart) {
        LP_TRY(take_boundary(m, &usable, err));
    }
    if (usable && m->cut.open >= m->limits->nesting) {
        return give_closed(m, e, LP_RULE_LIMIT_NESTING, err);
    }
    if (usable) {
        *given = false;
        return open_level(m, err);
    }
    rc = give_leaf(m, e, body, err);
    if (multipart) {
        /* Whatever it holds, it is no text to be read. */
        e->flags &= ~(uint32_t)LP_FLAG_OWN_TEXT;
    }

done:
    return rc;
}

static void
close_level(struct email *m, unsigned level)
{
    if (m->levels[level - 1].parts == 0) {
        m->reader->flags |= LP_FLAG_BAD_BOUNDARY;
    }
    lp_mail_cut_close(&m->cut, level - 1);
}

/* Leave only `levels` open. Those within ended without their last line. */
static void
leave_levels(struct email *m, unsigned levels)
{
    while (m->cut.open > levels) {
        m->reader->flags |= LP_FLAG_OPEN_MULTIPART;
        close_level(m, m->cut.open);
    }
}

/* Take the header of the part behind a delimiter. Some mailers write the
 * delimiter twice; no part is between two of them. */
static enum lp_code
begin_part(struct email *m, unsigned level, struct lp_err *err)
{
    enum lp_code rc;

    do {
        struct lp_slice line;
        size_t text;

        lp_mail_cut_pass(&m->cut);
        LP_TRY(lp_mail_cut_line(&m->cut, &line, &text, err));
    } while (m->cut.met.level == level && !m->cut.met.closes);
    m->levels[level - 1].parts++;
    LP_TRY(take_head(m, err));

done:
    return rc;
}

/* Pass over what is of no part. */
static enum lp_code
pass_outside(struct email *m, struct lp_err *err)
{
    uint64_t at = lp_mail_cut_at(&m->cut);
    bool much = false;
    enum lp_code rc = lp_mail_cut_outside(&m->cut, &much, err);

    if (much) {
        lp_findings_add(&m->reader->found, LP_RULE_MAIL_OUTSIDE, at);
    }
    return rc;
}

static enum lp_code
step(struct email *m, struct lp_entry *e, struct lp_source *body, bool *end,
     struct lp_err *err)
{
    bool given = false;
    enum lp_code rc = LP_OK;

    m->body.open = false;
    if (!m->begun) {
        m->begun = true;
        LP_TRY(use_head(m, e, body, &given, err));
    }
    while (!given && !*end) {
        unsigned level;
        bool closes;

        /* The rest of a body, or what stands around the parts. */
        LP_TRY(m->outside ? pass_outside(m, err)
                          : lp_mail_cut_skip(&m->cut, err));
        level = m->cut.met.level;
        closes = m->cut.met.closes;
        leave_levels(m, level);
        *end = level == 0;
        if (closes) {
            close_level(m, level);
            lp_mail_cut_pass(&m->cut);
            m->outside = true;
        } else if (!*end) {
            m->outside = false;
            LP_TRY(begin_part(m, level, err));
            LP_TRY(use_head(m, e, body, &given, err));
        }
    }

done:
    return rc;
}

static enum lp_code
email_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
           bool *end, struct lp_err *err)
{
    struct email *m = r->state;

    if (m->why.code == LP_OK) {
        m->why.code = step(m, entry, body, end, &m->why);
    }
    return answer(m, err);
}

static enum lp_code
email_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct email *m = calloc(1, sizeof *m);
    enum lp_code rc;

    if (m == NULL) {
        return lp_no_memory(err);
    }
    r->state = m;
    m->reader = r;
    m->limits = in->limits;
    m->cut.hand.feed.from = in->stream;
    m->cut.begins = true;
    LP_TRY(lp_mail_head_pass(&m->cut, err));
    m->head.own = in->identify ? &m->own : NULL;
    LP_TRY(take_head(m, err));
    m->head.own = NULL; /* those of parts are their own */
    r->flags |= m->head.repeated ? LP_FLAG_REPEATED_HEADER : 0;
    if (m->head.too_much) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_HEADER, m->head.at,
                          "e-mail: the header is larger than the limits");
    }

done:
    return rc;
}

static void
email_release(struct lp_reader *r)
{
    struct email *m = r->state;

    if (m != NULL) {
        lp_mail_cut_release(&m->cut);
        lp_mail_head_release(&m->head);
        lp_mail_body_release(&m->body);
        lp_buf_release(&m->name);
        lp_buf_release(&m->boundary);
        lp_buf_release(&m->declared);
        lp_mail_own_release(&m->own);
        free(m->levels);
        free(m);
    }
    r->state = NULL;
}

void
lp_read_email_fields(const struct lp_reader *r, struct lp_mail_fields *out)
{
    const struct email *m = r->state;

    lp_mail_own_fields(&m->own, out);
}

static unsigned
email_bid(struct lp_slice head)
{
    return lp_mail_head_bid(head, LP_HEAD_MAX);
}

const struct lp_reader_ops lp_read_email = {
    .name = "email-2",
    .kind = LP_KIND_MESSAGE,
    .access = LP_ACCESS_STREAM,
    .bid = email_bid,
    .open = email_open,
    .next = email_next,
    .fields = lp_read_email_fields,
    .release = email_release,
};
