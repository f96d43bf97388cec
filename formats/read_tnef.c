#include "formats/read_tnef.h"

#include <stdlib.h>

#include "base/buf.h"
#include "formats/msg_props.h"
#include "formats/rtf_packed.h"
#include "formats/tnef_props.h"

/* A body is put together in memory. */
#define BODY_MAX ((uint64_t)64 << 20)
#define NAME_MAX_BYTES 4096
#define IID 16 /* in front of an object: which interface it is of */

enum step { STEP_PLAIN, STEP_HTML, STEP_RTF, STEP_ATTACHED };

/* Properties that are wanted, and where their values are. */
enum want {
    WANT_BODY,
    WANT_HTML,
    WANT_RTF,
    WANT_CODEPAGE,
    WANT_NAME_LONG,
    WANT_NAME_SHORT,
    WANT_DATA,
    WANTS
};

static const unsigned wanted[WANTS] = {
    [WANT_BODY] = LP_MSG_BODY,
    [WANT_HTML] = LP_MSG_HTML,
    [WANT_RTF] = LP_MSG_RTF,
    [WANT_CODEPAGE] = LP_MSG_CODEPAGE_INTERNET,
    [WANT_NAME_LONG] = LP_MSG_NAME_LONG,
    [WANT_NAME_SHORT] = LP_MSG_NAME_SHORT,
    [WANT_DATA] = LP_MSG_DATA,
};

struct props {
    struct lp_tnef_prop of[WANTS]; /* those that are not there are zeroed */
};

struct tnef {
    struct lp_view *view;
    struct lp_tnef scan;
    struct lp_err why;       /* what ended the scan, if it did not end well */
    struct lp_slice charset; /* of 8-bit strings */
    struct props props;      /* of the message; then of the attachment ... */
    enum lp_rule bad;        /* ... in which something is wrong, or NONE */
    enum step step;
    size_t i;      /* the next attachment ... */
    bool was_data; /* ... of which the data was given */
    struct lp_buf name;
};

static unsigned
tnef_bid(struct lp_slice head)
{
    return head.len >= 15 &&
                   lp_slice_begins(head, lp_slice_str("\x78\x9f\x3e\x22")) &&
                   (head.data[6] == 1 || head.data[6] == 2)
               ? 40
               : 0;
}

static void
note(void *who, const struct lp_tnef_prop *p)
{
    struct props *to = who;

    for (unsigned i = 0; i < WANTS; i++) {
        if (p->id == wanted[i] && to->of[i].value.at == 0) {
            to->of[i] = *p;
        }
    }
}

/* Look through properties; what breaks them is a finding of whose they are. */
static enum lp_code
take_props(struct tnef *t, const struct lp_tnef_span *span, struct lp_err *err)
{
    struct lp_err why = {0};
    enum lp_code rc;

    t->props = (struct props){0};
    t->bad = span->damaged ? LP_RULE_TNEF_SUM : LP_RULE_NONE;
    if (span->at == 0) {
        return LP_OK;
    }
    rc = lp_tnef_props(t->view, span, note, &t->props, &why);
    if (rc == LP_E_FORMAT) {
        t->bad = LP_RULE_TNEF;
        return LP_OK;
    }
    if (rc != LP_OK) {
        *err = why;
    }
    return rc;
}

/* Bytes of the file, at most `most`, appended to `to`. */
static enum lp_code
load(struct lp_buf *to, const struct tnef *t, const struct lp_tnef_span *span,
     uint64_t most, struct lp_err *err)
{
    size_t got = 0;
    uint8_t *room;
    enum lp_code rc;

    if (span->len > most) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_MEMORY, span->at,
                          "TNEF: a text is larger than the limit");
    }
    room = lp_buf_room(to, (size_t)span->len);
    if (room == NULL) {
        return lp_buf_check(to, err);
    }
    LP_TRY(lp_view_read(t->view, span->at, room, (size_t)span->len, &got, err));
    to->len += got;

done:
    return rc;
}

/* A string as UTF-8, appended to `to`. */
static enum lp_code
text(struct lp_buf *to, const struct tnef *t, const struct lp_tnef_span *span,
     bool wide, uint64_t most, struct lp_err *err)
{
    struct lp_buf raw = {0};
    enum lp_code rc;

    LP_TRY(load(&raw, t, span, most, err));
    LP_TRY(lp_msg_decode(to, lp_buf_slice(&raw),
                         wide ? lp_slice_str("utf-16le") : t->charset, err));

done:
    lp_buf_release(&raw);
    return rc;
}

static enum lp_code
number(const struct tnef *t, const struct lp_tnef_span *span, uint32_t *out,
       struct lp_err *err)
{
    struct lp_buf raw = {0};
    enum lp_code rc = LP_OK;

    if (span->at != 0 && span->len >= 4) {
        const struct lp_tnef_span head = {span->at, 4, false};

        LP_TRY(load(&raw, t, &head, 4, err));
        *out = raw.len == 4 ? lp_get_le32(raw.data) : *out;
    }

done:
    lp_buf_release(&raw);
    return rc;
}

