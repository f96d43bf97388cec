#include "formats/pdf_file.h"

#include <stdlib.h>
#include <string.h>

#include "formats/pdf_packed.h"
#include "formats/pdf_xref.h"

#define HEAD_MAX ((size_t)1024)
#define WORK_MIN ((uint64_t)64 << 20)
#define WORK_MAX ((uint64_t)2 << 30)

struct lp_pdf {
    struct lp_view *view;
    struct lp_pdf_work work;
    struct lp_pdf_table table;
    struct lp_pdf_packs packs;
    uint64_t head_at;
    bool rebuilt;
    bool damaged;
    bool unpacking; /* an object stream: what it needs lies in none */
};

struct lp_pdf_work *
lp_pdf_work(struct lp_pdf *pdf)
{
    return &pdf->work;
}

struct lp_view *
lp_pdf_bytes(const struct lp_pdf *pdf)
{
    return pdf->view;
}

bool
lp_pdf_rebuilt(const struct lp_pdf *pdf)
{
    return pdf->rebuilt;
}

bool
lp_pdf_damaged(const struct lp_pdf *pdf)
{
    return pdf->damaged;
}

size_t
lp_pdf_revisions(const struct lp_pdf *pdf)
{
    return pdf->table.n_revisions;
}

const struct lp_pdf_revision *
lp_pdf_revision(const struct lp_pdf *pdf, size_t i)
{
    return &pdf->table.revisions[i];
}

const struct lp_pdf_table *
lp_pdf_table(const struct lp_pdf *pdf)
{
    return &pdf->table;
}

void
lp_pdf_free(struct lp_pdf *pdf)
{
    if (pdf != NULL) {
        lp_pdf_packs_release(&pdf->packs);
        lp_pdf_table_release(&pdf->table);
        lp_view_unref(pdf->view);
        free(pdf);
    }
}

static uint64_t
work_of(uint64_t size, const struct lp_limits *limits)
{
    uint64_t work = limits->ratio > 0 && size > WORK_MAX / limits->ratio
                        ? WORK_MAX
                        : size * limits->ratio;

    return work > WORK_MIN ? work : WORK_MIN;
}

static enum lp_code
find_head(struct lp_pdf *pdf, struct lp_err *err)
{
    uint8_t bytes[HEAD_MAX];
    const uint8_t *head;
    size_t got;
    enum lp_code rc = lp_view_read(pdf->view, 0, bytes, HEAD_MAX, &got, err);

    head = memmem(bytes, rc == LP_OK ? got : 0, "%PDF-", 5);
    if (rc == LP_OK && head == NULL) {
        return lp_fail(err, LP_E_FORMAT, "pdf: there is no header");
    }
    pdf->head_at = head == NULL ? 0 : (uint64_t)(head - bytes);
    return rc;
}

/* Whether the newest revision has a catalog where it says. */
static enum lp_code
has_root(struct lp_pdf *pdf, bool *yes, struct lp_err *err)
{
    size_t last = pdf->table.n_revisions - 1;
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value root =
        lp_pdf_get(&pdf->table.revisions[last].trailer.value, "Root");
    struct lp_pdf_value v;
    enum lp_code rc = lp_pdf_follow(pdf, last, &root, &hold, &v, err);

    *yes = rc == LP_OK && v.kind == LP_PDF_DICT;
    lp_pdf_object_release(&hold);
    return rc;
}

enum lp_code
lp_pdf_look_again(struct lp_pdf *pdf, struct lp_err *err)
{
    if (pdf->rebuilt) {
        return LP_OK;
    }
    pdf->rebuilt = true;
    pdf->damaged = false;
    lp_pdf_packs_release(&pdf->packs);
    lp_pdf_table_release(&pdf->table);
    return lp_pdf_rebuild(pdf->view, &pdf->work, &pdf->table, err);
}

static enum lp_code
read_tables(struct lp_pdf *pdf, struct lp_err *err)
{
    bool whole = false;
    enum lp_code rc;

    LP_TRY(lp_pdf_xref_read(pdf->view, pdf->head_at, &pdf->work, &pdf->table,
                            &whole, err));
    if (whole) {
        LP_TRY(has_root(pdf, &whole, err));
    }
    if (!whole) {
        pdf->work.broken = LP_RULE_NONE;
        LP_TRY(lp_pdf_look_again(pdf, err));
    }
    for (size_t i = 0; i < pdf->table.n_revisions; i++) {
        struct lp_pdf_value lock =
            lp_pdf_get(&pdf->table.revisions[i].trailer.value, "Encrypt");

        if (lock.kind == LP_PDF_DICT || lock.kind == LP_PDF_REF) {
            return lp_fail_at(err, LP_E_FORMAT, LP_RULE_ENC_PDF, 0,
                              "pdf: the document is encrypted");
        }
    }
    if (pdf->table.n == 0) {
        rc = lp_fail(err, LP_E_FORMAT, "pdf: there are no objects");
    }

done:
    return rc;
}

