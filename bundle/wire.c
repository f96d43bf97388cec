#include "bundle/wire.h"

#include <string.h>

#include "base/text.h"
#include "crypto/sketch.h"

enum {
    BIT_CONTAINER = 1,
    BIT_LOST = 2,
    BIT_TIME = 4,
    BIT_DIGEST = 8,
    BIT_DECODED = 16,
    BIT_SPAN = 32,
    BIT_SIZELESS = 64,
    BIT_TREE = 128,
};

/* What there is of text and mail. */
enum {
    MORE_WORDS = 1,
    MORE_CUT = 2,
    MORE_CONTENT = 4,
    MORE_HEAD = 8,
    MORE_NAMELESS = 16,
    MORE_LOOSE = 32,
    MORE = 63,
};

static size_t
begin(struct lp_buf *to, enum lp_frame type)
{
    size_t at = to->len;

    lp_buf_le32(to, 0);
    lp_buf_byte(to, (uint8_t)type);
    return at;
}

static void
finish(struct lp_buf *to, size_t at)
{
    if (to->failed == LP_OK) {
        lp_put_le32(to->data + at, (uint32_t)(to->len - at - 4));
    }
}

static void
put_string(struct lp_buf *to, struct lp_slice s)
{
    lp_buf_le32(to, (uint32_t)s.len);
    lp_buf_put(to, s);
}

static void
put_number(struct lp_buf *to, uint64_t n)
{
    lp_buf_le64(to, n < LP_RECORD_NUMBER_MAX ? n : LP_RECORD_NUMBER_MAX);
}

/* Notes are plain ASCII, whatever the system's messages are. */
static void
put_note(struct lp_buf *to, const char *note)
{
    lp_buf_le32(to, (uint32_t)strlen(note));
    for (; *note != '\0'; note++) {
        lp_buf_byte(to, *note < ' ' || *note > '~' ? '?' : (uint8_t)*note);
    }
}

static void
put_digests(struct lp_buf *to, const struct lp_record *r)
{
    if (r->has_digest) {
        lp_buf_put(to, (struct lp_slice){r->digest.bytes, 32});
    }
    if (r->has_decoded) {
        lp_buf_put(to, (struct lp_slice){r->decoded, 32});
    }
    lp_buf_byte(to, (uint8_t)(r->algs >> 1)); /* LP_ALG_NONE is never there */
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        if ((r->algs >> a & 1) != 0) {
            lp_buf_put(
                to, (struct lp_slice){r->other[a], lp_alg_len((enum lp_alg)a)});
        }
    }
}

static void
put_ids(struct lp_buf *to, const struct lp_record *r)
{
    lp_buf_byte(to, (uint8_t)r->ids);
    for (unsigned i = 0; i < LP_ID_COUNT; i++) {
        if ((r->ids >> i & 1) != 0) {
            lp_buf_put(to, (struct lp_slice){r->id[i], sizeof r->id[i]});
        }
    }
}

static void
put_words(struct lp_buf *to, const struct lp_words *w)
{
    put_number(to, w->chars);
    put_number(to, w->letters);
    put_string(to, w->bins);
    put_string(to, w->fragments);
    put_number(to, w->measure);
}

static void
put_mail(struct lp_buf *to, const struct lp_in_mail *m)
{
    put_string(to, m->type);
    if (m->has_content) {
        lp_buf_put(to, (struct lp_slice){m->content, sizeof m->content});
    }
    if (m->has_head) {
        lp_buf_put(to, (struct lp_slice){m->head, sizeof m->head});
    }
    if (m->has_loose) {
        lp_buf_put(to, (struct lp_slice){m->loose, sizeof m->loose});
    }
}

