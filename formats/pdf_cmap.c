#include "formats/pdf_cmap.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/pdf_glyph.h"
#include "formats/pdf_value.h"

#define TEXT_UNITS_MAX ((size_t)512)

enum mode {
    OUTSIDE,
    SPACES,
    BF_CHARS,
    BF_RANGES,
    CID_CHARS,
    CID_RANGES,
};

static const struct {
    const char *word;
    enum mode mode;
} words[] = {
    {"begincodespacerange", SPACES}, {"beginbfchar", BF_CHARS},
    {"beginbfrange", BF_RANGES},     {"begincidchar", CID_CHARS},
    {"begincidrange", CID_RANGES},   {"endcodespacerange", OUTSIDE},
    {"endbfchar", OUTSIDE},          {"endbfrange", OUTSIDE},
    {"endcidchar", OUTSIDE},         {"endcidrange", OUTSIDE},
};

struct reading {
    struct lp_pdf_cmap *map;
    struct lp_pdf_work *work;
    struct lp_slice bytes;
    size_t at;
    enum mode mode;
    struct lp_buf code;
};

void
lp_pdf_cmap_release(struct lp_pdf_cmap *m)
{
    free(m->single.of);
    free(m->range.of);
    lp_buf_release(&m->text);
    *m = (struct lp_pdf_cmap){0};
}

size_t
lp_pdf_cmap_held(const struct lp_pdf_cmap *m)
{
    return (m->single.cap + m->range.cap) * sizeof m->range.of[0] + m->text.cap;
}

/* The code of a string, and how many bytes it has; false if it is none. */
static bool
code_of(struct reading *r, const struct lp_pdf_value *v, uint32_t *code,
        unsigned *width)
{
    lp_buf_clear(&r->code);
    if (v->kind != LP_PDF_STRING || v->raw.len > 64) {
        return false;
    }
    lp_pdf_bytes_of(&r->code, v);
    if (r->code.len == 0 || r->code.len > 4) {
        return false;
    }
    *width = (unsigned)r->code.len;
    *code = 0;
    for (size_t i = 0; i < r->code.len; i++) {
        *code = *code << 8 | r->code.data[i];
    }
    return true;
}

static enum lp_code
add_row(struct reading *r, const struct lp_pdf_cmap_row *row,
        struct lp_err *err)
{
    struct lp_pdf_cmap *m = r->map;
    struct lp_pdf_cmap_rows *rows =
        row->low == row->high ? &m->single : &m->range;
    struct lp_pdf_cmap_row *more;

    if (m->single.n + m->range.n >= LP_PDF_CMAP_ROWS_MAX) {
        lp_pdf_work_broken(r->work, LP_RULE_LIMIT_ENTRIES);
        return LP_OK;
    }
    more = lp_mem_grow(rows->of, rows->n, &rows->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    rows->of = more;
    more[rows->n++] = *row;
    return LP_OK;
}

/* Characters for the codes from `low` to `high`. */
static enum lp_code
add_text(struct reading *r, uint32_t low, uint32_t high,
         const struct lp_pdf_value *v, struct lp_err *err)
{
    struct lp_pdf_cmap *m = r->map;
    struct lp_pdf_cmap_row row = {low, high, (uint32_t)m->text.len, 0};

    if (v->kind != LP_PDF_STRING || high < low) {
        return LP_OK;
    }
    lp_pdf_bytes_of(&m->text, v);
    if (m->text.len == row.to + 1U) {
        /* One byte, where two are asked for: some writers do that. */
        lp_buf_byte(&m->text, m->text.data[row.to]);
        if (lp_buf_check(&m->text, err) != LP_OK) {
            return m->text.failed;
        }
        m->text.data[row.to] = 0;
    }
    row.len = (uint32_t)(m->text.len - row.to);
    if (lp_buf_check(&m->text, err) != LP_OK) {
        return m->text.failed;
    }
    row.len = row.len < TEXT_UNITS_MAX * 2 ? row.len & ~1U
                                           : (uint32_t)TEXT_UNITS_MAX * 2;
    return row.len == 0 ? LP_OK : add_row(r, &row, err);
}

static enum lp_code
add_array(struct reading *r, uint32_t low, uint32_t high,
          const struct lp_pdf_value *array, struct lp_err *err)
{
    struct lp_pdf_walk w = lp_pdf_walk(array);
    struct lp_pdf_value v;
    uint64_t code = low;
    enum lp_code rc = LP_OK;

    while (rc == LP_OK && code <= high && lp_pdf_item(&w, &v)) {
        rc = add_text(r, (uint32_t)code, (uint32_t)code, &v, err);
        code++;
    }
    return rc;
}

static void
add_space(struct lp_pdf_cmap *m, unsigned width, uint32_t low, uint32_t high)
{
    if (m->n_spaces < LP_PDF_SPACES_MAX && low <= high) {
        m->spaces[m->n_spaces++] = (struct lp_pdf_cmap_space){width, low, high};
    }
}

/* A row begins with `first`; the rest of it follows. */
static enum lp_code
read_row(struct reading *r, const struct lp_pdf_value *first,
         struct lp_err *err)
{
    bool one = r->mode == BF_CHARS || r->mode == CID_CHARS;
    struct lp_pdf_cmap_row row = {0};
    struct lp_pdf_value v = *first;
    unsigned width;

