#include "evidence/pdf_field.h"

#include "evidence/pdf_list.h"

/* Field names are made of so many levels at most. */
#define LEVELS 32
/* Of an annotation: invisible, hidden, not on screen. */
#define FLAGS_HIDE 0x23
/* A visible signature that is larger than this (in square points; a quarter of
 * a page) hides what stands under it. */
#define AREA_MAX 125000.0

/* Work that is done for one field. */
struct field {
    struct lp_pdf_changing *c;
    const struct lp_pdf_value *old;
    const struct lp_pdf_value *now;
    bool signature;
    bool signing; /* its signature is new */
    bool filling; /* its value may change, and does */
};

static void
differs(struct lp_pdf_changing *c, unsigned kind)
{
    c->same.kinds |= kind;
}

bool
lp_pdf_is_field(const struct lp_pdf_value *dict)
{
    struct lp_pdf_value v = lp_pdf_get(dict, "Subtype");
    struct lp_pdf_value ft = lp_pdf_get(dict, "FT");
    struct lp_pdf_value t = lp_pdf_get(dict, "T");
    struct lp_pdf_value kids = lp_pdf_get(dict, "Kids");

    return lp_pdf_is(&v, "Widget") || ft.kind == LP_PDF_NAME ||
           (t.kind == LP_PDF_STRING && kids.kind != LP_PDF_NONE);
}

/* What a field has under `key`, itself or from the fields above it. */
static enum lp_code
inherited(struct lp_pdf *pdf, const struct lp_pdf_value *field, const char *key,
          struct lp_pdf_object *hold, struct lp_pdf_value *out,
          struct lp_err *err)
{
    struct lp_pdf_object up[2] = {0};
    struct lp_pdf_value dict = *field;
    enum lp_code rc = LP_OK;

    *out = (struct lp_pdf_value){0};
    for (unsigned i = 0; i < LEVELS && dict.kind == LP_PDF_DICT; i++) {
        struct lp_pdf_value v = lp_pdf_get(&dict, key);
        struct lp_pdf_value parent = lp_pdf_get(&dict, "Parent");

        if (v.kind != LP_PDF_NONE) {
            rc = lp_pdf_newest(pdf, &v, hold, out, err);
            if (rc == LP_OK && v.kind != LP_PDF_REF) {
                /* It borrows from what is released below. */
                lp_buf_clear(&hold->bytes);
                lp_buf_put(&hold->bytes, v.raw);
                rc = lp_buf_check(&hold->bytes, err);
                out->raw = lp_buf_slice(&hold->bytes);
            }
            break;
        }
        lp_pdf_object_release(&up[i % 2]);
        LP_TRY(lp_pdf_newest(pdf, &parent, &up[i % 2], &dict, err));
    }

done:
    lp_pdf_object_release(&up[0]);
    lp_pdf_object_release(&up[1]);
    return rc;
}

static enum lp_code
is_signature(struct lp_pdf *pdf, const struct lp_pdf_value *field, bool *yes,
             struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value ft;
    enum lp_code rc = inherited(pdf, field, "FT", &hold, &ft, err);

    *yes = rc == LP_OK && lp_pdf_is(&ft, "Sig");
    lp_pdf_object_release(&hold);
    return rc;
}

/* Whether two values, with all that they refer to, are the same. */
static enum lp_code
alike(struct lp_pdf_changing *c, const struct lp_pdf_value *old,
      const struct lp_pdf_value *now, bool *yes, struct lp_err *err)
{
    struct lp_pdf_same d = {.old = c->same.old, .now = c->same.now};
    enum lp_code rc;

    LP_TRY(lp_pdf_same_value(&d, old, now, 1, err));
    LP_TRY(lp_pdf_same_run(&d, err));
    *yes = d.kinds == 0;

done:
    lp_pdf_same_release(&d);
    return rc;
}

