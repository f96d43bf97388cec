#include "formats/mail_head.h"

#include <string.h>

/* A header on its way. */
struct taking {
    struct lp_mail_head *head;
    const struct lp_limits *limits;
    uint64_t fields;
    uint64_t lines;
    unsigned field;      /* the one at hand */
    struct lp_buf *keep; /* where its value goes; may be NULL */
    bool own;            /* it goes to head->own */
};

static struct lp_slice
trim(struct lp_slice s)
{
    while (s.len > 0 && (s.data[0] == ' ' || s.data[0] == '\t')) {
        s = lp_slice_from(s, 1);
    }
    while (s.len > 0 &&
           (s.data[s.len - 1] == ' ' || s.data[s.len - 1] == '\t')) {
        s.len--;
    }
    return s;
}

static struct lp_buf *
place_of(struct lp_mail_head *h, unsigned field)
{
    switch (field) {
    case LP_MAIL_TYPE:
        return &h->type;
    case LP_MAIL_ENCODING:
        return &h->encoding;
    case LP_MAIL_DISPOSITION:
        return &h->disposition;
    default:
        return NULL;
    }
}

static bool
is_own(unsigned field)
{
    return field < LP_MAIL_KNOWN && field != LP_MAIL_TYPE &&
           field != LP_MAIL_ENCODING && field != LP_MAIL_DISPOSITION;
}

static void
put_own(struct taking *t, struct lp_slice text)
{
    struct lp_mail_own *own = t->head->own;

    if (text.len > LP_MAIL_VALUE_MAX - own->of[t->field].len) {
        own->of[t->field].too_long = true;
        own->text.len = own->of[t->field].at;
        own->of[t->field].len = 0;
        t->own = false;
        return;
    }
    lp_buf_put(&own->text, text);
    own->of[t->field].len = own->text.len - own->of[t->field].at;
}

/* The field at hand has ended. */
static void
end_field(struct taking *t)
{
    struct lp_mail_head *h = t->head;

    if (t->keep == &h->other &&
        !lp_slice_equal(trim(lp_buf_slice(&h->other)),
                        trim(lp_buf_slice(place_of(h, t->field))))) {
        h->two_readings = true;
    }
    t->keep = NULL;
    t->own = false;
}

static void
begin_field(struct taking *t, struct lp_slice name)
{
    struct lp_mail_head *h = t->head;
    bool again;

    h->bad = h->bad || name.len == 0;
    t->fields++;
    t->field = lp_mail_field_find(name);
    if (t->field >= LP_MAIL_KNOWN) {
        return;
    }
    again = (h->there >> t->field & 1) != 0;
    h->there |= (uint32_t)1 << t->field;
    h->repeated = h->repeated || (again && t->field < LP_MAIL_ONCE);
    t->own = h->own != NULL && !again && is_own(t->field);
    if (h->own != NULL && again) {
        h->own->of[t->field].again = true;
    }
    if (t->own) {
        h->own->of[t->field].there = true;
        h->own->of[t->field].at = h->own->text.len;
    }
    t->keep = place_of(h, t->field);
    if (t->keep != NULL && again) {
        t->keep = &h->other;
        lp_buf_clear(t->keep);
    }
}

static void
put_value(struct taking *t, struct lp_slice text)
{
    if (t->own) {
        put_own(t, text);
    }
    if (t->keep != NULL) {
        lp_buf_put(t->keep, text);
        t->head->too_much =
            t->head->too_much || t->keep->len > LP_MAIL_VALUE_MAX;
    }
}

/* Use a line (or the rest of one, unless it `begins`); false if it is none of
 * this header, and `*over` if the header ends with it. */
static bool
use_line(struct taking *t, struct lp_slice line, bool begins, bool *over)
{
    struct lp_slice name;
    struct lp_slice value;
    bool first = t->lines == 0;

    if (!begins) {
        put_value(t, line);
        return true;
    }
    t->lines++;
    switch (lp_mail_field_read(line, &name, &value)) {
    case LP_MAIL_READ_BLANK:
        *over = true;
        return true;
    case LP_MAIL_READ_FIELD:
        end_field(t);
        begin_field(t, name);
        put_value(t, value);
        return true;
    case LP_MAIL_READ_MORE:
        t->head->bad = t->head->bad || t->fields == 0;
        put_value(t, line);
        return true;
    case LP_MAIL_READ_ENVELOPE:
        /* Mailers leave it in front, and some in the midst of a header. */
        end_field(t);
        t->head->bad = t->head->bad || !first;
        return first || line.data[0] == 'F';
    default:
        t->head->bad = true;
        return false;
    }
}

