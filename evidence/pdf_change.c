#include "evidence/pdf_change.h"

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
on_page_key(void *who, const struct lp_pdf_value *key,
            const struct lp_pdf_value *old, const struct lp_pdf_value *now,
            struct lp_err *err)
{
    static const char *const harmless[] = {
        "Metadata", "LastModified",  "PieceInfo", "Tabs",
        "Thumb",    "StructParents", NULL};
    static const char *const shown[] = {"Contents", "Resources", NULL};
    struct lp_pdf_changing *c = who;
    enum lp_code rc = LP_OK;

    if (one_of(key, harmless)) {
        return LP_OK;
    }
    if (lp_pdf_is(key, "Annots")) {
        LP_TRY(lp_pdf_page_covered(c, c->page, old, now, err));
        return lp_pdf_list_changed(c, old, now, LP_PDF_DIFF_ANNOTATION, err);
    }
    rc = lp_pdf_same_value(
        &c->same, old, now,
        one_of(key, shown) ? LP_PDF_DIFF_CONTENT : LP_PDF_DIFF_PAGES, err);

done:
    return rc;
}

/* The resources of a form: what is added is used by nothing that was signed. */
static enum lp_code
on_resource(void *who, const struct lp_pdf_value *key,
            const struct lp_pdf_value *old, const struct lp_pdf_value *now,
            struct lp_err *err)
{
    struct lp_pdf_changing *c = who;

    (void)key;
    return old->kind == LP_PDF_NONE
               ? LP_OK
               : lp_pdf_same_value(&c->same, old, now, LP_PDF_DIFF_FONT, err);
}

/* A value as it was and as it is, with what is behind references. */
struct two {
    struct lp_pdf_object a;
    struct lp_pdf_object b;
    struct lp_pdf_value was;
    struct lp_pdf_value is;
};

/* `t` is zeroed, and is given back by let_go, also after a failure. */
static enum lp_code
newest(struct lp_pdf_changing *c, const struct lp_pdf_value *old,
       const struct lp_pdf_value *now, struct two *t, struct lp_err *err)
{
    enum lp_code rc = lp_pdf_newest(c->same.old, old, &t->a, &t->was, err);

    return rc == LP_OK ? lp_pdf_newest(c->same.now, now, &t->b, &t->is, err)
                       : rc;
}

static void
let_go(struct two *t)
{
    lp_pdf_object_release(&t->a);
    lp_pdf_object_release(&t->b);
}

/* Two dictionaries, perhaps behind references, key by key. */
static enum lp_code
each_key(struct lp_pdf_changing *c, const struct lp_pdf_value *old,
         const struct lp_pdf_value *now, lp_pdf_on_key *on_key,
         struct lp_err *err)
{
    struct two t = {0};
    enum lp_code rc;

    LP_TRY(newest(c, old, now, &t, err));
    LP_TRY(lp_pdf_same_keys(&c->same, &t.was, &t.is, on_key, c, err));

done:
    let_go(&t);
    return rc;
}

static enum lp_code
on_resource_kind(void *who, const struct lp_pdf_value *key,
                 const struct lp_pdf_value *old, const struct lp_pdf_value *now,
                 struct lp_err *err)
{
    (void)key;
    return old->kind == LP_PDF_NONE ? LP_OK
                                    : each_key(who, old, now, on_resource, err);
}

/* What may change, but not unsaid. */
static enum lp_code
told(struct lp_pdf_changing *c, const struct lp_pdf_value *old,
     const struct lp_pdf_value *now, unsigned added, struct lp_err *err)
{
    struct two t = {0};
    enum lp_code rc;

    LP_TRY(newest(c, old, now, &t, err));
    if (t.a.at != t.b.at || !lp_slice_equal(t.was.raw, t.is.raw)) {
        c->added |= added;
    }

done:
    let_go(&t);
    return rc;
}

static enum lp_code
on_form_key(void *who, const struct lp_pdf_value *key,
            const struct lp_pdf_value *old, const struct lp_pdf_value *now,
            struct lp_err *err)
{
    struct lp_pdf_changing *c = who;

    if (lp_pdf_is(key, "SigFlags")) {
        return LP_OK;
    }
    if (lp_pdf_is(key, "NeedAppearances")) {
        return told(c, old, now, LP_PDF_ADDED_DRAWN, err);
    }
    if (lp_pdf_is(key, "Fields")) {
        return lp_pdf_list_changed(c, old, now, LP_PDF_DIFF_FIELD, err);
    }
    if (lp_pdf_is(key, "DR")) {
        return each_key(c, old, now, on_resource_kind, err);
    }
    if (lp_pdf_is(key, "DA") && old->kind == LP_PDF_NONE) {
        return LP_OK;
    }
    /* Filling in an XFA form changes it; where there was none, it is another
     * document beside this one. */
    if (lp_pdf_is(key, "XFA") && c->policy->permits > 1 &&
        old->kind != LP_PDF_NONE) {
        bool same = false;
        enum lp_code rc = lp_pdf_alike(c, old, now, &same, err);

        c->added |= rc == LP_OK && !same ? LP_PDF_ADDED_VALUES : 0;
        return rc;
    }
    return lp_pdf_same_value(&c->same, old, now, LP_PDF_DIFF_FIELD, err);
}

/* Usage rights come and go with the programs that heed them. */
static enum lp_code
on_permission(void *who, const struct lp_pdf_value *key,
              const struct lp_pdf_value *old, const struct lp_pdf_value *now,
              struct lp_err *err)
{
    struct lp_pdf_changing *c = who;