/* The whole name of a field: its levels with dots. */
static enum lp_code
whole_name(struct lp_pdf *pdf, const struct lp_pdf_value *field,
           struct lp_buf *out, struct lp_err *err)
{
    struct lp_pdf_object up[2] = {0};
    struct lp_pdf_value dict = *field;
    struct lp_buf part[LEVELS] = {0};
    unsigned n = 0;
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; i < LEVELS && dict.kind == LP_PDF_DICT; i++) {
        struct lp_pdf_value t = lp_pdf_get(&dict, "T");
        struct lp_pdf_value parent = lp_pdf_get(&dict, "Parent");

        if (t.kind == LP_PDF_STRING) {
            lp_pdf_bytes_of(&part[n], &t);
            LP_TRY(lp_buf_check(&part[n++], err));
        }
        lp_pdf_object_release(&up[i % 2]);
        LP_TRY(lp_pdf_newest(pdf, &parent, &up[i % 2], &dict, err));
    }
    for (unsigned i = n; i > 0; i--) {
        lp_buf_put(out, lp_buf_slice(&part[i - 1]));
        lp_buf_str(out, i > 1 ? "." : "");
    }
    rc = lp_buf_check(out, err);

done:
    for (unsigned i = 0; i < LEVELS; i++) {
        lp_buf_release(&part[i]);
    }
    lp_pdf_object_release(&up[0]);
    lp_pdf_object_release(&up[1]);
    return rc;
}

/* Whether the signature locks this field, or one above it. */
static enum lp_code
is_locked(struct lp_pdf_changing *c, const struct lp_pdf_value *field,
          bool *yes, struct lp_err *err)
{
    struct lp_slice list = lp_buf_slice(&c->policy->locked);
    struct lp_buf name = {0};
    bool named = false;
    enum lp_code rc = LP_OK;

    *yes = c->policy->lock == LP_PDF_LOCK_ALL;
    if (c->policy->lock < LP_PDF_LOCK_THESE) {
        return LP_OK;
    }
    LP_TRY(whole_name(c->same.now, field, &name, err));
    while (list.len > 0) {
        struct lp_slice one = list;

        one.len = 0;
        while (one.len < list.len && list.data[one.len] != '\0') {
            one.len++;
        }
        list = lp_slice_from(list, one.len + 1);
        named = named || lp_slice_equal(lp_buf_slice(&name), one) ||
                (lp_slice_begins(lp_buf_slice(&name), one) &&
                 name.len > one.len && name.data[one.len] == '.');
    }
    *yes = named == (c->policy->lock == LP_PDF_LOCK_THESE);

done:
    lp_buf_release(&name);
    return rc;
}

static bool
is_empty(const struct lp_pdf_value *v)
{
    return v->kind == LP_PDF_NONE || v->kind == LP_PDF_NULL ||
           lp_pdf_is(v, "Off") || (v->kind == LP_PDF_STRING && v->raw.len <= 2);
}

/* Whether a field's value is another than it was, and may be. What had a value
 * when it was signed was signed with it, unless the signer said that forms may
 * be filled in. */
static enum lp_code
look_at_value(struct field *f, struct lp_err *err)
{
    struct lp_pdf_changing *c = f->c;
    struct lp_pdf_object a = {0};
    struct lp_pdf_object b = {0};
    struct lp_pdf_value v;
    struct lp_pdf_value w;
    bool same = false;
    bool locked = false;
    enum lp_code rc;

    LP_TRY(inherited(c->same.old, f->old, "V", &a, &v, err));
    LP_TRY(inherited(c->same.now, f->now, "V", &b, &w, err));
    if (f->signature) {
        f->signing = is_empty(&v) && !is_empty(&w);
        goto done;
    }
    LP_TRY(alike(c, &v, &w, &same, err));
    LP_TRY(is_locked(c, f->old, &locked, err));
    if (same) {
        goto done;
    }
    f->filling = true;
    if (c->policy->permits == 1 || locked ||
        (c->policy->permits == 0 && !is_empty(&v))) {
        differs(c, LP_PDF_DIFF_FIELD);
    } else {
        c->added |= LP_PDF_ADDED_VALUES;
    }

done:
    lp_pdf_object_release(&a);
    lp_pdf_object_release(&b);
    return rc;
}