static void
forget(struct lp_mail_head *h, uint64_t at)
{
    lp_buf_clear(&h->type);
    lp_buf_clear(&h->encoding);
    lp_buf_clear(&h->disposition);
    lp_buf_clear(&h->other);
    h->at = at;
    h->too_much = false;
    h->bad = false;
    h->repeated = false;
    h->two_readings = false;
    h->there = 0;
    if (h->own != NULL) {
        lp_buf_clear(&h->own->text);
        memset(h->own->of, 0, sizeof h->own->of);
    }
}

enum lp_code
lp_mail_head_take(struct lp_mail_head *h, struct lp_mail_cut *c,
                  const struct lp_limits *limits, struct lp_err *err)
{
    struct taking t = {.head = h, .limits = limits};
    bool over = false;
    enum lp_code rc;

    forget(h, lp_mail_cut_at(c));
    while (!over && !h->too_much) {
        struct lp_slice line;
        size_t text;

        LP_TRY(lp_mail_cut_line(c, &line, &text, err));
        if (line.len == 0 ||
            !use_line(&t, lp_slice_head(line, text), c->begins, &over)) {
            break;
        }
        lp_mail_cut_took(c, line.len);
        h->too_much = h->too_much || t.fields > limits->fields ||
                      lp_mail_cut_at(c) - h->at > limits->header;
    }
    end_field(&t);
    LP_TRY(lp_buf_check(&h->type, err));
    LP_TRY(lp_buf_check(&h->encoding, err));
    LP_TRY(lp_buf_check(&h->disposition, err));
    LP_TRY(lp_buf_check(&h->other, err));
    rc = h->own == NULL ? LP_OK : lp_buf_check(&h->own->text, err);

done:
    return rc;
}

void
lp_mail_head_release(struct lp_mail_head *h)
{
    lp_buf_release(&h->type);
    lp_buf_release(&h->encoding);
    lp_buf_release(&h->disposition);
    lp_buf_release(&h->other);
    *h = (struct lp_mail_head){0};
}

static struct lp_slice
own_value(const struct lp_mail_own *own, unsigned field)
{
    static const uint8_t empty[1];

    if (!own->of[field].there || own->of[field].too_long) {
        return (struct lp_slice){0};
    }
    if (own->of[field].len == 0) {
        return (struct lp_slice){empty, 0}; /* it is there all the same */
    }
    return lp_buf_part(&own->text, own->of[field].at, own->of[field].len);
}

void
lp_mail_own_fields(const struct lp_mail_own *own, struct lp_mail_fields *out)
{
    *out = (struct lp_mail_fields){
        .from = own_value(own, LP_MAIL_FROM),
        .sender = own_value(own, LP_MAIL_SENDER),
        .to = own_value(own, LP_MAIL_TO),
        .cc = own_value(own, LP_MAIL_CC),
        .date = own_value(own, LP_MAIL_DATE),
        .subject = own_value(own, LP_MAIL_SUBJECT),
        .message_id = own_value(own, LP_MAIL_MESSAGE_ID),
        .in_reply_to = own_value(own, LP_MAIL_IN_REPLY_TO),
        .references = own_value(own, LP_MAIL_REFERENCES),
        .reply_to = own_value(own, LP_MAIL_REPLY_TO),
        .reply_odd = own->of[LP_MAIL_REPLY_TO].again ||
                     own->of[LP_MAIL_REPLY_TO].too_long,
    };
    /* What a message is known by has nothing of Reply-To. */
    for (unsigned i = 0; i < LP_MAIL_KNOWN; i++) {
        out->too_long =
            out->too_long || (own->of[i].too_long && i != LP_MAIL_REPLY_TO);
    }
}

void
lp_mail_own_release(struct lp_mail_own *own)
{
    lp_buf_release(&own->text);
    *own = (struct lp_mail_own){0};
}

/* Cut a line off the front of `rest`, without its end. */
static struct lp_slice
cut_line(struct lp_slice *rest)
{
    struct lp_slice line = *rest;
    size_t n = 0;

    while (n < rest->len && rest->data[n] != '\n' && rest->data[n] != '\r') {
        n++;
    }
    line.len = n;
    *rest = lp_slice_from(*rest, n);
    n = lp_slice_begins(*rest, lp_slice_str("\r\n")) ? 2 : 1;
    *rest = lp_slice_from(*rest, n);
    return line;
}

/* Almost every file that is no message shows it in its first few bytes. */
static bool
may_begin(struct lp_slice head)
{
    struct lp_slice name;
    struct lp_slice value;
    enum lp_mail_read how = lp_mail_field_read(head, &name, &value);

    return (how == LP_MAIL_READ_FIELD && name.len > 0) ||
           how == LP_MAIL_READ_ENVELOPE;
}

