#include "formats/pdf_object.h"

#include <string.h>

#include "base/text.h"

#define FIRST_READ ((size_t)1024)
#define FILTERS_MAX 8
/* Behind a value: `stream` and its end of line, and what tells a number from a
 * reference. */
#define MARGIN ((size_t)64)

void
lp_pdf_object_release(struct lp_pdf_object *o)
{
    lp_buf_release(&o->bytes);
    *o = (struct lp_pdf_object){0};
}

/* `num gen obj` at `*i`. */
static bool
take_head(struct lp_slice s, size_t *i, struct lp_pdf_object *o)
{
    struct lp_pdf_token num;
    struct lp_pdf_token gen;
    struct lp_pdf_token obj;

    lp_pdf_token(s, i, &num);
    if (num.kind != LP_PDF_T_INT) {
        return false;
    }
    lp_pdf_token(s, i, &gen);
    lp_pdf_token(s, i, &obj);
    if (num.integer < 0 || num.integer > INT32_MAX ||
        gen.kind != LP_PDF_T_INT || gen.integer < 0 ||
        gen.integer > UINT16_MAX || !lp_slice_is(obj.raw, "obj")) {
        return false;
    }
    o->num = (uint32_t)num.integer;
    o->gen = (uint32_t)gen.integer;
    return true;
}

/* `stream` and its end of line, which should be CRLF or LF. */
static void
take_stream(struct lp_slice s, size_t i, struct lp_pdf_object *o)
{
    struct lp_pdf_token t;

    lp_pdf_token(s, &i, &t);
    if (o->value.kind != LP_PDF_DICT || !lp_slice_is(t.raw, "stream")) {
        return;
    }
    if (i < s.len && s.data[i] == '\r') {
        i++;
    }
    if (i < s.len && s.data[i] == '\n') {
        i++;
    }
    o->stream_at = o->at + i;
    o->end = o->stream_at;
}

/* What can be said of the object in the first bytes `s` of it; false if more
 * of them are needed. */
static bool
look(struct lp_slice s, bool whole, bool alone, struct lp_pdf_object *o)
{
    size_t i = 0;
    enum lp_pdf_got got;

    if (!alone && !take_head(s, &i, o)) {
        return true;
    }
    got = lp_pdf_value(s, &i, &o->value);
    if (got != LP_PDF_GOT) {
        return whole || got == LP_PDF_BAD;
    }
    if (!whole && s.len - i < MARGIN) {
        return false;
    }
    o->end = o->at + i;
    take_stream(s, i, o);
    return true;
}

static enum lp_code
read_object(struct lp_view *v, uint64_t at, bool alone, struct lp_pdf_work *w,
            struct lp_pdf_object *out, struct lp_err *err)
{
    struct lp_pdf_object o = {.at = at, .bytes.max = LP_PDF_OBJECT_MAX};
    size_t got;
    bool whole = false;
    bool done = false;
    enum lp_code rc = LP_OK;

    for (size_t n = FIRST_READ; !done && !whole; n = o.bytes.len * 3) {
        uint8_t *room;

        n = n < LP_PDF_OBJECT_MAX - o.bytes.len
                ? n
                : LP_PDF_OBJECT_MAX - o.bytes.len;
        LP_TRY(lp_pdf_work_take(w, n < v->size ? n : v->size, err));
        room = lp_buf_room(&o.bytes, n);
        LP_TRY(lp_buf_check(&o.bytes, err));
        LP_TRY(lp_view_read(v, at + o.bytes.len, room, n, &got, err));
        o.bytes.len += got;
        whole = got < n || o.bytes.len == LP_PDF_OBJECT_MAX;
        done = look(lp_buf_slice(&o.bytes), whole, alone, &o);
    }
    if (o.value.kind == LP_PDF_NONE && o.bytes.len == LP_PDF_OBJECT_MAX) {
        lp_pdf_work_broken(w, LP_RULE_LIMIT_HEADER);
    }
    if (o.value.kind != LP_PDF_NONE) {
        *out = o;
        o = (struct lp_pdf_object){0};
    }

done:
    lp_pdf_object_release(&o);
    return rc;
}

enum lp_code
lp_pdf_object_at(struct lp_view *v, uint64_t at, struct lp_pdf_work *w,
                 struct lp_pdf_object *out, struct lp_err *err)
{
    return read_object(v, at, false, w, out, err);
}

enum lp_code
lp_pdf_object_alone(struct lp_view *v, uint64_t at, struct lp_pdf_work *w,
                    struct lp_pdf_object *out, struct lp_err *err)
{
    return read_object(v, at, true, w, out, err);
}