/* A signature is there that was not. */
static enum lp_code
signature_added(struct lp_pdf_changing *c, const struct lp_pdf_value *field,
                struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value v = lp_pdf_get(field, "V");
    struct lp_pdf_value type;
    enum lp_code rc = lp_pdf_newest(c->same.now, &v, &hold, &v, err);

    type = lp_pdf_get(&v, "Type");
    if (lp_pdf_is(&type, "DocTimeStamp")) {
        c->added |= LP_PDF_ADDED_STAMP;
    } else if (v.kind == LP_PDF_DICT) {
        c->added |= LP_PDF_ADDED_SIGNATURE;
        if (c->policy->permits == 1) {
            differs(c, LP_PDF_DIFF_FIELD);
        }
    }
    lp_pdf_object_release(&hold);
    return rc;
}

static bool
one_of(const struct lp_pdf_value *key, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (lp_pdf_is(key, names[i])) {
            return true;
        }
    }
    return false;
}

static enum lp_code
on_field_key(void *who, const struct lp_pdf_value *key,
             const struct lp_pdf_value *old, const struct lp_pdf_value *now,
             struct lp_err *err)
{
    static const char *const harmless[] = {"P", "M", "StructParent", NULL};
    static const char *const looks[] = {"AP", "AS", "MK", "RV", "I",
                                        "DA", "Q",  "DS", NULL};
    const struct field *f = who;
    struct lp_pdf_changing *c = f->c;

    if (one_of(key, harmless)) {
        return LP_OK;
    }
    if (lp_pdf_is(key, "V")) {
        return f->signature && !f->signing
                   ? lp_pdf_same_value(&c->same, old, now,
                                       LP_PDF_DIFF_SIGNATURE, err)
                   : LP_OK;
    }
    if (lp_pdf_is(key, "Kids")) {
        return lp_pdf_list_changed(c, old, now, LP_PDF_DIFF_FIELD, err);
    }
    if (lp_pdf_is(key, "F")) {
        int64_t was = lp_pdf_integer(old, 0, UINT32_MAX, 0);
        int64_t is = lp_pdf_integer(now, 0, UINT32_MAX, 0);

        if (((was ^ is) & FLAGS_HIDE) != 0 && !f->signing) {
            differs(c, LP_PDF_DIFF_ANNOTATION);
        }
        return LP_OK;
    }
    if (lp_pdf_is(key, "Ff")) {
        int64_t was = lp_pdf_integer(old, 0, UINT32_MAX, 0);
        int64_t is = lp_pdf_integer(now, 0, UINT32_MAX, 0);

        /* A signature may make the fields read-only that it locks. */
        differs(c, ((was ^ is) & ~(int64_t)1) != 0 ? LP_PDF_DIFF_FIELD : 0);
        return LP_OK;
    }
    if (one_of(key, looks) && (f->filling || f->signing)) {
        return LP_OK;
    }
    return lp_pdf_same_value(
        &c->same, old, now,
        one_of(key, looks) ? LP_PDF_DIFF_APPEARANCE : LP_PDF_DIFF_FIELD, err);
}

enum lp_code
lp_pdf_field_changed(struct lp_pdf_changing *c, const struct lp_pdf_value *old,
                     const struct lp_pdf_value *now, struct lp_err *err)
{
    struct field f = {.c = c, .old = old, .now = now};
    enum lp_code rc;

    LP_TRY(is_signature(c->same.old, old, &f.signature, err));
    LP_TRY(look_at_value(&f, err));
    if (f.signing) {
        LP_TRY(signature_added(c, now, err));
    }
    LP_TRY(lp_pdf_same_keys(&c->same, old, now, on_field_key, &f, err));

done:
    return rc;
}

