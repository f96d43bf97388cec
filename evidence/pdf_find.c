#include "evidence/pdf_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "evidence/cms_claim.h"
#include "formats/pdf_heads.h"

#define DEPTH 32
#define FIELDS_MAX 65536

void
lp_pdf_sigs_release(struct lp_pdf_sigs *s)
{
    for (size_t i = 0; i < s->n; i++) {
        lp_pdf_sig_release(&s->of[i]);
    }
    free(s->of);
    *s = (struct lp_pdf_sigs){0};
}

/* Take `o` over as one more; NULL if there are too many. */
static enum lp_code
add(struct lp_pdf_sigs *s, struct lp_pdf_object *o, struct lp_view *v,
    struct lp_pdf *pdf, struct lp_pdf_sig **out, struct lp_err *err)
{
    struct lp_pdf_sig *more;

    *out = NULL;
    if (s->n == LP_PDF_SIGS_MAX) {
        s->more = true;
        return LP_OK;
    }
    more = lp_mem_grow(s->of, s->n, &s->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    s->of = more;
    *out = &more[s->n++];
    **out = (struct lp_pdf_sig){0};
    return lp_pdf_sig_read(*out, o, v, pdf, err);
}

static struct lp_pdf_sig *
at_place(struct lp_pdf_sigs *s, uint64_t at)
{
    for (size_t i = 0; i < s->n && at != 0; i++) {
        if (s->of[i].object.at == at) {
            return &s->of[i];
        }
    }
    return NULL;
}

/* Whether any revision has an object there. */
static bool
in_tables(const struct lp_pdf *pdf, uint32_t num, uint64_t at)
{
    const struct lp_pdf_table *t = lp_pdf_table(pdf);
    size_t low = 0;
    size_t high = t->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (t->entries[mid].num < num) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (; low < t->n && t->entries[low].num == num; low++) {
        if (t->entries[low].where == LP_PDF_IN_FILE &&
            t->entries[low].at == at) {
            return true;
        }
    }
    return false;
}

/* Those that stand in the bytes. What no table names may be part of something
 * else, such as a document that is attached to this one. */
static enum lp_code
find_heads(struct lp_pdf_sigs *out, struct lp_view *v, struct lp_pdf *pdf,
           struct lp_pdf_work *w, struct lp_err *err)
{
    struct lp_pdf_heads heads = {0};
    struct lp_pdf_object o = {0};
    struct lp_pdf_sig *s;
    enum lp_code rc;

    LP_TRY(lp_pdf_heads_find(v, 0, true, w, &heads, err));
    for (size_t i = 0; i < heads.n && !out->more; i++) {
        if (pdf != NULL && !lp_pdf_rebuilt(pdf) &&
            !in_tables(pdf, heads.of[i].num, heads.of[i].at)) {
            continue;
        }
        LP_TRY(lp_pdf_object_at(v, heads.of[i].at, w, &o, err));
        if (lp_pdf_sig_is(&o.value)) {
            LP_TRY(add(out, &o, v, pdf, &s, err));
        }
        lp_pdf_object_release(&o);
    }

done:
    lp_pdf_object_release(&o);
    lp_pdf_heads_release(&heads);
    return rc;
}

/* The way down the tree of fields. */
struct level {
    struct lp_pdf_object hold;
    struct lp_pdf_object hold_kids;
    struct lp_pdf_walk kids;
    uint32_t num;   /* of the field; 0: it is no object of its own */
    bool signature; /* /FT is inherited */
};

struct fields {
    struct lp_pdf_sigs *out;
    struct lp_view *view;
    struct lp_pdf *pdf;
    unsigned depth;
    unsigned met;
    struct level level[DEPTH];
};

static void
put_name(struct lp_pdf_sig *s, const struct lp_pdf_value *field)
{
    struct lp_pdf_value t = lp_pdf_get(field, "T");
    struct lp_buf name = {.max = 65536};

    lp_pdf_bytes_of(&name, &t);
    lp_cms_claim_text(s->field, sizeof s->field, lp_buf_slice(&name));
    lp_buf_release(&name);
}

/* A signature field: find what it shows among those that were found, or take
 * it in as one that has nothing to show. */
static enum lp_code
reach(struct fields *f, const struct lp_pdf_value *field, uint32_t num,
      struct lp_err *err)
{
    uint32_t up = f->depth > 0 ? f->level[f->depth - 1].num : 0;
    struct lp_pdf_value v = lp_pdf_get(field, "V");
    struct lp_pdf_object o = {0};
    struct lp_pdf_sig *s;
    enum lp_code rc;

