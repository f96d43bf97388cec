#include "formats/office_package.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/read_zip.h"

#define NAMES_MAX ((size_t)8 << 20)

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + ('a' - 'A')) : c;
}

static bool
ends_as(struct lp_slice name, const char *with)
{
    size_t n = strlen(with);

    if (name.len < n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (lower(name.data[name.len - n + i]) != (uint8_t)with[i]) {
            return false;
        }
    }
    return true;
}

/* A name that is wanted has one of these ends, whoever names it. */
static bool
may_be_xml(const struct lp_entry *e)
{
    return e->kind == LP_KIND_OTHER && e->name.len <= LP_OFFICE_NAME_MAX &&
           (ends_as(e->name, ".xml") || ends_as(e->name, ".rels"));
}

/* What is said in two ways of a member, or why it has no bytes. */
static enum lp_rule
doubt(const struct lp_entry *e)
{
    for (unsigned i = 0; i < e->found.n; i++) {
        if (lp_rule_info(e->found.of[i].rule)->class == LP_CLASS_AMBIGUOUS) {
            return (enum lp_rule)e->found.of[i].rule;
        }
    }
    return e->closed;
}

static void
put_name(struct lp_office_package *p, struct lp_slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        lp_buf_byte(&p->names, p->folded ? lower(name.data[i]) : name.data[i]);
    }
}

/* Keep the member; its body is ours then. */
static enum lp_code
keep(struct lp_office_package *p, const struct lp_entry *e,
     struct lp_source *body, struct lp_err *err)
{
    struct lp_office_part *grown;

    if (p->n == LP_OFFICE_PARTS_MAX || p->names.len + e->name.len > NAMES_MAX) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_TEXT, e->front,
                          "document: more parts than the limit");
    }
    grown = lp_mem_grow(p->parts, p->n, &p->cap, sizeof *p->parts);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    p->parts = grown;
    p->parts[p->n++] = (struct lp_office_part){
        .name.len = e->name.len,
        .body = *body,
        .at = e->front,
        .closed = doubt(e),
    };
    *body = (struct lp_source){0};
    put_name(p, e->name);
    return lp_buf_check(&p->names, err);
}

/* That bytes lie before, between or behind the members is nothing to who
 * reads the text; that there are two lists of members is. */
static enum lp_code
judge(const struct lp_findings *f, struct lp_err *err)
{
    for (unsigned i = 0; i < f->n; i++) {
        if (f->of[i].rule == LP_RULE_ZIP_TWO_ENDS ||
            f->of[i].rule == LP_RULE_ZIP_COUNT) {
            return lp_fail_at(err, LP_E_FORMAT, f->of[i].rule, f->of[i].at,
                              "document: its ZIP can be read in two ways");
        }
    }
    return LP_OK;
}

static enum lp_code
collect(struct lp_office_package *p, struct lp_reader *r, struct lp_err *err)
{
    struct lp_source body = {0};
    bool end = false;
    enum lp_code rc = LP_OK;

    while (!end) {
        struct lp_entry e = {0};

        LP_TRY(r->ops->next(r, &e, &body, &end, err));
        if (!end && may_be_xml(&e)) {
            LP_TRY(keep(p, &e, &body, err));
        }
        lp_source_release(&body);
    }
    LP_TRY(judge(&r->found, err));

done:
    lp_source_release(&body);
    return rc;
}

static int
by_name(const void *a, const void *b)
{
    return lp_slice_order(((const struct lp_office_part *)a)->name,
                          ((const struct lp_office_part *)b)->name);
}

static void
sort(struct lp_office_package *p)
{
    size_t at = 0;

    for (size_t i = 0; i < p->n; i++) {
        struct lp_slice *name = &p->parts[i].name;

        *name = lp_buf_part(&p->names, at, name->len);
        at += name->len;
    }
    if (p->n > 0) {
        qsort(p->parts, p->n, sizeof *p->parts, by_name);
    }
    for (size_t i = 1; i < p->n; i++) {
        if (by_name(&p->parts[i - 1], &p->parts[i]) == 0) {
            p->parts[i - 1].again = true;
            p->parts[i].again = true;
        }
    }
}

enum lp_code
lp_office_package_open(struct lp_office_package *p, struct lp_view *view,
                       bool folded, const struct lp_limits *limits,
                       struct lp_text_sink sink, struct lp_err *err)
{
    const struct lp_input in = {.view = view, .limits = limits};
    struct lp_reader r = {.ops = &lp_read_zip};
    enum lp_code rc;

    p->folded = folded;
    p->out.sink = sink;
    LP_TRY(r.ops->open(&r, &in, err));
    LP_TRY(collect(p, &r, err));
    sort(p);

done:
    r.ops->release(&r);
    return rc;
}

static struct lp_office_part *
find(const struct lp_office_package *p, struct lp_slice name)
{
    uint8_t folded[LP_OFFICE_NAME_MAX];
    struct lp_office_part key = {.name = {folded, name.len}};

    if (p->n == 0 || name.len == 0 || name.len > sizeof folded) {
        return NULL;
    }
    for (size_t i = 0; i < name.len; i++) {
        folded[i] = p->folded ? lower(name.data[i]) : name.data[i];
    }
    return bsearch(&key, p->parts, p->n, sizeof *p->parts, by_name);
}

enum lp_code
lp_office_package_read(struct lp_office_package *p, struct lp_slice name,
                       const struct lp_office_grammar *g, void *who,
                       bool *there, struct lp_err *err)
{
    struct lp_office_part *part = find(p, name);
    enum lp_code rc;

    *there = part != NULL;
    if (part == NULL || part->taken) {
        return LP_OK;
    }
    if (part->again || part->closed != LP_RULE_NONE || part->body.ops == NULL) {
        return lp_fail_at(err, LP_E_FORMAT,
                          part->again ? LP_RULE_ZIP_DUPLICATE : part->closed,
                          part->at,
                          "document: a part cannot be read, or in two ways");
    }
    part->taken = true;
    rc = lp_office_xml_read(g, who, &part->body, &p->out, err);
    /* What was unpacked would be held as long as the package. */
    lp_source_release(&part->body);
    return rc;
}

enum lp_code
lp_office_package_need(struct lp_office_package *p, struct lp_slice name,
                       const struct lp_office_grammar *g, void *who,
                       struct lp_err *err)
{
    bool there;
    enum lp_code rc = lp_office_package_read(p, name, g, who, &there, err);

    if (rc == LP_OK && !there) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_XML, 0,
                          "document: a part that it names is missing");
    }
    return rc;
}

void
lp_office_package_release(struct lp_office_package *p)
{
    for (size_t i = 0; i < p->n; i++) {
        lp_source_release(&p->parts[i].body);
    }
    free(p->parts);
    lp_buf_release(&p->names);
    *p = (struct lp_office_package){0};
}