static enum lp_code
ends_there(struct lp_view *v, uint64_t at, bool *yes, struct lp_err *err)
{
    uint8_t bytes[32];
    size_t got;
    size_t i = 0;
    enum lp_code rc = lp_view_read(v, at, bytes, sizeof bytes, &got, err);
    struct lp_slice s = {bytes, got};

    while (i < got && lp_pdf_blank(bytes[i])) {
        i++;
    }
    s = lp_slice_from(s, i);
    *yes = lp_slice_begins(s, lp_slice_str("endstream"));
    return rc;
}

/* The end of line before `endstream` is not of the stream. */
static uint64_t
without_eol(const uint8_t *data, size_t n)
{
    if (n > 0 && data[n - 1] == '\n') {
        n--;
    }
    if (n > 0 && data[n - 1] == '\r') {
        n--;
    }
    return n;
}

static enum lp_code
find_end(struct lp_view *v, uint64_t from, struct lp_pdf_work *w,
         uint64_t *size, struct lp_err *err)
{
    static const char mark[] = "endstream";
    uint8_t bytes[16384];
    size_t keep = sizeof mark + 2;
    uint64_t at = from;
    size_t got;
    enum lp_code rc;

    for (;;) {
        const uint8_t *end;

        LP_TRY(lp_view_read(v, at, bytes, sizeof bytes, &got, err));
        LP_TRY(lp_pdf_work_take(w, got, err));
        end = memmem(bytes, got, mark, sizeof mark - 1);
        if (end != NULL) {
            *size = at - from + without_eol(bytes, (size_t)(end - bytes));
            break;
        }
        if (got < sizeof bytes) {
            lp_pdf_work_broken(w, LP_RULE_TRUNCATED);
            *size = v->size > from ? v->size - from : 0;
            break;
        }
        at += got - keep;
    }

done:
    return rc;
}

enum lp_code
lp_pdf_stream_size(struct lp_view *v, const struct lp_pdf_object *o,
                   uint64_t length, struct lp_pdf_work *w, uint64_t *size,
                   struct lp_err *err)
{
    bool yes = false;
    enum lp_code rc = LP_OK;

    *size = length;
    if (o->stream_at < v->size && length <= v->size - o->stream_at) {
        rc = ends_there(v, o->stream_at + length, &yes, err);
    }
    if (rc == LP_OK && !yes) {
        rc = find_end(v, o->stream_at, w, size, err);
    }
    return rc;
}

static const struct {
    const char *name;
    const char *brief; /* in inline images, and taken elsewhere too */
    enum lp_pdf_coding coding;
    bool picture;
} filters[] = {
    {"FlateDecode", "Fl", LP_PDF_FLATE, false},
    {"LZWDecode", "LZW", LP_PDF_LZW, false},
    {"ASCIIHexDecode", "AHx", LP_PDF_HEX, false},
    {"ASCII85Decode", "A85", LP_PDF_A85, false},
    {"RunLengthDecode", "RL", LP_PDF_RUNS, false},
    {"DCTDecode", "DCT", 0, true},
    {"CCITTFaxDecode", "CCF", 0, true},
    {"JPXDecode", "JPXDecode", 0, true},
    {"JBIG2Decode", "JBIG2Decode", 0, true},
};

static void
read_params(const struct lp_pdf_value *v, struct lp_pdf_params *p)
{
    struct lp_pdf_value predictor = lp_pdf_get(v, "Predictor");
    struct lp_pdf_value colors = lp_pdf_get(v, "Colors");
    struct lp_pdf_value bits = lp_pdf_get(v, "BitsPerComponent");
    struct lp_pdf_value columns = lp_pdf_get(v, "Columns");
    struct lp_pdf_value early = lp_pdf_get(v, "EarlyChange");

    p->predictor = (unsigned)lp_pdf_integer(&predictor, 1, 15, 1);
    p->colors = (unsigned)lp_pdf_integer(&colors, 1, 32, 1);
    p->bits = (unsigned)lp_pdf_integer(&bits, 1, 16, 8);
    p->columns = (unsigned)lp_pdf_integer(&columns, 1, INT32_MAX, 1);
    p->late = lp_pdf_integer(&early, 0, 1, 1) == 0;
}

static enum lp_code
add_filter(const struct lp_pdf_value *name, const struct lp_pdf_value *params,
           struct lp_pdf_work *w, struct lp_source *io,
           enum lp_pdf_stream_state *state, struct lp_err *err)
{
    struct lp_pdf_params p;
    enum lp_code rc = LP_OK;

