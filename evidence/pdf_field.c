#include "evidence/pdf_field.h"

#include "evidence/pdf_list.h"
#include "evidence/pdf_seen.h"

/* Work that is done for one field. */
struct field {
    struct lp_pdf_changing *c;
    const struct lp_pdf_value *old;
    const struct lp_pdf_value *now;
    bool signature;
    bool signing;                     /* its signature is new, and one */
    const struct lp_pdf_later *value; /* that signature */
    bool filling;                     /* its value may change, and does */
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

static enum lp_code
is_signature(struct lp_pdf *pdf, const struct lp_pdf_value *field, bool *yes,
             struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value ft;
    enum lp_code rc = lp_pdf_inherited(pdf, field, "FT", &hold, &ft, err);

    *yes = rc == LP_OK && lp_pdf_is(&ft, "Sig");
    lp_pdf_object_release(&hold);
    return rc;
}

enum lp_code
lp_pdf_alike(struct lp_pdf_changing *c, const struct lp_pdf_value *old,
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
    LP_TRY(lp_pdf_whole_name(c->same.now, field, &name, err));
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

/* The signature that a field shows, if it is one that was made later: what is
 * shown a second time, or was never made, excuses nothing. */
static const struct lp_pdf_later *
later_of(const struct lp_pdf_changing *c, const struct lp_pdf_value *v,
         uint64_t at)
{
    static const struct lp_pdf_later unread = {0};

    for (size_t i = 0; i < c->policy->n_later; i++) {
        if (at != 0 && c->policy->later[i].at == at) {
            return &c->policy->later[i];
        }
    }
    return c->policy->unread && v->kind == LP_PDF_DICT ? &unread : NULL;
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

    LP_TRY(lp_pdf_inherited(c->same.old, f->old, "V", &a, &v, err));
    LP_TRY(lp_pdf_inherited(c->same.now, f->now, "V", &b, &w, err));
    if (f->signature) {
        f->value = is_empty(&v) && !is_empty(&w) ? later_of(c, &w, b.at) : NULL;
        f->signing = f->value != NULL;
        differs(c, is_empty(&v) && !is_empty(&w) && !f->signing
                       ? LP_PDF_DIFF_FALSE
                       : 0);
        goto done;
    }
    LP_TRY(lp_pdf_alike(c, &v, &w, &same, err));
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

/* A signature is there that was not. The looks of a document timestamp are
 * nobody's: it has none (ETSI EN 319 142-1, 5.4.3). */
static void
signature_added(struct lp_pdf_changing *c, const struct lp_pdf_later *value,
                bool seen)
{
    if (value->stamp) {
        c->added |= LP_PDF_ADDED_STAMP;
        differs(c, seen ? LP_PDF_DIFF_ANNOTATION : 0);
        return;
    }
    c->added |= LP_PDF_ADDED_SIGNATURE;
    c->added |= seen ? LP_PDF_ADDED_SEEN : 0;
    differs(c, c->policy->permits == 1 ? LP_PDF_DIFF_FIELD : 0);
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
    enum lp_code rc = LP_OK;

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
        bool same = false;

        LP_TRY(lp_pdf_seen_same(&c->same, old, now, &same, err));
        if (!same && (!f->signing || c->policy->permits != 0)) {
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
    rc = lp_pdf_same_value(
        &c->same, old, now,
        one_of(key, looks) ? LP_PDF_DIFF_APPEARANCE : LP_PDF_DIFF_FIELD, err);

done:
    return rc;
}

enum lp_code
lp_pdf_field_changed(struct lp_pdf_changing *c, const struct lp_pdf_value *old,
                     const struct lp_pdf_value *now, struct lp_err *err)
{
    struct field f = {.c = c, .old = old, .now = now};
    double area[4] = {0};
    bool seen = false;
    enum lp_code rc;

    LP_TRY(is_signature(c->same.old, old, &f.signature, err));
    LP_TRY(look_at_value(&f, err));
    if (f.signing) {
        LP_TRY(lp_pdf_seen_box(c->same.now, now, area, &seen, err));
        signature_added(c, f.value, seen);
    }
    LP_TRY(lp_pdf_same_keys(&c->same, old, now, on_field_key, &f, err));

done:
    return rc;
}

/* What shall never come with a signature: something that a reader does when
 * the field is met (12.6.3). */
static bool
acts(const struct lp_pdf_value *field)
{
    return lp_pdf_get(field, "A").kind != LP_PDF_NONE ||
           lp_pdf_get(field, "AA").kind != LP_PDF_NONE;
}

enum lp_code
lp_pdf_field_added(struct lp_pdf_changing *c, const struct lp_pdf_value *now,
                   struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    const struct lp_pdf_later *value;
    struct lp_pdf_value v;
    struct lp_pdf_value ap = lp_pdf_get(now, "AP");
    double box[4] = {0};
    bool signature = false;
    bool seen = false;
    enum lp_code rc;

    LP_TRY(is_signature(c->same.now, now, &signature, err));
    if (!signature || acts(now)) {
        differs(c, LP_PDF_DIFF_ANNOTATION);
        goto done;
    }
    LP_TRY(lp_pdf_inherited(c->same.now, now, "V", &hold, &v, err));
    LP_TRY(lp_pdf_seen_box(c->same.now, now, box, &seen, err));
    if (is_empty(&v)) {
        /* A place for somebody to sign in shows nothing yet. */
        differs(c, seen || ap.kind != LP_PDF_NONE ? LP_PDF_DIFF_ANNOTATION : 0);
        differs(c, c->policy->permits == 1 ? LP_PDF_DIFF_FIELD : 0);
        goto done;
    }
    value = later_of(c, &v, hold.at);
    if (value == NULL) {
        differs(c, LP_PDF_DIFF_FALSE);
        goto done;
    }
    /* Who may add a signature that is seen can cover what was certified. */
    differs(c, seen && c->policy->permits != 0 ? LP_PDF_DIFF_ANNOTATION : 0);
    signature_added(c, value, seen);

done:
    lp_pdf_object_release(&hold);
    return rc;
}

/* Whether what a page shows of a signature came later: it is new, or what it
 * shows was empty. */
static enum lp_code
came_later(struct lp_pdf_changing *c, const struct lp_pdf_value *old,
           const struct lp_pdf_value *now, bool *yes, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value v = {0};
    enum lp_code rc;

    LP_TRY(is_signature(c->same.now, now, yes, err));
    if (*yes && old->kind == LP_PDF_DICT) {
        LP_TRY(lp_pdf_inherited(c->same.old, old, "V", &hold, &v, err));
        *yes = is_empty(&v);
    }

done:
    lp_pdf_object_release(&hold);
    return rc;
}

/* The area that later signatures cover of a page, one more. */
static enum lp_code
add_area(struct lp_pdf_changing *c, const double page[4],
         struct lp_pdf_list *was, const struct lp_pdf_value *item, double *area,
         struct lp_err *err)
{
    struct lp_pdf_object a = {0};
    struct lp_pdf_object b = {0};
    struct lp_pdf_value v = lp_pdf_list_find(was, item);
    struct lp_pdf_value w;
    double box[4] = {0};
    bool later = false;
    bool seen = false;
    enum lp_code rc;

    LP_TRY(lp_pdf_newest(c->same.old, &v, &a, &v, err));
    LP_TRY(lp_pdf_newest(c->same.now, item, &b, &w, err));
    if (w.kind == LP_PDF_DICT) {
        LP_TRY(came_later(c, &v, &w, &later, err));
    }
    if (later) {
        LP_TRY(lp_pdf_seen_box(c->same.now, &w, box, &seen, err));
        *area += seen ? lp_pdf_seen_area(box, page) : 0;
    }

done:
    lp_pdf_object_release(&a);
    lp_pdf_object_release(&b);
    return rc;
}

enum lp_code
lp_pdf_page_covered(struct lp_pdf_changing *c, const struct lp_pdf_value *page,
                    const struct lp_pdf_value *old,
                    const struct lp_pdf_value *now, struct lp_err *err)
{
    struct lp_pdf_object a = {0};
    struct lp_pdf_object b = {0};
    struct lp_pdf_list was = {0};
    struct lp_pdf_walk walk;
    struct lp_pdf_value is;
    struct lp_pdf_value v;
    double box[4] = {0};
    double area = 0;
    enum lp_code rc;

    LP_TRY(lp_pdf_seen_page(c->same.now, page, box, err));
    LP_TRY(lp_pdf_newest(c->same.old, old, &a, &was.of, err));
    LP_TRY(lp_pdf_newest(c->same.now, now, &b, &is, err));
    LP_TRY(lp_pdf_list_read(&was, lp_pdf_work(c->same.now), err));
    walk = lp_pdf_walk(&is);
    while (lp_pdf_item(&walk, &v)) {
        LP_TRY(add_area(c, box, &was, &v, &area, err));
    }
    /* What covers more than a quarter of a page hides what stands there. */
    differs(c,
            area > lp_pdf_seen_area(box, box) / 4 ? LP_PDF_DIFF_ANNOTATION : 0);

done:
    lp_pdf_list_release(&was);
    lp_pdf_object_release(&a);
    lp_pdf_object_release(&b);
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
