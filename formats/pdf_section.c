#include "formats/pdf_section.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW ((size_t)32768)
/* Most sections of a document with many are short. */
#define FIRST_READ ((size_t)1024)
#define ROW_MAX 24U

/* Tokens of the file from a place on. */
struct hand {
    struct lp_view *view;
    struct lp_pdf_work *work;
    uint64_t at; /* of bytes[0] */
    size_t pos;
    size_t len;
    size_t step; /* what is read at once */
    bool ended;
    uint8_t bytes[WINDOW];
};

static enum lp_code
hand_more(struct hand *h, struct lp_err *err)
{
    size_t got;
    size_t n;
    enum lp_code rc;

    memmove(h->bytes, h->bytes + h->pos, h->len - h->pos);
    h->at += h->pos;
    h->len -= h->pos;
    h->pos = 0;
    n = h->step < WINDOW - h->len ? h->step : WINDOW - h->len;
    h->step = WINDOW;
    rc = lp_view_read(h->view, h->at + h->len, h->bytes + h->len, n, &got, err);
    if (rc == LP_OK) {
        h->ended = got == 0;
        h->len += got;
        rc = lp_pdf_work_take(h->work, got, err);
    }
    return rc;
}

static enum lp_code
hand_token(struct hand *h, struct lp_pdf_token *t, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (;;) {
        size_t i = h->pos;

        lp_pdf_token((struct lp_slice){h->bytes, h->len}, &i, t);
        if (!t->open || h->ended || (h->pos == 0 && h->len == WINDOW)) {
            h->pos = i;
            return LP_OK;
        }
        rc = hand_more(h, err);
        if (rc != LP_OK) {
            return rc;
        }
    }
}

static enum lp_code
add_classic(struct lp_pdf_section *s, uint64_t num, int64_t at, int64_t gen,
            bool in_use, struct lp_err *err)
{
    struct lp_pdf_entry e = {
        .num = (uint32_t)num,
        .at = at > 0 ? (uint64_t)at + s->shift : 0,
        .gen = (uint16_t)(gen < UINT16_MAX ? gen : UINT16_MAX),
        .where = in_use && at > 0 ? LP_PDF_IN_FILE : LP_PDF_FREE,
    };

    return lp_pdf_table_add(s->table, &e, err);
}

/* The entries of one subsection (7.5.4). */
static enum lp_code
read_subsection(struct lp_pdf_section *s, struct hand *h, uint64_t first,
                uint64_t count, struct lp_err *err)
{
    struct lp_pdf_token at;
    struct lp_pdf_token gen;
    struct lp_pdf_token use;
    enum lp_code rc = LP_OK;

    for (uint64_t i = 0; i < count && s->lawful; i++) {
        int64_t offset;
        int64_t generation;

        LP_TRY(hand_token(h, &at, err));
        offset = at.integer;
        s->lawful = at.kind == LP_PDF_T_INT && offset >= 0;
        LP_TRY(hand_token(h, &gen, err));
        generation = gen.integer;
        s->lawful = s->lawful && gen.kind == LP_PDF_T_INT && generation >= 0;
        LP_TRY(hand_token(h, &use, err));
        s->lawful = s->lawful && first + i <= INT32_MAX &&
                    (lp_slice_is(use.raw, "n") || lp_slice_is(use.raw, "f"));
        if (s->lawful) {
            LP_TRY(add_classic(s, first + i, offset, generation,
                               use.raw.data[0] == 'n', err));
        }
    }

done:
    return rc;
}

static enum lp_code
read_classic(struct lp_pdf_section *s, struct hand *h, struct lp_err *err)
{
    struct lp_pdf_token t;
    enum lp_code rc = LP_OK;

    while (s->lawful) {
        int64_t first;

        LP_TRY(hand_token(h, &t, err));
        if (lp_slice_is(t.raw, "trailer")) {
            break;
        }
        first = t.integer;
        s->lawful = t.kind == LP_PDF_T_INT && first >= 0 && first <= INT32_MAX;
        LP_TRY(hand_token(h, &t, err));
        s->lawful = s->lawful && t.kind == LP_PDF_T_INT && t.integer >= 0;
        if (s->lawful) {
            LP_TRY(read_subsection(s, h, (uint64_t)first, (uint64_t)t.integer,
                                   err));
        }
    }
    if (s->lawful) {
        LP_TRY(lp_pdf_object_alone(s->view, h->at + h->pos, s->work,
                                   &s->trailer, err));
        s->lawful = s->trailer.value.kind == LP_PDF_DICT;
    }

done:
    return rc;
}

/* Rows of three numbers (7.5.8.3), and which objects they are for. */
struct rows {
    unsigned width[3];
    struct lp_pdf_walk index;
    uint64_t num;
    uint64_t left;
    uint8_t row[ROW_MAX];
    unsigned have;
};

static uint64_t
number(const uint8_t *p, unsigned n)
{
    uint64_t v = 0;

    for (unsigned i = 0; i < n; i++) {
        v = v << 8 | p[i];
    }
    return v;
}

