#include "formats/pdf_tree.h"

#include <stdlib.h>

struct node {
    struct lp_pdf_object hold;
    struct lp_pdf_object hold_kids;
    struct lp_pdf_walk kids;
    struct lp_pdf_value resources;
};

struct tree {
    struct lp_pdf *pdf;
    size_t revision;
    lp_pdf_on_page *on_page;
    void *who;
    uint8_t *met; /* a bit for each entry of the table */
    size_t depth;
    size_t held; /* bytes of the nodes on the path */
    struct node nodes[LP_PDF_TREE_DEPTH];
};

/* Whether `v` is met for the first time. */
static bool
first_time(struct tree *t, const struct lp_pdf_value *v)
{
    const struct lp_pdf_table *table = lp_pdf_table(t->pdf);
    const struct lp_pdf_entry *e;
    size_t i;

    if (v->kind != LP_PDF_REF) {
        return v->kind == LP_PDF_DICT;
    }
    e = lp_pdf_table_find(table, t->revision, v->num);
    if (e == NULL) {
        return false;
    }
    i = (size_t)(e - table->entries);
    if ((t->met[i / 8] >> (i % 8) & 1) != 0) {
        return false;
    }
    t->met[i / 8] |= (uint8_t)(1U << (i % 8));
    return true;
}

static size_t
weight(const struct node *n)
{
    return n->hold.bytes.cap + n->hold_kids.bytes.cap;
}

static void
leave(struct node *n)
{
    lp_pdf_object_release(&n->hold);
    lp_pdf_object_release(&n->hold_kids);
    *n = (struct node){0};
}

/* Read the node that `v` is or refers to: a page is shown, an inner node goes
 * onto the path. */
static enum lp_code
enter(struct tree *t, const struct lp_pdf_value *v, struct lp_err *err)
{
    struct node n = {0};
    struct lp_pdf_value dict;
    struct lp_pdf_value kids;
    struct lp_pdf_value type;
    enum lp_code rc = LP_OK;

    if (!first_time(t, v)) {
        goto done;
    }
    LP_TRY(lp_pdf_follow(t->pdf, t->revision, v, &n.hold, &dict, err));
    n.resources = lp_pdf_get(&dict, "Resources");
    if (n.resources.kind == LP_PDF_NONE && t->depth > 0) {
        n.resources = t->nodes[t->depth - 1].resources;
    }
    type = lp_pdf_get(&dict, "Type");
    kids = lp_pdf_get(&dict, "Kids");
    if (dict.kind != LP_PDF_DICT) {
        goto done;
    }
    if (kids.kind == LP_PDF_NONE || lp_pdf_is(&type, "Page")) {
        rc = t->on_page(t->who, &dict, &n.resources, err);
        goto done;
    }
    LP_TRY(lp_pdf_follow(t->pdf, t->revision, &kids, &n.hold_kids, &kids, err));
    if (t->depth == LP_PDF_TREE_DEPTH || t->held > LP_PDF_TREE_BYTES) {
        lp_pdf_work_broken(lp_pdf_work(t->pdf), LP_RULE_LIMIT_NESTING);
        goto done;
    }
    t->held += weight(&n);
    n.kids = lp_pdf_walk(&kids);
    t->nodes[t->depth++] = n;
    n = (struct node){0};

done:
    leave(&n);
    return rc;
}

/* The catalog, which names the root of the tree. */
static enum lp_code
enter_root(struct tree *t, struct lp_err *err)
{
    const struct lp_pdf_revision *r = lp_pdf_revision(t->pdf, t->revision);
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value v = lp_pdf_get(&r->trailer.value, "Root");
    enum lp_code rc;

    LP_TRY(lp_pdf_follow(t->pdf, t->revision, &v, &hold, &v, err));
    v = lp_pdf_get(&v, "Pages");
    if (v.kind == LP_PDF_REF) {
        LP_TRY(enter(t, &v, err));
    }

done:
    lp_pdf_object_release(&hold);
    return rc;
}

enum lp_code
lp_pdf_tree(struct lp_pdf *pdf, size_t revision, lp_pdf_on_page *on_page,
            void *who, struct lp_err *err)
{
    struct tree *t = calloc(1, sizeof *t);
    struct lp_pdf_value v;
    enum lp_code rc = LP_OK;

    if (t == NULL) {
        return lp_no_memory(err);
    }
    t->pdf = pdf;
    t->revision = revision;
    t->on_page = on_page;
    t->who = who;
    t->met = calloc(1, lp_pdf_table(pdf)->n / 8 + 1);
    if (t->met == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    LP_TRY(enter_root(t, err));
    while (t->depth > 0) {
        if (lp_pdf_item(&t->nodes[t->depth - 1].kids, &v)) {
            LP_TRY(enter(t, &v, err));
        } else {
            t->depth--;
            t->held -= weight(&t->nodes[t->depth]);
            leave(&t->nodes[t->depth]);
        }
    }

done:
    for (size_t i = 0; i < t->depth; i++) {
        leave(&t->nodes[i]);
    }
    free(t->met);
    free(t);
    return rc;
}