static enum lp_code
tnef_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct tnef *t = calloc(1, sizeof *t);
    uint32_t page = 1252;
    enum lp_code rc;

    if (t == NULL) {
        return lp_no_memory(err);
    }
    r->state = t;
    t->view = lp_view_ref(in->view);
    rc = lp_tnef_scan(&t->scan, t->view, in->limits, &t->why);
    if (rc != LP_OK && rc != LP_E_FORMAT && rc != LP_E_LIMIT) {
        *err = t->why;
        goto done;
    }
    t->why.code = rc;
    LP_TRY(number(t, &t->scan.codepage, &page, err));
    t->charset = lp_msg_codepage(page);
    LP_TRY(take_props(t, &t->scan.props, err));
    if (t->scan.damaged) {
        lp_findings_add(&r->found, LP_RULE_TNEF_SUM, t->scan.damaged_at);
    }
    if (t->bad == LP_RULE_TNEF) {
        lp_findings_add(&r->found, LP_RULE_TNEF, t->scan.props.at);
    }

done:
    return rc;
}

/* A body that is put together in memory; one that cannot be is closed. */
static enum lp_code
give_made(struct lp_entry *e, const struct lp_buf *made, enum lp_code made_rc,
          const struct lp_err *why, struct lp_source *body, struct lp_err *err)
{
    if (made_rc == LP_OK) {
        return lp_source_copy(body, lp_buf_slice(made), err);
    }
    if (made_rc != LP_E_FORMAT && made_rc != LP_E_LIMIT) {
        *err = *why;
        return made_rc;
    }
    if (made_rc == LP_E_FORMAT) {
        lp_findings_add(&e->found, (enum lp_rule)why->rule, why->at);
    }
    e->closed = (enum lp_rule)why->rule;
    return LP_OK;
}

static bool
is_there(const struct lp_tnef_prop *p)
{
    return p->value.at != 0;
}

static enum lp_code
give_plain(struct tnef *t, struct lp_entry *e, struct lp_source *body,
           bool *given, struct lp_err *err)
{
    const struct lp_tnef_prop *p = &t->props.of[WANT_BODY];
    const struct lp_tnef_span *span =
        t->scan.body.at != 0 ? &t->scan.body : &p->value;
    struct lp_err why = {0};
    struct lp_buf made = {0};
    enum lp_code rc;

    *given = span->at != 0;
    if (!*given) {
        return LP_OK;
    }
    e->name = lp_slice_str("body.txt");
    e->charset = lp_slice_str("utf-8");
    rc = text(&made, t, span, span == &p->value && p->type == LP_MSG_UNICODE,
              BODY_MAX, &why);
    rc = give_made(e, &made, rc, &why, body, err);
    lp_buf_release(&made);
    return rc;
}

static enum lp_code
give_html(struct tnef *t, struct lp_entry *e, struct lp_source *body,
          bool *given, struct lp_err *err)
{
    const struct lp_tnef_prop *p = &t->props.of[WANT_HTML];
    struct lp_err why = {0};
    struct lp_buf made = {0};
    uint32_t page = 0;
    enum lp_code rc = LP_OK;

    *given = is_there(p);
    if (!*given) {
        return LP_OK;
    }
    e->name = lp_slice_str("body.html");
    if (p->type == LP_MSG_BINARY) {
        LP_TRY(number(t, &t->props.of[WANT_CODEPAGE].value, &page, err));
        e->charset = lp_msg_codepage(page);
        return lp_source_range(body, t->view, p->value.at, p->value.len, err);
    }
    e->charset = lp_slice_str("utf-8");
    rc = text(&made, t, &p->value, p->type == LP_MSG_UNICODE, BODY_MAX, &why);
    rc = give_made(e, &made, rc, &why, body, err);

done:
    lp_buf_release(&made);
    return rc;
}

static enum lp_code
give_rtf(struct tnef *t, struct lp_entry *e, struct lp_source *body,
         bool *given, struct lp_err *err)
{
    const struct lp_tnef_span *span = &t->props.of[WANT_RTF].value;
    struct lp_err why = {0};
    struct lp_buf packed = {0};
    struct lp_buf made = {0};
    enum lp_code rc;

    *given = span->at != 0;
    if (!*given) {
        return LP_OK;
    }
    e->name = lp_slice_str("body.rtf");
    rc = load(&packed, t, span, BODY_MAX, &why);
    if (rc == LP_OK) {
        rc = lp_rtf_unpack(&made, lp_buf_slice(&packed), &why);
    }
    rc = give_made(e, &made, rc, &why, body, err);
    lp_buf_release(&packed);
    lp_buf_release(&made);
    return rc;
}