/* The area that a widget shows something on; 0 if nothing is seen. */
static enum lp_code
area_of(struct lp_pdf_changing *c, const struct lp_pdf_value *field,
        double *area, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value rect = lp_pdf_get(field, "Rect");
    struct lp_pdf_value ap = lp_pdf_get(field, "AP");
    struct lp_pdf_value flags = lp_pdf_get(field, "F");
    struct lp_pdf_walk walk;
    struct lp_pdf_value v;
    double side[4] = {0};
    enum lp_code rc = lp_pdf_newest(c->same.now, &rect, &hold, &rect, err);

    walk = lp_pdf_walk(&rect);
    for (size_t i = 0; i < 4 && lp_pdf_item(&walk, &v); i++) {
        side[i] = lp_pdf_number(&v, 0);
    }
    *area = (side[2] - side[0]) * (side[3] - side[1]);
    *area = *area < 0 ? -*area : *area;
    if (ap.kind == LP_PDF_NONE ||
        (lp_pdf_integer(&flags, 0, UINT32_MAX, 0) & FLAGS_HIDE) != 0) {
        *area = 0;
    }
    lp_pdf_object_release(&hold);
    return rc;
}

enum lp_code
lp_pdf_field_added(struct lp_pdf_changing *c, const struct lp_pdf_value *now,
                   struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value v;
    bool signature = false;
    double area = 0;
    enum lp_code rc;

    LP_TRY(is_signature(c->same.now, now, &signature, err));
    if (!signature) {
        differs(c, LP_PDF_DIFF_ANNOTATION);
        goto done;
    }
    LP_TRY(inherited(c->same.now, now, "V", &hold, &v, err));
    LP_TRY(area_of(c, now, &area, err));
    /* Who may add a signature that is seen can cover what was certified. */
    if (area > 0 &&
        (v.kind != LP_PDF_DICT || c->policy->permits != 0 || area > AREA_MAX)) {
        differs(c, LP_PDF_DIFF_ANNOTATION);
    }
    LP_TRY(signature_added(c, now, err));

done:
    lp_pdf_object_release(&hold);
    return rc;
}

static enum lp_code
old_items(struct lp_pdf_changing *c, const struct lp_pdf_list *old,
          struct lp_pdf_list *now, unsigned kind, struct lp_err *err)
{
    struct lp_pdf_walk walk = lp_pdf_walk(&old->of);
    struct lp_pdf_value v;
    struct lp_pdf_value w;
    enum lp_code rc = LP_OK;

    while (lp_pdf_item(&walk, &v)) {
        w = lp_pdf_list_find(now, &v);
        if (w.kind == LP_PDF_NONE) {
            differs(c, kind);
        } else {
            LP_TRY(lp_pdf_same_value(&c->same, &v, &w, kind, err));
        }
    }

done:
    return rc;
}

static enum lp_code
new_items(struct lp_pdf_changing *c, struct lp_pdf_list *old,
          const struct lp_pdf_list *now, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_walk walk = lp_pdf_walk(&now->of);
    struct lp_pdf_value v;
    struct lp_pdf_value w;
    enum lp_code rc = LP_OK;

    while (lp_pdf_item(&walk, &v)) {
        w = lp_pdf_list_find(old, &v);
        if (w.kind == LP_PDF_NONE) {
            LP_TRY(lp_pdf_newest(c->same.now, &v, &hold, &w, err));
            LP_TRY(lp_pdf_field_added(c, &w, err));
        }
    }

done:
    lp_pdf_object_release(&hold);
    return rc;
}

enum lp_code
lp_pdf_list_changed(struct lp_pdf_changing *c, const struct lp_pdf_value *old,
                    const struct lp_pdf_value *now, unsigned kind,
                    struct lp_err *err)
{
    struct lp_pdf_object a = {0};
    struct lp_pdf_object b = {0};
    struct lp_pdf_list was = {0};
    struct lp_pdf_list is = {0};
    enum lp_code rc;

    LP_TRY(lp_pdf_newest(c->same.old, old, &a, &was.of, err));
    LP_TRY(lp_pdf_newest(c->same.now, now, &b, &is.of, err));
    LP_TRY(lp_pdf_list_read(&was, lp_pdf_work(c->same.now), err));
    LP_TRY(lp_pdf_list_read(&is, lp_pdf_work(c->same.now), err));
    LP_TRY(old_items(c, &was, &is, kind, err));
    LP_TRY(new_items(c, &was, &is, err));

done:
    lp_pdf_list_release(&was);
    lp_pdf_list_release(&is);
    lp_pdf_object_release(&a);
    lp_pdf_object_release(&b);
    return rc;
}
