#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/pdf_xref.h"

#define WINDOW ((size_t)65536)
/* What a window shows of the one before it: a head, and the beginning of a
 * dictionary behind it. */
#define BEFORE ((size_t)64)
#define PEEK ((size_t)512)
#define PACKED_MAX ((size_t)16 << 20)

/* An object, and where the bytes that define it stand. */
struct find {
    uint64_t from;
    struct lp_pdf_entry entry;
};

struct scan {
    struct lp_view *view;
    struct lp_pdf_work *work;
    struct find *finds;
    size_t n;
    size_t cap;
    struct lp_pdf_object trailer; /* the last with a root */
    bool catalog;
    uint32_t catalog_num;
    uint32_t catalog_gen;
    struct lp_buf packed;
};

static enum lp_code
add(struct scan *s, uint64_t from, const struct lp_pdf_entry *e,
    struct lp_err *err)
{
    struct find *more;

    if (s->n >= LP_PDF_TABLE_BYTES / sizeof *more) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, from,
                          "pdf: more objects than any document has");
    }
    more = lp_mem_grow(s->finds, s->n, &s->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    s->finds = more;
    more[s->n++] = (struct find){from, *e};
    return LP_OK;
}

/* Keep `o` as the trailer if it can be one; else it is given back. */
static void
offer(struct scan *s, struct lp_pdf_object *o)
{
    struct lp_pdf_value root = lp_pdf_get(&o->value, "Root");

    if (root.kind == LP_PDF_REF) {
        lp_pdf_object_release(&s->trailer);
        s->trailer = *o;
        *o = (struct lp_pdf_object){0};
    }
    lp_pdf_object_release(o);
}

/* The objects that lie in an object stream (7.5.7). */
static enum lp_code
add_packed(struct scan *s, const struct lp_pdf_object *o, struct lp_err *err)
{
    struct lp_pdf_value filter = lp_pdf_get(&o->value, "Filter");
    struct lp_pdf_value params = lp_pdf_get(&o->value, "DecodeParms");
    struct lp_pdf_value length = lp_pdf_get(&o->value, "Length");
    struct lp_pdf_value count = lp_pdf_get(&o->value, "N");
    int64_t n = lp_pdf_integer(&count, 0, INT32_MAX, 0);
    struct lp_source from = {0};
    struct lp_pdf_token num;
    struct lp_pdf_token at;
    enum lp_pdf_stream_state state;
    size_t i = 0;
    enum lp_code rc;

    lp_buf_clear(&s->packed);
    LP_TRY(
        lp_pdf_stream_open(s->view, o, &filter, &params,
                           (uint64_t)lp_pdf_integer(&length, 0, INT64_MAX, -1),
                           s->work, &from, &state, err));
    if (state != LP_PDF_STREAM_READ) {
        goto done;
    }
    LP_TRY(lp_pdf_drain(&from, PACKED_MAX, &s->packed, err));
    for (int64_t k = 0; k < n; k++) {
        struct lp_pdf_entry e = {.where = LP_PDF_IN_STREAM};

        lp_pdf_token(lp_buf_slice(&s->packed), &i, &num);
        lp_pdf_token(lp_buf_slice(&s->packed), &i, &at);
        if (num.kind != LP_PDF_T_INT || at.kind != LP_PDF_T_INT ||
            num.integer < 0 || num.integer > INT32_MAX) {
            break;
        }
        e.num = (uint32_t)num.integer;
        e.at = (uint64_t)o->num << 32 | (uint64_t)k;
        LP_TRY(add(s, o->at, &e, err));
    }

done:
    lp_source_release(&from);
    return rc;
}

/* What the first bytes of an object make likely. */
static enum lp_code
peek(struct scan *s, struct lp_slice body, uint64_t at, uint32_t num,
     uint32_t gen, struct lp_err *err)
{
    const uint8_t *end;
    struct lp_pdf_object o = {0};
    struct lp_pdf_value type;
    enum lp_code rc = LP_OK;

    if (body.len == 0) {
        return LP_OK;
    }
    body = lp_slice_head(body, PEEK);
    end = memmem(body.data, body.len, "obj", 3);
    body.len = end == NULL ? body.len : (size_t)(end - body.data);
    /* `ObjStm` holds `obj` in capitals only. */
    if (memmem(body.data, body.len, "Catalog", 7) == NULL &&
        memmem(body.data, body.len, "ObjStm", 6) == NULL &&
        memmem(body.data, body.len, "XRef", 4) == NULL) {
        return LP_OK;
    }
    LP_TRY(lp_pdf_object_at(s->view, at, s->work, &o, err));
    type = lp_pdf_get(&o.value, "Type");
    if (lp_pdf_is(&type, "Catalog")) {
        s->catalog = true;
        s->catalog_num = num;
        s->catalog_gen = gen;
    } else if (lp_pdf_is(&type, "ObjStm")) {
        LP_TRY(add_packed(s, &o, err));
    } else if (lp_pdf_is(&type, "XRef")) {
        offer(s, &o);
    }

done:
    lp_pdf_object_release(&o);
    return rc;
}