static enum lp_code
add_row(struct lp_pdf_section *s, struct rows *r, struct lp_err *err)
{
    const uint8_t *p = r->row;
    uint64_t type = r->width[0] == 0 ? 1 : number(p, r->width[0]);
    uint64_t two = number(p + r->width[0], r->width[1]);
    uint64_t three = number(p + r->width[0] + r->width[1], r->width[2]);
    struct lp_pdf_entry e = {.num = (uint32_t)r->num, .where = LP_PDF_FREE};

    if (r->num > INT32_MAX) {
        s->lawful = false;
        return LP_OK;
    }
    if (type == 1 && two > 0 && two <= INT64_MAX - s->shift) {
        e.at = two + s->shift;
        e.gen = (uint16_t)(three < UINT16_MAX ? three : UINT16_MAX);
        e.where = LP_PDF_IN_FILE;
    } else if (type == 2 && two <= INT32_MAX && three <= UINT32_MAX) {
        e.at = two << 32 | three;
        e.where = LP_PDF_IN_STREAM;
    }
    r->num++;
    r->left--;
    return lp_pdf_table_add(s->table, &e, err);
}

/* The next subsection; false if there is none. */
static bool
next_index(struct rows *r)
{
    struct lp_pdf_value first;
    struct lp_pdf_value count;

    while (r->left == 0) {
        if (!lp_pdf_item(&r->index, &first) ||
            !lp_pdf_item(&r->index, &count)) {
            return false;
        }
        r->num = (uint64_t)lp_pdf_integer(&first, 0, INT32_MAX, INT32_MAX);
        r->left = (uint64_t)lp_pdf_integer(&count, 0, INT32_MAX, 0);
    }
    return true;
}

static enum lp_code
read_rows(struct lp_pdf_section *s, struct rows *r, struct lp_source *from,
          struct lp_err *err)
{
    unsigned size = r->width[0] + r->width[1] + r->width[2];
    struct lp_piece p;
    enum lp_code rc;

    do {
        LP_TRY(lp_source_pull(from, &p, err));
        for (size_t i = 0; i < p.bytes.len && next_index(r);) {
            size_t n = size - r->have;

            n = n < p.bytes.len - i ? n : p.bytes.len - i;
            memcpy(r->row + r->have, p.bytes.data + i, n);
            r->have += (unsigned)n;
            i += n;
            if (r->have == size) {
                LP_TRY(add_row(s, r, err));
                r->have = 0;
            }
        }
    } while (p.bytes.len > 0 && s->lawful);

done:
    return rc;
}

static bool
read_widths(const struct lp_pdf_value *dict, struct rows *r)
{
    struct lp_pdf_value w = lp_pdf_get(dict, "W");
    struct lp_pdf_walk walk = lp_pdf_walk(&w);
    struct lp_pdf_value v;

    for (size_t i = 0; i < 3; i++) {
        (void)lp_pdf_item(&walk, &v);
        r->width[i] = (unsigned)lp_pdf_integer(&v, 0, 8, 9);
        if (r->width[i] > 8) {
            return false;
        }
    }
    return r->width[0] + r->width[1] + r->width[2] > 0;
}

/* A cross-reference stream (7.5.8), which is already read as an object. */
static enum lp_code
read_stream(struct lp_pdf_section *s, const struct lp_pdf_object *o,
            struct lp_err *err)
{
    const struct lp_pdf_value *dict = &o->value;
    struct lp_pdf_value filter = lp_pdf_get(dict, "Filter");
    struct lp_pdf_value params = lp_pdf_get(dict, "DecodeParms");
    struct lp_pdf_value length = lp_pdf_get(dict, "Length");
    struct lp_pdf_value size = lp_pdf_get(dict, "Size");
    struct lp_pdf_value index = lp_pdf_get(dict, "Index");
    struct rows r = {0};
    struct lp_source from = {0};
    enum lp_pdf_stream_state state;
    enum lp_code rc;

    if (!read_widths(dict, &r)) {
        s->lawful = false;
        return LP_OK;
    }
    r.index = lp_pdf_walk(&index);
    if (index.kind != LP_PDF_ARRAY) {
        r.left = (uint64_t)lp_pdf_integer(&size, 0, INT32_MAX, 0);
    }
    LP_TRY(
        lp_pdf_stream_open(s->view, o, &filter, &params,
                           (uint64_t)lp_pdf_integer(&length, 0, INT64_MAX, -1),
                           s->work, &from, &state, err));
    s->lawful = state == LP_PDF_STREAM_READ;
    if (s->lawful) {
        LP_TRY(read_rows(s, &r, &from, err));
    }

done:
    lp_source_release(&from);
    return rc;
}

enum lp_code
lp_pdf_section_read(struct lp_pdf_section *s, uint64_t at, struct lp_err *err)
{
    struct hand *h = calloc(1, sizeof *h);
    struct lp_pdf_value type;
    struct lp_pdf_token t;
    enum lp_code rc = LP_OK;

    if (h == NULL) {
        return lp_no_memory(err);
    }
    h->view = s->view;
    h->work = s->work;
    h->at = at;
    h->step = FIRST_READ;
    s->lawful = true;
    LP_TRY(hand_token(h, &t, err));
    if (lp_slice_is(t.raw, "xref")) {
        s->stream = false;
        LP_TRY(read_classic(s, h, err));
        goto done;
    }
    LP_TRY(lp_pdf_object_at(s->view, at, s->work, &s->trailer, err));
    type = lp_pdf_get(&s->trailer.value, "Type");
    s->lawful = lp_pdf_is(&type, "XRef");
    s->stream = true;
    if (s->lawful) {
        LP_TRY(read_stream(s, &s->trailer, err));
    }

done:
    free(h);
    return rc;
}