    if (!code_of(r, &v, &row.low, &width)) {
        return LP_OK;
    }
    row.high = row.low;
    if (!one && (lp_pdf_value(r->bytes, &r->at, &v) != LP_PDF_GOT ||
                 !code_of(r, &v, &row.high, &width))) {
        return LP_OK;
    }
    if (r->mode == SPACES) {
        add_space(r->map, width, row.low, row.high);
        return LP_OK;
    }
    if (lp_pdf_value(r->bytes, &r->at, &v) != LP_PDF_GOT) {
        return LP_OK;
    }
    if (r->mode == CID_CHARS || r->mode == CID_RANGES) {
        row.to = (uint32_t)lp_pdf_integer(&v, 0, UINT32_MAX, 0);
        return row.low <= row.high ? add_row(r, &row, err) : LP_OK;
    }
    if (v.kind == LP_PDF_ARRAY) {
        return add_array(r, row.low, row.high, &v, err);
    }
    return add_text(r, row.low, row.high, &v, err);
}

static void
read_word(struct reading *r, struct lp_slice word,
          const struct lp_pdf_value *before)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (lp_slice_is(word, words[i].word)) {
            r->mode = words[i].mode;
        }
    }
    if (lp_slice_is(word, "usecmap")) {
        bool v = lp_pdf_is(before, "Identity-V");

        if (v || lp_pdf_is(before, "Identity-H")) {
            r->map->identity = true;
            r->map->vertical = r->map->vertical || v;
            add_space(r->map, 2, 0, 0xffff);
        }
    }
}

static int
order(const void *a, const void *b)
{
    const struct lp_pdf_cmap_row *x = a;
    const struct lp_pdf_cmap_row *y = b;

    if (x->low != y->low) {
        return x->low < y->low ? -1 : 1;
    }
    /* What was defined later has its text further back. */
    if (x->to != y->to) {
        return x->to < y->to ? -1 : 1;
    }
    return (x->high > y->high) - (x->high < y->high);
}

static void
sort(struct lp_pdf_cmap_rows *rows)
{
    if (rows->n > 0) {
        qsort(rows->of, rows->n, sizeof rows->of[0], order);
    }
}

enum lp_code
lp_pdf_cmap_read(struct lp_pdf_cmap *m, struct lp_slice bytes,
                 struct lp_pdf_work *w, struct lp_err *err)
{
    struct reading r = {.map = m, .work = w, .bytes = bytes};
    struct lp_pdf_value last = {0};
    struct lp_pdf_value name = {0};
    struct lp_pdf_value v;
    enum lp_code rc = LP_OK;

    while (r.at < bytes.len) {
        struct lp_pdf_token t;

        if (lp_pdf_value(bytes, &r.at, &v) == LP_PDF_GOT) {
            if (r.mode != OUTSIDE) {
                LP_TRY(read_row(&r, &v, err));
            }
            if (lp_pdf_is(&last, "WMode") && v.kind == LP_PDF_INT) {
                m->vertical = v.integer == 1;
            }
            name = v;
            last = v;
            continue;
        }
        lp_pdf_token(bytes, &r.at, &t);
        if (t.kind == LP_PDF_T_ARRAY || t.kind == LP_PDF_T_DICT) {
            /* Nothing closes it, which was looked for in all that follows. */
            LP_TRY(lp_pdf_work_take(w, bytes.len - r.at, err));
        }
        read_word(&r, t.raw, &name);
        last = (struct lp_pdf_value){0};
    }
    sort(&m->single);
    sort(&m->range);

done:
    lp_buf_release(&r.code);
    return rc;
}

unsigned
lp_pdf_cmap_width(const struct lp_pdf_cmap *m, struct lp_slice codes,
                  unsigned other)
{
    uint32_t code = 0;
    size_t n;

    for (n = 1; n <= 4 && n <= codes.len; n++) {
        code = code << 8 | codes.data[n - 1];
        for (size_t i = 0; i < m->n_spaces; i++) {
            if (m->spaces[i].width == n && code >= m->spaces[i].low &&
                code <= m->spaces[i].high) {
                return (unsigned)n;
            }
        }
    }
    return codes.len < other ? (unsigned)codes.len : other;
}

/* The last row that begins at or before `code`, if it reaches it. */
static const struct lp_pdf_cmap_row *
find(const struct lp_pdf_cmap_rows *rows, uint32_t code)
{
    size_t low = 0;
    size_t high = rows->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (rows->of[mid].low <= code) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low > 0 && rows->of[low - 1].high >= code ? &rows->of[low - 1]
                                                     : NULL;
}

static const struct lp_pdf_cmap_row *
find_any(const struct lp_pdf_cmap *m, uint32_t code)
{
    const struct lp_pdf_cmap_row *row = find(&m->single, code);

    return row != NULL ? row : find(&m->range, code);
}

bool
lp_pdf_cmap_text(const struct lp_pdf_cmap *m, uint32_t code, struct lp_buf *to)
{
    const struct lp_pdf_cmap_row *row = find_any(m, code);
    uint8_t units[TEXT_UNITS_MAX * 2];
    uint32_t last;

    if (row == NULL || row->len == 0) {
        return false;
    }
    memcpy(units, m->text.data + row->to, row->len);
    last = (uint32_t)units[row->len - 2] << 8 | units[row->len - 1];
    last += code - row->low;
    units[row->len - 2] = (uint8_t)(last >> 8);
    units[row->len - 1] = (uint8_t)last;
    return lp_pdf_utf16(to, (struct lp_slice){units, row->len});
}

uint32_t
lp_pdf_cmap_cid(const struct lp_pdf_cmap *m, uint32_t code)
{
    const struct lp_pdf_cmap_row *row = find_any(m, code);

    if (row == NULL || row->len != 0) {
        return m->identity ? code : 0;
    }
    return row->to + (code - row->low);
}