    LP_TRY(lp_pdf_newest(f->pdf, &v, &o, &v, err));
    if (v.kind != LP_PDF_DICT) {
        goto done;
    }
    if (o.value.kind == LP_PDF_NONE) {
        size_t i = 0;

        lp_buf_put(&o.bytes, v.raw);
        LP_TRY(lp_buf_check(&o.bytes, err));
        (void)lp_pdf_value(lp_buf_slice(&o.bytes), &i, &o.value);
    }
    s = at_place(f->out, o.at);
    if (s == NULL) {
        LP_TRY(add(f->out, &o, f->view, f->pdf, &s, err));
    }
    if (s != NULL) {
        /* A kid may repeat its parent's, a list name a field twice. */
        s->twice = s->twice ||
                   (s->reached && s->by != num && (up == 0 || s->by != up));
        s->by = s->reached ? s->by : num;
        s->reached = true;
        put_name(s, field);
    }

done:
    lp_pdf_object_release(&o);
    return rc;
}

static enum lp_code
enter(struct fields *f, const struct lp_pdf_value *v, bool signature,
      struct lp_err *err)
{
    struct level n = {.num = v->kind == LP_PDF_REF ? v->num : 0};
    struct lp_pdf_value dict;
    struct lp_pdf_value ft;
    struct lp_pdf_value kids;
    enum lp_code rc = LP_OK;

    if (f->depth == DEPTH || ++f->met > FIELDS_MAX) {
        goto done;
    }
    LP_TRY(lp_pdf_newest(f->pdf, v, &n.hold, &dict, err));
    ft = lp_pdf_get(&dict, "FT");
    n.signature =
        lp_pdf_is(&ft, "Sig") || (ft.kind == LP_PDF_NONE && signature);
    if (n.signature) {
        LP_TRY(reach(f, &dict, n.num, err));
    }
    kids = lp_pdf_get(&dict, "Kids");
    LP_TRY(lp_pdf_newest(f->pdf, &kids, &n.hold_kids, &kids, err));
    n.kids = lp_pdf_walk(&kids);
    if (kids.kind == LP_PDF_ARRAY) {
        f->level[f->depth++] = n;
        n = (struct level){0};
    }

done:
    lp_pdf_object_release(&n.hold);
    lp_pdf_object_release(&n.hold_kids);
    return rc;
}

static enum lp_code
find_fields(struct fields *f, struct lp_err *err)
{
    const struct lp_pdf_revision *r =
        lp_pdf_revision(f->pdf, lp_pdf_revisions(f->pdf) - 1);
    struct lp_pdf_object hold[3] = {0};
    struct lp_pdf_value v = lp_pdf_get(&r->trailer.value, "Root");
    struct lp_pdf_walk walk;
    enum lp_code rc;

    LP_TRY(lp_pdf_newest(f->pdf, &v, &hold[0], &v, err));
    v = lp_pdf_get(&v, "AcroForm");
    LP_TRY(lp_pdf_newest(f->pdf, &v, &hold[1], &v, err));
    v = lp_pdf_get(&v, "Fields");
    LP_TRY(lp_pdf_newest(f->pdf, &v, &hold[2], &v, err));
    walk = lp_pdf_walk(&v);
    for (;;) {
        struct lp_pdf_walk *at =
            f->depth == 0 ? &walk : &f->level[f->depth - 1].kids;
        bool signature = f->depth > 0 && f->level[f->depth - 1].signature;

        if (lp_pdf_item(at, &v)) {
            LP_TRY(enter(f, &v, signature, err));
        } else if (f->depth == 0) {
            break;
        } else {
            f->depth--;
            lp_pdf_object_release(&f->level[f->depth].hold);
            lp_pdf_object_release(&f->level[f->depth].hold_kids);
        }
    }

done:
    while (f->depth > 0) {
        f->depth--;
        lp_pdf_object_release(&f->level[f->depth].hold);
        lp_pdf_object_release(&f->level[f->depth].hold_kids);
    }
    for (size_t i = 0; i < 3; i++) {
        lp_pdf_object_release(&hold[i]);
    }
    return rc;
}

static int
order(const void *a, const void *b)
{
    const struct lp_pdf_sig *x = a;
    const struct lp_pdf_sig *y = b;

    if (x->end != y->end) {
        return x->end < y->end ? -1 : 1;
    }
    return (x->object.at > y->object.at) - (x->object.at < y->object.at);
}

/* What is no signature of the content, or was never made. */
static void
sift(struct lp_pdf_sigs *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->n; i++) {
        if (s->of[i].rights ||
            (!s->of[i].reached && lp_pdf_sig_empty(&s->of[i]))) {
            lp_pdf_sig_release(&s->of[i]);
        } else {
            s->of[kept++] = s->of[i];
        }
    }
    s->n = kept;
}

enum lp_code
lp_pdf_sigs_find(struct lp_pdf_sigs *out, struct lp_view *v, struct lp_pdf *pdf,
                 struct lp_pdf_work *w, struct lp_err *err)
{
    struct fields *f = calloc(1, sizeof *f);
    enum lp_code rc;

    if (f == NULL) {
        return lp_no_memory(err);
    }
    f->out = out;
    f->view = v;
    f->pdf = pdf;
    LP_TRY(find_heads(out, v, pdf, w, err));
    if (pdf != NULL) {
        LP_TRY(find_fields(f, err));
    }
    sift(out);
    if (out->n > 0) {
        qsort(out->of, out->n, sizeof out->of[0], order);
    }

done:
    free(f);
    return rc;
}