/* Its long name, else its title, else its short name, else its number. */
static enum lp_code
name_it(struct tnef *t, const struct lp_tnef_attachment *a, struct lp_err *err)
{
    const struct lp_tnef_prop title = {0, LP_MSG_BYTES8, a->title};
    const struct lp_tnef_prop *const names[] = {
        &t->props.of[WANT_NAME_LONG], &title, &t->props.of[WANT_NAME_SHORT]};
    enum lp_code rc = LP_OK;

    lp_buf_clear(&t->name);
    for (size_t i = 0; i < 3 && t->name.len == 0; i++) {
        if (is_there(names[i]) && names[i]->value.len <= NAME_MAX_BYTES) {
            LP_TRY(text(&t->name, t, &names[i]->value,
                        names[i]->type == LP_MSG_UNICODE, NAME_MAX_BYTES, err));
        }
    }
    if (t->name.len == 0) {
        lp_buf_printf(&t->name, "attachment %zu", t->i + 1);
    }
    rc = lp_buf_check(&t->name, err);

done:
    return rc;
}

static enum lp_code
give_span(struct tnef *t, struct lp_entry *e, const struct lp_tnef_span *span,
          struct lp_source *body, struct lp_err *err)
{
    if (span->damaged) {
        lp_findings_add(&e->found, LP_RULE_TNEF_SUM, span->at);
        e->closed = LP_RULE_TNEF_SUM;
        return LP_OK;
    }
    e->has_size = true;
    e->size = span->len;
    return lp_source_range(body, t->view, span->at, span->len, err);
}

/* What an attachment is besides its data: an object, behind the name of its
 * interface; or the data once more. */
static enum lp_code
give_more(struct tnef *t, struct lp_entry *e, const struct lp_tnef_prop *p,
          struct lp_source *body, struct lp_err *err)
{
    struct lp_tnef_span span = p->value;

    if (p->type == LP_MSG_OBJECT && span.len >= IID) {
        span.at += IID;
        span.len -= IID;
    } else if (t->was_data) {
        lp_findings_add(&e->found, LP_RULE_TNEF_TWICE, span.at);
    }
    return give_span(t, e, &span, body, err);
}

/* Why an attachment has no data: that may be in what could not be read, or
 * elsewhere. */
static enum lp_rule
missing(const struct tnef *t)
{
    if (t->bad != LP_RULE_NONE) {
        return t->bad;
    }
    return t->why.code != LP_OK && t->i + 1 == t->scan.n
               ? LP_RULE_CUT
               : LP_RULE_UNSUPPORTED_METHOD;
}

static enum lp_code
give_attached(struct tnef *t, struct lp_entry *e, struct lp_source *body,
              struct lp_err *err)
{
    const struct lp_tnef_attachment *a = &t->scan.of[t->i];
    const struct lp_tnef_prop *more = &t->props.of[WANT_DATA];
    bool data;
    enum lp_code rc;

    if (!t->was_data) {
        LP_TRY(take_props(t, &a->props, err));
    }
    LP_TRY(name_it(t, a, err));
    e->name = lp_buf_slice(&t->name);
    e->packed = a->data.len + a->props.len;
    e->front = a->end;
    data =
        !t->was_data && a->data.at != 0 && (a->data.len > 0 || !is_there(more));
    if (t->bad != LP_RULE_NONE) {
        lp_findings_add(&e->found, t->bad, a->props.at);
    }
    if (data) {
        LP_TRY(give_span(t, e, &a->data, body, err));
    } else if (is_there(more)) {
        LP_TRY(give_more(t, e, more, body, err));
    } else {
        e->closed = missing(t);
    }
    t->was_data = data && is_there(more);
    t->i += t->was_data ? 0 : 1;

done:
    return rc;
}

static enum lp_code
tnef_next(struct lp_reader *r, struct lp_entry *e, struct lp_source *body,
          bool *end, struct lp_err *err)
{
    static enum lp_code (*const steps[])(struct tnef *, struct lp_entry *,
                                         struct lp_source *, bool *,
                                         struct lp_err *) = {
        [STEP_PLAIN] = give_plain,
        [STEP_HTML] = give_html,
        [STEP_RTF] = give_rtf,
    };
    struct tnef *t = r->state;
    bool given = false;
    enum lp_code rc = LP_OK;

    while (!given && t->step < STEP_ATTACHED) {
        unsigned step = t->step;

        t->step = (enum step)(step + 1);
        LP_TRY(steps[step](t, e, body, &given, err));
    }
    if (!given && t->i < t->scan.n) {
        given = true;
        LP_TRY(give_attached(t, e, body, err));
    }
    if (!given && t->why.code != LP_OK) {
        *err = t->why;
        rc = t->why.code;
    }
    *end = !given;

done:
    return rc;
}

static void
tnef_release(struct lp_reader *r)
{
    struct tnef *t = r->state;

    if (t != NULL) {
        lp_tnef_release(&t->scan);
        lp_buf_release(&t->name);
        lp_view_unref(t->view);
        free(t);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_tnef = {
    .name = "tnef-1",
    .kind = LP_KIND_TNEF,
    .access = LP_ACCESS_SEEK,
    .bid = tnef_bid,
    .open = tnef_open,
    .next = tnef_next,
    .release = tnef_release,
};