/* `obj` stands at `i` of the window: is it the end of a head? */
static enum lp_code
look_object(struct scan *s, struct lp_slice w, size_t i, uint64_t at,
            struct lp_err *err)
{
    struct lp_pdf_entry e = {.where = LP_PDF_IN_FILE};
    uint64_t gen;
    uint64_t num;
    size_t k = i;
    enum lp_code rc = LP_OK;

    if (!lp_pdf_number_before(w.data, &k, UINT16_MAX, &gen) ||
        !lp_pdf_number_before(w.data, &k, INT32_MAX, &num)) {
        return LP_OK;
    }
    e.at = at + k;
    e.num = (uint32_t)num;
    e.gen = (uint16_t)gen;
    LP_TRY(add(s, e.at, &e, err));
    LP_TRY(peek(s, lp_slice_from(w, i + 3), e.at, e.num, e.gen, err));

done:
    return rc;
}

static enum lp_code
look_trailer(struct scan *s, uint64_t at, struct lp_err *err)
{
    struct lp_pdf_object o = {0};
    enum lp_code rc = lp_pdf_object_alone(s->view, at, s->work, &o, err);

    offer(s, &o);
    return rc;
}

/* All that begins in bytes `from` to `to` of the window at `at`. */
static enum lp_code
scan_window(struct scan *s, struct lp_slice w, uint64_t at, size_t from,
            size_t to, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = from; i < to; i++) {
        uint8_t c = w.data[i];

        if (c == 'o' &&
            lp_slice_begins(lp_slice_from(w, i), lp_slice_str("obj"))) {
            LP_TRY(look_object(s, w, i, at, err));
        } else if (c == 't' && lp_slice_begins(lp_slice_from(w, i),
                                               lp_slice_str("trailer"))) {
            LP_TRY(look_trailer(s, at + i + 7, err));
        }
    }

done:
    return rc;
}

static enum lp_code
scan_file(struct scan *s, struct lp_err *err)
{
    uint8_t *bytes = malloc(WINDOW);
    size_t before = 0;
    uint64_t at = 0;
    size_t got;
    enum lp_code rc = LP_OK;

    if (bytes == NULL) {
        return lp_no_memory(err);
    }
    for (;;) {
        bool last;
        size_t to;

        LP_TRY(lp_view_read(s->view, at, bytes, WINDOW, &got, err));
        LP_TRY(lp_pdf_work_take(s->work, got, err));
        last = got < WINDOW;
        to = last ? got : WINDOW - PEEK;
        LP_TRY(
            scan_window(s, (struct lp_slice){bytes, got}, at, before, to, err));
        if (last) {
            break;
        }
        at += to - BEFORE;
        before = BEFORE;
    }

done:
    free(bytes);
    return rc;
}

static int
order(const void *a, const void *b)
{
    const struct find *x = a;
    const struct find *y = b;

    if (x->entry.num != y->entry.num) {
        return x->entry.num < y->entry.num ? -1 : 1;
    }
    if (x->from != y->from) {
        return x->from > y->from ? -1 : 1;
    }
    return (x->entry.at < y->entry.at) - (x->entry.at > y->entry.at);
}

static enum lp_code
fill(struct scan *s, struct lp_pdf_table *t, struct lp_err *err)
{
    struct lp_pdf_revision r = {.end = s->view->size};
    enum lp_code rc;

    if (s->trailer.value.kind == LP_PDF_NONE && s->catalog) {
        size_t i = 0;

        lp_buf_printf(&s->trailer.bytes, "<</Root %u %u R>>", s->catalog_num,
                      s->catalog_gen);
        LP_TRY(lp_buf_check(&s->trailer.bytes, err));
        (void)lp_pdf_value(lp_buf_slice(&s->trailer.bytes), &i,
                           &s->trailer.value);
    }
    r.trailer = s->trailer;
    s->trailer = (struct lp_pdf_object){0};
    rc = lp_pdf_table_section(t, &r, err);
    lp_pdf_object_release(&r.trailer);
    LP_TRY(rc);
    if (s->n > 0) {
        qsort(s->finds, s->n, sizeof s->finds[0], order);
    }
    for (size_t i = 0; i < s->n; i++) {
        if (i == 0 || s->finds[i].entry.num != s->finds[i - 1].entry.num) {
            LP_TRY(lp_pdf_table_add(t, &s->finds[i].entry, err));
        }
    }
    lp_pdf_table_seal(t);

done:
    return rc;
}

enum lp_code
lp_pdf_rebuild(struct lp_view *v, struct lp_pdf_work *w, struct lp_pdf_table *t,
               struct lp_err *err)
{
    struct scan s = {.view = v, .work = w};
    enum lp_code rc;

    LP_TRY(scan_file(&s, err));
    LP_TRY(fill(&s, t, err));

done:
    lp_pdf_object_release(&s.trailer);
    lp_buf_release(&s.packed);
    free(s.finds);
    return rc;
}