void
lp_wire_record(struct lp_buf *to, enum lp_frame type, const struct lp_record *r)
{
    size_t at = begin(to, type);

    lp_buf_byte(to, (uint8_t)r->role);
    lp_buf_byte(to, (uint8_t)r->kind);
    lp_buf_byte(
        to,
        (uint8_t)((r->container ? BIT_CONTAINER : 0) |
                  (r->lost ? BIT_LOST : 0) | (r->has_time ? BIT_TIME : 0) |
                  (r->has_digest ? BIT_DIGEST : 0) |
                  (r->has_decoded ? BIT_DECODED : 0) |
                  (r->has_span ? BIT_SPAN : 0) |
                  (r->sizeless ? BIT_SIZELESS : 0) | (r->tree ? BIT_TREE : 0)));
    lp_buf_le16(to, (uint16_t)r->depth);
    lp_buf_le32(to, r->ordinal);
    lp_buf_le32(to, r->flags);
    put_number(to, r->size);
    put_number(to, r->unread);
    lp_buf_le64(to, (uint64_t)r->time);
    lp_buf_le16(to, r->closed);
    put_number(to, r->closed_at);
    lp_buf_byte(to, (uint8_t)r->found.n);
    for (unsigned i = 0; i < r->found.n; i++) {
        lp_buf_le16(to, r->found.of[i].rule);
        put_number(to, r->found.of[i].at);
    }
    put_digests(to, r);
    if (r->has_span) {
        put_number(to, r->span_at);
        put_number(to, r->span);
    }
    put_string(to, r->name);
    lp_buf_byte(to, (uint8_t)r->name_by);
    put_string(to, r->decoded_name);
    put_string(to, r->target);
    put_note(to, r->note);
    lp_buf_byte(to, (uint8_t)((r->words.there ? MORE_WORDS : 0) |
                              (r->words.cut ? MORE_CUT : 0) |
                              (r->mail.has_content ? MORE_CONTENT : 0) |
                              (r->mail.has_head ? MORE_HEAD : 0) |
                              (r->mail.nameless ? MORE_NAMELESS : 0) |
                              (r->mail.has_loose ? MORE_LOOSE : 0)));
    put_ids(to, r);
    put_words(to, &r->words);
    put_mail(to, &r->mail);
    put_string(to, r->facts);
    put_string(to, r->claims);
    put_string(to, r->seals);
    finish(to, at);
}

void
lp_wire_status(struct lp_buf *to, const struct lp_status *s)
{
    size_t at = begin(to, LP_FRAME_STATUS);

    lp_buf_le64(to, s->files);
    lp_buf_le64(to, s->bytes);
    lp_buf_le64(to, s->total_files);
    lp_buf_le64(to, s->total_bytes);
    lp_buf_byte(to, s->counted);
    finish(to, at);
}

void
lp_wire_failed(struct lp_buf *to, const struct lp_err *why)
{
    size_t at = begin(to, LP_FRAME_FAILED);

    lp_buf_byte(to, (uint8_t)why->code);
    put_string(to, lp_slice_str(why->text));
    finish(to, at);
}

void
lp_wire_end(struct lp_buf *to)
{
    finish(to, begin(to, LP_FRAME_END));
}

static struct lp_slice
take_string(struct lp_cursor *c, size_t max)
{
    uint32_t len = lp_cursor_le32(c);

    c->failed = c->failed || len > max;
    return lp_cursor_take(c, len);
}

static void
take_found(struct lp_cursor *c, struct lp_findings *f)
{
    f->n = lp_cursor_u8(c);
    if (f->n > LP_FINDINGS_MAX) {
        c->failed = true;
        return;
    }
    for (unsigned i = 0; i < f->n; i++) {
        f->of[i].rule = lp_cursor_le16(c);
        f->of[i].at = lp_cursor_le64(c);
        c->failed = c->failed || f->of[i].rule == LP_RULE_NONE ||
                    f->of[i].rule >= LP_RULE_COUNT ||
                    f->of[i].at > LP_RECORD_NUMBER_MAX;
    }
}

static void
take_bytes(struct lp_cursor *c, uint8_t *to, size_t n)
{
    struct lp_slice s = lp_cursor_take(c, n);

    if (n > 0 && s.len == n) {
        memcpy(to, s.data, n);
    }
}

static void
take_digests(struct lp_cursor *c, struct lp_record *r)
{
    if (r->has_digest) {
        r->digest = (struct lp_digest){.alg = LP_ALG_SHA256, .len = 32};
        take_bytes(c, r->digest.bytes, 32);
    }
    if (r->has_decoded) {
        take_bytes(c, r->decoded, sizeof r->decoded);
    }
    r->algs = (unsigned)lp_cursor_u8(c) << 1;
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        if ((r->algs >> a & 1) != 0) {
            take_bytes(c, r->other[a], lp_alg_len((enum lp_alg)a));
        }
    }
}