enum lp_code
lp_pdf_open(struct lp_pdf **out, struct lp_view *v,
            const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_pdf *pdf = calloc(1, sizeof *pdf);
    enum lp_code rc;

    if (pdf == NULL) {
        return lp_no_memory(err);
    }
    pdf->view = lp_view_ref(v);
    pdf->work.left = work_of(v->size, limits);
    LP_TRY(find_head(pdf, err));
    LP_TRY(read_tables(pdf, err));
    *out = pdf;
    pdf = NULL;

done:
    lp_pdf_free(pdf);
    return rc;
}

/* An object that its table says lies in the object stream `num`: that one
 * must be in the file itself. */
static enum lp_code
read_packed(struct lp_pdf *pdf, size_t revision, const struct lp_pdf_entry *e,
            struct lp_pdf_object *out, struct lp_err *err)
{
    const struct lp_pdf_entry *box =
        lp_pdf_table_find(&pdf->table, revision, (uint32_t)(e->at >> 32));
    const struct lp_pdf_packed *p;
    struct lp_pdf_object o = {0};
    struct lp_pdf_value type;
    struct lp_source from = {0};
    enum lp_pdf_stream_state state;
    enum lp_code rc = LP_OK;

    if (box == NULL || box->where != LP_PDF_IN_FILE || pdf->unpacking) {
        pdf->damaged = true;
        return LP_OK;
    }
    p = lp_pdf_packs_find(&pdf->packs, box->at);
    if (p == NULL) {
        LP_TRY(lp_pdf_object_at(pdf->view, box->at, &pdf->work, &o, err));
        type = lp_pdf_get(&o.value, "Type");
        if (o.num != box->num || !lp_pdf_is(&type, "ObjStm")) {
            pdf->damaged = true;
            goto done;
        }
        pdf->unpacking = true;
        rc = lp_pdf_stream(pdf, revision, &o, &from, &state, err);
        pdf->unpacking = false;
        LP_TRY(rc);
        if (state != LP_PDF_STREAM_READ) {
            pdf->damaged = true;
            goto done;
        }
        LP_TRY(
            lp_pdf_packs_add(&pdf->packs, box->at, &o.value, &from, &p, err));
    }
    LP_TRY(lp_pdf_packed_object(p, e->num, e->at & UINT32_MAX, &pdf->work, out,
                                err));
    pdf->damaged = pdf->damaged || out->value.kind == LP_PDF_NONE;

done:
    lp_source_release(&from);
    lp_pdf_object_release(&o);
    return rc;
}

enum lp_code
lp_pdf_object(struct lp_pdf *pdf, size_t revision, uint32_t num, uint32_t gen,
              struct lp_pdf_object *out, struct lp_err *err)
{
    const struct lp_pdf_entry *e =
        lp_pdf_table_find(&pdf->table, revision, num);
    enum lp_code rc;

    if (e == NULL || e->gen != gen) {
        return LP_OK;
    }
    if (e->where == LP_PDF_IN_STREAM) {
        return read_packed(pdf, revision, e, out, err);
    }
    rc = lp_pdf_object_at(pdf->view, e->at, &pdf->work, out, err);
    if (rc == LP_OK && (out->value.kind == LP_PDF_NONE || out->num != num ||
                        out->gen != gen)) {
        lp_pdf_object_release(out);
        pdf->damaged = true;
    }
    return rc;
}

enum lp_code
lp_pdf_follow(struct lp_pdf *pdf, size_t revision, const struct lp_pdf_value *v,
              struct lp_pdf_object *hold, struct lp_pdf_value *out,
              struct lp_err *err)
{
    struct lp_pdf_value now = *v;
    enum lp_code rc = LP_OK;

    *out = (struct lp_pdf_value){0};
    for (unsigned i = 0; now.kind == LP_PDF_REF; i++) {
        if (i == LP_PDF_INDIRECT_MAX) {
            now = (struct lp_pdf_value){0};
            break;
        }
        lp_pdf_object_release(hold);
        LP_TRY(lp_pdf_object(pdf, revision, now.num, now.gen, hold, err));
        now = hold->value;
    }
    *out = now;

done:
    return rc;
}

enum lp_code
lp_pdf_stream(struct lp_pdf *pdf, size_t revision,
              const struct lp_pdf_object *o, struct lp_source *out,
              enum lp_pdf_stream_state *state, struct lp_err *err)
{
    struct lp_pdf_value filter = lp_pdf_get(&o->value, "Filter");
    struct lp_pdf_value params = lp_pdf_get(&o->value, "DecodeParms");
    struct lp_pdf_value length = lp_pdf_get(&o->value, "Length");
    struct lp_pdf_object hold[3] = {0};
    enum lp_code rc;

    *out = (struct lp_source){0};
    LP_TRY(lp_pdf_follow(pdf, revision, &filter, &hold[0], &filter, err));
    LP_TRY(lp_pdf_follow(pdf, revision, &params, &hold[1], &params, err));
    LP_TRY(lp_pdf_follow(pdf, revision, &length, &hold[2], &length, err));
    LP_TRY(
        lp_pdf_stream_open(pdf->view, o, &filter, &params,
                           (uint64_t)lp_pdf_integer(&length, 0, INT64_MAX, -1),
                           &pdf->work, out, state, err));

done:
    for (size_t i = 0; i < 3; i++) {
        lp_pdf_object_release(&hold[i]);
    }
    return rc;
}