static unsigned
count_bits(uint32_t bits)
{
    unsigned n = 0;

    for (; bits != 0; bits &= bits - 1) {
        n++;
    }
    return n;
}

/* Whether an interrupted header shows enough to be one. */
static bool
is_enough(uint32_t seen)
{
    return count_bits(seen) >= 3;
}

/* Whether the lines of `head` are the header of a message, which goes on
 * behind them if it is `cut`. */
static bool
reads(struct lp_slice head, bool cut)
{
    uint32_t seen = 0;
    bool first = true;
    /* Text may begin with `From ` too, and no mailer writes that here. */
    bool doubtful = lp_slice_begins(head, lp_slice_str("From "));

    for (; head.len > 0; first = false) {
        struct lp_slice line = cut_line(&head);
        struct lp_slice name;
        struct lp_slice value;
        unsigned field;

        switch (lp_mail_field_read(line, &name, &value)) {
        case LP_MAIL_READ_FIELD:
            field = lp_mail_field_find(name);
            seen |= lp_mail_field_listed(field) ? (uint32_t)1 << field : 0;
            break;
        case LP_MAIL_READ_MORE:
            break;
        case LP_MAIL_READ_BLANK:
            return doubtful ? is_enough(seen) : seen != 0;
        case LP_MAIL_READ_ENVELOPE:
            if (!first) {
                return is_enough(seen);
            }
            break;
        default:
            /* The last line of what is cut may be cut anywhere. */
            return is_enough(seen) ||
                   (cut && !doubtful && head.len == 0 && seen != 0);
        }
    }
    return doubtful ? is_enough(seen) : seen != 0;
}

/* Whether what stands behind blank lines is one: of three fields that begin,
 * two must be listed. Mostly it is cut early. */
static bool
shows(struct lp_slice head)
{
    uint32_t seen = 0;
    unsigned fields = 0;

    while (head.len > 0) {
        struct lp_slice line = cut_line(&head);
        struct lp_slice name;
        struct lp_slice value;
        enum lp_mail_read how = lp_mail_field_read(line, &name, &value);
        unsigned field;

        if (how == LP_MAIL_READ_BLANK || how == LP_MAIL_READ_OTHER) {
            break;
        }
        if (how == LP_MAIL_READ_FIELD) {
            field = lp_mail_field_find(name);
            seen |= lp_mail_field_listed(field) ? (uint32_t)1 << field : 0;
            fields++;
        }
    }
    return fields >= 3 && count_bits(seen) >= 2;
}

static size_t
mark_of(struct lp_slice s)
{
    return lp_slice_begins(s, lp_slice_str("\xef\xbb\xbf")) ? 3 : 0;
}

size_t
lp_mail_head_lead(struct lp_slice s)
{
    size_t mark = mark_of(s);
    size_t i = mark;

    s = lp_slice_head(s, LP_MAIL_LEAD_SEEN);
    while (i < s.len && i < LP_MAIL_LEAD_MAX &&
           (s.data[i] == '\n' || s.data[i] == '\r')) {
        i++;
    }
    if (i > mark) {
        struct lp_slice rest = lp_slice_from(s, i);

        return rest.len > 0 && may_begin(rest) && shows(rest) ? i : mark;
    }
    return mark;
}

bool
lp_mail_head_may_lead(struct lp_slice s)
{
    return s.len > 0 &&
           (s.data[0] == '\n' || s.data[0] == '\r' || s.data[0] == 0xef);
}

enum lp_code
lp_mail_head_pass(struct lp_mail_cut *c, struct lp_err *err)
{
    struct lp_piece p;
    bool last = false;
    size_t n;
    enum lp_code rc;

    LP_TRY(lp_mail_hand_peek(&c->hand, &p, &last, err));
    while (lp_mail_head_may_lead(p.bytes) && p.bytes.len < LP_MAIL_LEAD_SEEN &&
           !last && !c->hand.broken) {
        LP_TRY(lp_mail_hand_more(&c->hand, err));
        LP_TRY(lp_mail_hand_peek(&c->hand, &p, &last, err));
    }
    n = lp_mail_head_lead(p.bytes);
    if (n > 0) {
        lp_mail_hand_took(&c->hand, n);
        c->begins = true;
    }

done:
    return rc;
}

unsigned
lp_mail_head_bid(struct lp_slice head, size_t most)
{
    bool cut = head.len >= most;

    head = lp_slice_from(head, lp_mail_head_lead(head));
    return head.len > 0 && may_begin(head) && reads(head, cut) ? 16 : 0;
}