/* What only a tree is known of is a file that was read to its end. */
static bool
sensible_tree(const struct lp_record *r)
{
    return !r->tree ||
           (r->role == LP_ROLE_FILE && r->depth == 0 && !r->container &&
            !r->has_digest && r->closed == LP_RULE_NONE &&
            r->algs == lp_alg_those_of(1U << LP_ALG_BTV2, r->size));
}

/* What can be said of this record at all, by its role. */
static bool
sensible(const struct lp_record *r)
{
    bool placed = r->role != LP_ROLE_FILE && r->role != LP_ROLE_MEMBER;
    bool own = (r->flags & LP_FLAG_OWN_TEXT) != 0;

    return placed == r->has_span &&
           (!own || (r->role == LP_ROLE_PART &&
                     (!r->container || lp_kind_is_encoded(r->kind)))) &&
           (r->has_digest || !r->has_decoded) &&
           (!r->sizeless || r->size == 0) && (r->algs & ~LP_ALG_LISTED) == 0 &&
           r->algs == lp_alg_those_of(r->algs, r->size) && sensible_tree(r) &&
           r->span_at <= LP_RECORD_NUMBER_MAX &&
           r->span <= LP_RECORD_NUMBER_MAX;
}

static void
take_ids(struct lp_cursor *c, struct lp_record *r)
{
    r->ids = lp_cursor_u8(c);
    c->failed = c->failed || r->ids >> LP_ID_COUNT != 0;
    for (unsigned i = 0; i < LP_ID_COUNT; i++) {
        if ((r->ids >> i & 1) != 0) {
            take_bytes(c, r->id[i], sizeof r->id[i]);
        }
    }
}

static void
take_words(struct lp_cursor *c, struct lp_words *w)
{
    w->chars = lp_cursor_le64(c);
    w->letters = lp_cursor_le64(c);
    w->bins = take_string(c, LP_SKETCH_SIZE);
    w->fragments = take_string(c, LP_FRAGMENTS_MAX * LP_FRAGMENT_SIZE);
    w->measure = lp_cursor_le64(c);
    c->failed = c->failed || w->chars > LP_RECORD_NUMBER_MAX ||
                w->letters > w->chars || w->measure > LP_RECORD_NUMBER_MAX ||
                (w->bins.len != 0 && w->bins.len != LP_SKETCH_SIZE) ||
                w->fragments.len % LP_FRAGMENT_SIZE != 0;
}

static void
take_mail(struct lp_cursor *c, struct lp_in_mail *m)
{
    m->type = take_string(c, LP_WIRE_TYPE_MAX);
    if (m->has_content) {
        take_bytes(c, m->content, sizeof m->content);
    }
    if (m->has_head) {
        take_bytes(c, m->head, sizeof m->head);
    }
    if (m->has_loose) {
        take_bytes(c, m->loose, sizeof m->loose);
    }
}

/* What there is of text and mail. */
static void
take_more(struct lp_cursor *c, struct lp_record *r)
{
    unsigned more = lp_cursor_u8(c);

    r->words.there = (more & MORE_WORDS) != 0;
    r->words.cut = (more & MORE_CUT) != 0;
    r->mail.has_content = (more & MORE_CONTENT) != 0;
    r->mail.has_head = (more & MORE_HEAD) != 0;
    r->mail.nameless = (more & MORE_NAMELESS) != 0;
    r->mail.has_loose = (more & MORE_LOOSE) != 0;
    c->failed = c->failed || more > MORE;
    take_ids(c, r);
    take_words(c, &r->words);
    take_mail(c, &r->mail);
    r->facts = take_string(c, LP_WIRE_FACTS_MAX);
    r->claims = take_string(c, LP_WIRE_CLAIMS_MAX);
    r->seals = take_string(c, LP_WIRE_SEALS_MAX);
}

/* A name decoded is text, and is there if and only if it is said by what. */
static void
take_names(struct lp_cursor *c, struct lp_record *r)
{
    r->name = take_string(c, LP_WIRE_STRING_MAX);
    r->name_by = (enum lp_name_by)lp_cursor_u8(c);
    r->decoded_name = take_string(c, LP_WIRE_STRING_MAX);
    r->target = take_string(c, LP_WIRE_STRING_MAX);
    c->failed = c->failed || r->name_by >= LP_NAME_BY_COUNT ||
                (r->name_by == LP_NAME_FOUND) != (r->decoded_name.len == 0) ||
                !lp_text_utf8(r->decoded_name);
}