    return !lp_pdf_is(key, "DocMDP") || old->kind == LP_PDF_NONE
               ? LP_OK
               : lp_pdf_same_value(&c->same, old, now, LP_PDF_DIFF_SIGNATURE,
                                   err);
}

static enum lp_code
on_catalog_key(void *who, const struct lp_pdf_value *key,
               const struct lp_pdf_value *old, const struct lp_pdf_value *now,
               struct lp_err *err)
{
    static const char *const harmless[] = {"Extensions", "Version", "DSS",
                                           NULL};
    static const char *const about[] = {"Metadata", "PieceInfo", NULL};
    static const char *const tree[] = {"StructTreeRoot", "MarkInfo", NULL};
    struct lp_pdf_changing *c = who;

    if (lp_pdf_is(key, "DSS") && now->kind != LP_PDF_NONE) {
        bool same =
            old->kind == now->kind && lp_slice_equal(old->raw, now->raw);

        c->added |= same ? 0 : LP_PDF_ADDED_VALIDATION;
    }
    if (one_of(key, harmless)) {
        return LP_OK;
    }
    if (one_of(key, about)) {
        return told(c, old, now, LP_PDF_ADDED_ABOUT, err);
    }
    if (one_of(key, tree)) {
        /* Where there was none, nobody signed for one. */
        return told(c, old, now,
                    LP_PDF_ADDED_TREE |
                        (old->kind == LP_PDF_NONE && lp_pdf_is(key, tree[0])
                             ? LP_PDF_ADDED_READ
                             : 0),
                    err);
    }
    if (lp_pdf_is(key, "Perms")) {
        return each_key(c, old, now, on_permission, err);
    }
    if (lp_pdf_is(key, "AcroForm")) {
        return each_key(c, old, now, on_form_key, err);
    }
    return lp_pdf_same_value(&c->same, old, now,
                             lp_pdf_is(key, "Pages") ? LP_PDF_DIFF_PAGES
                             : lp_pdf_is(key, "OCProperties")
                                 ? LP_PDF_DIFF_LAYER
                                 : LP_PDF_DIFF_CATALOG,
                             err);
}

/* The dictionary of a signature may name the whole document (/Data). */
static enum lp_code
on_signature_key(void *who, const struct lp_pdf_value *key,
                 const struct lp_pdf_value *old, const struct lp_pdf_value *now,
                 struct lp_err *err)
{
    struct lp_pdf_changing *c = who;

    (void)key;
    return lp_pdf_same_value(&c->same, old, now, LP_PDF_DIFF_SIGNATURE, err);
}

/* Objects that tell by themselves what they are, whichever way led there. */
static enum lp_code
on_pair(void *who, const struct lp_pdf_pair *pair,
        const struct lp_pdf_object *old, const struct lp_pdf_object *now,
        bool *handled, struct lp_err *err)
{
    struct lp_pdf_changing *c = who;
    struct lp_pdf_value was = lp_pdf_get(&old->value, "Type");
    struct lp_pdf_value is = lp_pdf_get(&now->value, "Type");
    lp_pdf_on_key *on_key = NULL;

    /* What a page shows is compared to the letter, whatever it says it is. */
    *handled = (pair->kind & LP_PDF_DIFF_SHOWN) == 0 && old->stream_at == 0 &&
               now->stream_at == 0 && old->value.kind == LP_PDF_DICT &&
               now->value.kind == LP_PDF_DICT;
    if (!*handled) {
        return LP_OK;
    }
    if (lp_pdf_is_field(&old->value) && lp_pdf_is_field(&now->value)) {
        return lp_pdf_field_changed(c, &old->value, &now->value, err);
    }
    if (lp_pdf_is(&was, "Page") && lp_pdf_is(&is, "Page")) {
        on_key = on_page_key;
        c->page = &now->value;
    } else if (lp_pdf_is(&was, "Catalog") && lp_pdf_is(&is, "Catalog")) {
        on_key = on_catalog_key;
    } else if (lp_pdf_is(&was, "Sig") && lp_pdf_is(&is, "Sig")) {
        on_key = on_signature_key;
    }
    *handled = on_key != NULL;
    return on_key == NULL ? LP_OK
                          : lp_pdf_same_keys(&c->same, &old->value, &now->value,
                                             on_key, c, err);
}

static struct lp_pdf_value
root_of(struct lp_pdf *pdf)
{
    const struct lp_pdf_revision *r =
        lp_pdf_revision(pdf, lp_pdf_revisions(pdf) - 1);

    return lp_pdf_get(&r->trailer.value, "Root");
}

enum lp_code
lp_pdf_changes(struct lp_pdf *old, struct lp_pdf *now,
               const struct lp_pdf_policy *policy, struct lp_pdf_change *out,
               struct lp_err *err)
{
    struct lp_pdf_changing c = {
        .same = {.old = old, .now = now, .on_pair = on_pair},
        .policy = policy,
    };
    struct lp_pdf_value was = root_of(old);
    struct lp_pdf_value is = root_of(now);
    enum lp_code rc;

    c.same.who = &c;
    LP_TRY(each_key(&c, &was, &is, on_catalog_key, err));
    LP_TRY(lp_pdf_same_run(&c.same, err));
    *out = (struct lp_pdf_change){c.same.kinds & ~LP_PDF_DIFF_DRAWN, c.added};

done:
    lp_pdf_same_release(&c.same);
    return rc;
}
