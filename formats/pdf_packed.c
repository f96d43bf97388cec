#include "formats/pdf_packed.h"

#include <stdlib.h>

#include "base/mem.h"

static size_t
weight(const struct lp_pdf_packed *s)
{
    return s->bytes.cap + s->cap * sizeof s->index[0];
}

static void
drop(struct lp_pdf_packs *p, struct lp_pdf_packed *s)
{
    p->held -= weight(s);
    lp_buf_release(&s->bytes);
    free(s->index);
    *s = (struct lp_pdf_packed){0};
}

void
lp_pdf_packs_release(struct lp_pdf_packs *p)
{
    for (size_t i = 0; i < LP_PDF_PACKED_SLOTS; i++) {
        drop(p, &p->slots[i]);
    }
}

const struct lp_pdf_packed *
lp_pdf_packs_find(struct lp_pdf_packs *p, uint64_t place)
{
    for (size_t i = 0; i < LP_PDF_PACKED_SLOTS; i++) {
        struct lp_pdf_packed *s = &p->slots[i];

        if (s->used > 0 && s->place == place) {
            s->used = ++p->clock;
            return s;
        }
    }
    return NULL;
}

static struct lp_pdf_packed *
oldest(struct lp_pdf_packs *p, bool in_use)
{
    struct lp_pdf_packed *best = NULL;

    for (size_t i = 0; i < LP_PDF_PACKED_SLOTS; i++) {
        struct lp_pdf_packed *s = &p->slots[i];

        if ((!in_use || s->used > 0) &&
            (best == NULL || s->used < best->used)) {
            best = s;
        }
    }
    return best;
}

static enum lp_code
read_index(struct lp_pdf_packed *s, const struct lp_pdf_value *dict,
           struct lp_err *err)
{
    struct lp_pdf_value count = lp_pdf_get(dict, "N");
    struct lp_pdf_value first = lp_pdf_get(dict, "First");
    int64_t n = lp_pdf_integer(&count, 0, INT32_MAX, 0);
    int64_t base = lp_pdf_integer(&first, 0, INT32_MAX, 0);
    struct lp_pdf_token num;
    struct lp_pdf_token at;
    size_t i = 0;

    for (int64_t k = 0; k < n; k++) {
        struct lp_pdf_packed_at *more;

        lp_pdf_token(lp_buf_slice(&s->bytes), &i, &num);
        lp_pdf_token(lp_buf_slice(&s->bytes), &i, &at);
        if (num.kind != LP_PDF_T_INT || at.kind != LP_PDF_T_INT ||
            num.integer < 0 || num.integer > INT32_MAX || at.integer < 0 ||
            at.integer > INT32_MAX) {
            break;
        }
        more = lp_mem_grow(s->index, s->n, &s->cap, sizeof *more);
        if (more == NULL) {
            return lp_no_memory(err);
        }
        s->index = more;
        more[s->n++] = (struct lp_pdf_packed_at){(uint32_t)num.integer,
                                                 (uint32_t)(base + at.integer)};
    }
    return LP_OK;
}

enum lp_code
lp_pdf_packs_add(struct lp_pdf_packs *p, uint64_t place,
                 const struct lp_pdf_value *dict, struct lp_source *from,
                 const struct lp_pdf_packed **out, struct lp_err *err)
{
    struct lp_pdf_packed *s = oldest(p, false);
    struct lp_pdf_packed fresh = {.place = place};
    enum lp_code rc;

    LP_TRY(lp_pdf_drain(from, LP_PDF_PACKED_BYTES, &fresh.bytes, err));
    LP_TRY(read_index(&fresh, dict, err));
    drop(p, s);
    fresh.used = ++p->clock;
    *s = fresh;
    p->held += weight(s);
    fresh = (struct lp_pdf_packed){0};
    while (p->held > LP_PDF_PACKED_BYTES && oldest(p, true) != s) {
        drop(p, oldest(p, true));
    }
    *out = s;

done:
    lp_buf_release(&fresh.bytes);
    free(fresh.index);
    return rc;
}

static const struct lp_pdf_packed_at *
find(const struct lp_pdf_packed *p, uint32_t num, uint64_t index)
{
    if (index < p->n && p->index[index].num == num) {
        return &p->index[index];
    }
    for (size_t i = 0; i < p->n; i++) {
        if (p->index[i].num == num) {
            return &p->index[i];
        }
    }
    return NULL;
}

enum lp_code
lp_pdf_packed_object(const struct lp_pdf_packed *p, uint32_t num,
                     uint64_t index, struct lp_pdf_work *w,
                     struct lp_pdf_object *out, struct lp_err *err)
{
    const struct lp_pdf_packed_at *where = find(p, num, index);
    struct lp_slice s = lp_buf_slice(&p->bytes);
    struct lp_pdf_value v;
    struct lp_pdf_object o = {.num = num};
    size_t i = 0;
    enum lp_code rc;

    LP_TRY(lp_pdf_work_take(w, where == NULL ? p->n : 1, err));
    if (where == NULL || where->at >= s.len) {
        goto done;
    }
    s = lp_slice_from(s, where->at);
    if (lp_pdf_value(s, &i, &v) != LP_PDF_GOT) {
        /* All that follows may have been looked at, and it will be again. */
        rc = lp_pdf_work_take(w, s.len, err);
        goto done;
    }
    LP_TRY(lp_pdf_work_take(w, i, err));
    lp_buf_put(&o.bytes, v.raw);
    LP_TRY(lp_buf_check(&o.bytes, err));
    i = 0;
    (void)lp_pdf_value(lp_buf_slice(&o.bytes), &i, &o.value);
    *out = o;
    o = (struct lp_pdf_object){0};

done:
    lp_pdf_object_release(&o);
    return rc;
}