static void
take_record(struct lp_cursor *c, struct lp_record *r)
{
    struct lp_slice s;
    unsigned bits;

    r->role = (enum lp_role)lp_cursor_u8(c);
    r->kind = (enum lp_kind)lp_cursor_u8(c);
    bits = lp_cursor_u8(c);
    r->depth = lp_cursor_le16(c);
    r->ordinal = lp_cursor_le32(c);
    r->flags = lp_cursor_le32(c);
    r->size = lp_cursor_le64(c);
    r->unread = lp_cursor_le64(c);
    r->time = (int64_t)lp_cursor_le64(c);
    r->closed = lp_cursor_le16(c);
    r->closed_at = lp_cursor_le64(c);
    take_found(c, &r->found);
    r->container = (bits & BIT_CONTAINER) != 0;
    r->lost = (bits & BIT_LOST) != 0;
    r->has_time = (bits & BIT_TIME) != 0;
    r->has_digest = (bits & BIT_DIGEST) != 0;
    r->has_decoded = (bits & BIT_DECODED) != 0;
    r->has_span = (bits & BIT_SPAN) != 0;
    r->sizeless = (bits & BIT_SIZELESS) != 0;
    r->tree = (bits & BIT_TREE) != 0;
    take_digests(c, r);
    if (r->has_span) {
        r->span_at = lp_cursor_le64(c);
        r->span = lp_cursor_le64(c);
    }
    take_names(c, r);
    s = take_string(c, sizeof r->note - 1);
    for (size_t i = 0; i < s.len; i++) {
        c->failed = c->failed || s.data[i] < ' ' || s.data[i] > '~';
        r->note[i] = (char)s.data[i];
    }
    take_more(c, r);
    c->failed = c->failed || r->role >= LP_ROLE_COUNT ||
                r->kind >= LP_KIND_COUNT || r->depth > LP_WIRE_DEPTH_MAX ||
                r->flags >> LP_FLAG_COUNT != 0 || r->closed >= LP_RULE_COUNT ||
                r->size > LP_RECORD_NUMBER_MAX ||
                r->unread > LP_RECORD_NUMBER_MAX ||
                r->closed_at > LP_RECORD_NUMBER_MAX || !sensible(r);
}

static void
take_body(struct lp_cursor *c, struct lp_event *e)
{
    switch (e->type) {
    case LP_FRAME_OPEN:
    case LP_FRAME_ITEM:
        take_record(c, &e->record);
        break;
    case LP_FRAME_STATUS:
        e->status.files = lp_cursor_le64(c);
        e->status.bytes = lp_cursor_le64(c);
        e->status.total_files = lp_cursor_le64(c);
        e->status.total_bytes = lp_cursor_le64(c);
        e->status.counted = lp_cursor_u8(c) != 0;
        break;
    case LP_FRAME_FAILED:
        e->code = (enum lp_code)lp_cursor_u8(c);
        e->text = take_string(c, sizeof((struct lp_err *)0)->text);
        c->failed = c->failed || e->code == LP_OK || e->code > LP_E_TRUST;
        break;
    case LP_FRAME_END:
        break;
    default:
        c->failed = true;
    }
}

enum lp_code
lp_wire_take(struct lp_event *out, struct lp_slice bytes, size_t *used,
             struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(bytes);
    struct lp_event e = {0};
    uint32_t len;

    *used = 0;
    if (bytes.len < 4) {
        return LP_OK;
    }
    len = lp_cursor_le32(&c);
    if (len == 0 || len > LP_WIRE_FRAME_MAX) {
        return lp_fail(err, LP_E_FORMAT, "the walker sent a frame of %u bytes",
                       len);
    }
    if (bytes.len - 4 < len) {
        return LP_OK;
    }
    c = lp_cursor_over(lp_cursor_take(&c, len));
    e.type = (enum lp_frame)lp_cursor_u8(&c);
    take_body(&c, &e);
    if (c.failed || c.rest.len > 0) {
        return lp_fail(err, LP_E_FORMAT,
                       "the walker sent a frame that breaks the grammar");
    }
    *out = e;
    *used = 4 + (size_t)len;
    return LP_OK;
}