    read_params(params, &p);
    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
        if (!lp_pdf_is(name, filters[i].name) &&
            !lp_pdf_is(name, filters[i].brief)) {
            continue;
        }
        if (filters[i].picture) {
            *state = LP_PDF_STREAM_PICTURE;
            return LP_OK;
        }
        rc = lp_pdf_filter(io, filters[i].coding, &p, w, err);
        if (rc == LP_OK && p.predictor > 1 &&
            (filters[i].coding == LP_PDF_FLATE ||
             filters[i].coding == LP_PDF_LZW)) {
            rc = lp_pdf_filter(io, LP_PDF_PREDICTED, &p, w, err);
            if (rc == LP_E_FORMAT) {
                lp_pdf_work_broken(w, LP_RULE_PDF_STREAM);
                *state = LP_PDF_STREAM_CLOSED;
                rc = LP_OK;
            }
        }
        return rc;
    }
    *state = LP_PDF_STREAM_CLOSED;
    return rc;
}

/* One filter, or an array of them, the first to be undone first. */
static enum lp_code
add_filters(const struct lp_pdf_value *filter,
            const struct lp_pdf_value *params, struct lp_pdf_work *w,
            struct lp_source *io, enum lp_pdf_stream_state *state,
            struct lp_err *err)
{
    struct lp_pdf_walk names = lp_pdf_walk(filter);
    struct lp_pdf_walk each = lp_pdf_walk(params);
    struct lp_pdf_value name;
    struct lp_pdf_value p = {0};
    unsigned n = 0;
    enum lp_code rc = LP_OK;

    if (filter->kind == LP_PDF_NAME) {
        if (params->kind == LP_PDF_ARRAY) {
            (void)lp_pdf_item(&each, &p);
            params = &p;
        }
        return add_filter(filter, params, w, io, state, err);
    }
    if (filter->kind != LP_PDF_ARRAY) {
        return LP_OK;
    }
    while (rc == LP_OK && *state == LP_PDF_STREAM_READ &&
           lp_pdf_item(&names, &name)) {
        p = (struct lp_pdf_value){0};
        if (params->kind == LP_PDF_ARRAY) {
            (void)lp_pdf_item(&each, &p);
        }
        if (++n > FILTERS_MAX) {
            *state = LP_PDF_STREAM_CLOSED;
            break;
        }
        rc = add_filter(&name, &p, w, io, state, err);
    }
    return rc;
}

enum lp_code
lp_pdf_stream_open(struct lp_view *v, const struct lp_pdf_object *o,
                   const struct lp_pdf_value *filter,
                   const struct lp_pdf_value *params, uint64_t length,
                   struct lp_pdf_work *w, struct lp_source *out,
                   enum lp_pdf_stream_state *state, struct lp_err *err)
{
    struct lp_source io = {0};
    struct lp_pdf_value external = lp_pdf_get(&o->value, "F");
    uint64_t size;
    enum lp_code rc = LP_OK;

    *out = io;
    *state = o->stream_at == 0 ? LP_PDF_STREAM_NONE : LP_PDF_STREAM_READ;
    if (external.kind != LP_PDF_NONE && *state == LP_PDF_STREAM_READ) {
        *state = LP_PDF_STREAM_CLOSED;
    }
    if (*state != LP_PDF_STREAM_READ) {
        return LP_OK;
    }
    LP_TRY(lp_pdf_stream_size(v, o, length, w, &size, err));
    LP_TRY(lp_source_range(&io, v, o->stream_at, size, err));
    LP_TRY(add_filters(filter, params, w, &io, state, err));
    if (*state == LP_PDF_STREAM_READ) {
        LP_TRY(lp_pdf_work_take(w, size, err));
        *out = io;
        io = (struct lp_source){0};
    }

done:
    lp_source_release(&io);
    return rc;
}

enum lp_code
lp_pdf_drain(struct lp_source *from, size_t max, struct lp_buf *to,
             struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc;

    do {
        rc = lp_source_pull(from, &p, err);
        if (rc == LP_OK && p.bytes.len > max - to->len) {
            rc = lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_HEADER, 0,
                            "pdf: a table is larger than %zu bytes", max);
        }
        if (rc == LP_OK) {
            lp_buf_put(to, p.bytes);
            rc = lp_buf_check(to, err);
        }
    } while (rc == LP_OK && p.bytes.len > 0);
    return rc;
}
