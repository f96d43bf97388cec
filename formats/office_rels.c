#include "formats/office_rels.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define LINKS_MAX 65536
#define TEXT_MAX ((size_t)16 << 20)

enum { TAG_RELATIONSHIP = 1 };

static const struct lp_office_word words[] = {
    {LP_OFFICE_REL, TAG_RELATIONSHIP, "Relationship"},
    {LP_OFFICE_NONE, 0, NULL},
};

/* ECMA-376 part 1, 11.3, 12.3, 13.3, 15.2; transitional and strict. */
static const char *const roots[] = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
};

/* ECMA-376 part 2, annex E. */
#define SIGNATURES                                                  \
    "http://schemas.openxmlformats.org/package/2006/relationships/" \
    "digital-signature/"

static const struct {
    const char *word;
    enum lp_office_rel type;
} types[] = {
    {"officeDocument", LP_OFFICE_REL_MAIN},
    {"footnotes", LP_OFFICE_REL_FOOTNOTES},
    {"endnotes", LP_OFFICE_REL_ENDNOTES},
    {"header", LP_OFFICE_REL_HEADER},
    {"footer", LP_OFFICE_REL_FOOTER},
    {"slide", LP_OFFICE_REL_SLIDE},
    {"worksheet", LP_OFFICE_REL_SHEET},
    {"sharedStrings", LP_OFFICE_REL_STRINGS},
};

static enum lp_office_rel
type_of(struct lp_slice text)
{
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        struct lp_slice root = lp_slice_str(roots[i]);

        for (size_t k = 0;
             lp_slice_begins(text, root) && k < sizeof types / sizeof types[0];
             k++) {
            if (lp_slice_is(lp_slice_from(text, root.len), types[k].word)) {
                return types[k].type;
            }
        }
    }
    return lp_slice_is(text, SIGNATURES "origin")      ? LP_OFFICE_REL_ORIGIN
           : lp_slice_is(text, SIGNATURES "signature") ? LP_OFFICE_REL_SIGNATURE
                                                       : LP_OFFICE_REL_OTHER;
}

/* The part of a name up to and with its last slash. */
static struct lp_slice
folder_of(struct lp_slice name)
{
    while (name.len > 0 && name.data[name.len - 1] != '/') {
        name.len--;
    }
    return name;
}

/* One step of a path that begins at `root` of `to`. */
static void
put_step(struct lp_buf *to, size_t root, struct lp_slice step)
{
    if (step.len == 0 || lp_slice_is(step, ".")) {
        return;
    }
    if (lp_slice_is(step, "..")) {
        struct lp_slice above = lp_buf_part(to, root, to->len - root);

        above = folder_of(above);
        to->len = root + (above.len > 0 ? above.len - 1 : 0);
        return;
    }
    if (to->len > root) {
        lp_buf_byte(to, '/');
    }
    lp_buf_put(to, step);
}

static void
put_path(struct lp_buf *to, size_t root, struct lp_slice path)
{
    while (path.len > 0 && to->failed == LP_OK) {
        size_t n = 0;

        while (n < path.len && path.data[n] != '/') {
            n++;
        }
        put_step(to, root, lp_slice_head(path, n));
        path = lp_slice_from(path, n + 1);
    }
}

/* RFC 3986, 5.2, as far as parts have names (ECMA-376 part 2, 6.2.2): the name
 * of the part that `target` is when `source` says it. */
static void
put_target(struct lp_buf *to, struct lp_slice source, struct lp_slice target)
{
    size_t root = to->len;

    if (target.len > 0 && target.data[0] != '/') {
        put_path(to, root, folder_of(source));
    }
    put_path(to, root, target);
    lp_buf_byte(to, '\0');
}

static void
start(struct lp_office_xml *x, unsigned tag)
{
    struct lp_office_rels *rels = lp_office_xml_who(x);
    struct lp_office_link link = {0};
    struct lp_office_link *grown;
    struct lp_slice id;
    struct lp_slice type;
    struct lp_slice target;
    struct lp_slice mode = {0};

    (void)tag;
    if (lp_office_xml_attr(x, LP_OFFICE_NONE, "TargetMode", &mode) &&
        lp_slice_is(mode, "External")) {
        return;
    }
    if (!lp_office_xml_attr(x, LP_OFFICE_NONE, "Id", &id) ||
        !lp_office_xml_attr(x, LP_OFFICE_NONE, "Type", &type) ||
        !lp_office_xml_attr(x, LP_OFFICE_NONE, "Target", &target)) {
        lp_office_xml_refuse(x, "a relationship is incomplete");
        return;
    }
    if (rels->n == LINKS_MAX || rels->source.len + id.len + target.len + 4 >
                                    TEXT_MAX - rels->text.len) {
        lp_office_xml_limit(x, "too many relationships");
        return;
    }
    grown = lp_mem_grow(rels->links, rels->n, &rels->cap, sizeof *rels->links);
    if (grown == NULL) {
        lp_office_xml_no_memory(x);
        return;
    }
    rels->links = grown;
    link.type = type_of(type);
    link.id_at = rels->text.len;
    lp_buf_put(&rels->text, id);
    lp_buf_byte(&rels->text, '\0');
    link.target_at = rels->text.len;
    put_target(&rels->text, rels->source, target);
    rels->links[rels->n++] = link;
}

static void
end(struct lp_office_xml *x, unsigned tag)
{
    (void)x;
    (void)tag;
}

static const struct lp_office_grammar grammar = {
    .words = words,
    .start = start,
    .end = end,
};

static int
by_id(const void *a, const void *b)
{
    return strcmp(((const struct lp_office_link *)a)->id,
                  ((const struct lp_office_link *)b)->id);
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Take a number from each, and compare them. */
static int
by_number(const char **a, const char **b)
{
    size_t n = 0;
    size_t m = 0;
    int order;

    *a += strspn(*a, "0");
    *b += strspn(*b, "0");
    n = strspn(*a, "0123456789");
    m = strspn(*b, "0123456789");
    order = n != m ? (n < m ? -1 : 1) : memcmp(*a, *b, n);
    *a += n;
    *b += m;
    return order;
}

static int
by_target(const char *a, const char *b)
{
    const char *p = a;
    const char *q = b;

    while (*p != '\0' || *q != '\0') {
        int order;

        if (is_digit(*p) && is_digit(*q)) {
            order = by_number(&p, &q);
        } else {
            order = (int)(unsigned char)*p - (int)(unsigned char)*q;
            p++;
            q++;
        }
        if (order != 0) {
            return order;
        }
    }
    return strcmp(a, b);
}

static int
by_type(const void *a, const void *b)
{
    const struct lp_office_link *k = a;
    const struct lp_office_link *l = b;

    if (k->type != l->type) {
        return k->type < l->type ? -1 : 1;
    }
    return by_target(k->target, l->target);
}

/* The name of the part that holds them (ECMA-376 part 2, 6.5.2.3). */
static enum lp_code
put_name(struct lp_buf *to, struct lp_slice source, struct lp_err *err)
{
    struct lp_slice folder = folder_of(source);

    lp_buf_put(to, folder);
    lp_buf_str(to, "_rels/");
    lp_buf_put(to, lp_slice_from(source, folder.len));
    lp_buf_str(to, ".rels");
    return lp_buf_check(to, err);
}

enum lp_code
lp_office_rels_read(struct lp_office_rels *rels, struct lp_office_package *p,
                    struct lp_slice source, struct lp_err *err)
{
    struct lp_buf name = {0};
    bool there;
    enum lp_code rc;

    rels->source = source;
    LP_TRY(put_name(&name, source, err));
    LP_TRY(lp_office_package_read(p, lp_buf_slice(&name), &grammar, rels,
                                  &there, err));
    LP_TRY(lp_buf_check(&rels->text, err));
    for (size_t i = 0; i < rels->n; i++) {
        struct lp_office_link *l = &rels->links[i];

        l->id = (const char *)rels->text.data + l->id_at;
        l->target = (const char *)rels->text.data + l->target_at;
    }
    if (rels->n > 0) {
        qsort(rels->links, rels->n, sizeof *rels->links, by_id);
    }
    for (size_t i = 1; i < rels->n; i++) {
        if (by_id(&rels->links[i - 1], &rels->links[i]) == 0) {
            rc = lp_fail_at(err, LP_E_FORMAT, LP_RULE_XML, 0,
                            "document: two relationships have one id");
        }
    }

done:
    lp_buf_release(&name);
    return rc;
}

const struct lp_office_link *
lp_office_rels_by_id(const struct lp_office_rels *rels, const char *id)
{
    const struct lp_office_link key = {.id = id};

    return rels->n == 0 ? NULL
                        : bsearch(&key, rels->links, rels->n,
                                  sizeof *rels->links, by_id);
}

const struct lp_office_link *
lp_office_rels_only(const struct lp_office_rels *rels, enum lp_office_rel type)
{
    const struct lp_office_link *found = NULL;
    unsigned n = 0;

    for (size_t i = 0; i < rels->n; i++) {
        if (rels->links[i].type == type) {
            found = &rels->links[i];
            n++;
        }
    }
    return n == 1 ? found : NULL;
}

void
lp_office_rels_sort(struct lp_office_rels *rels)
{
    if (rels->n > 0) {
        qsort(rels->links, rels->n, sizeof *rels->links, by_type);
    }
}

void
lp_office_rels_release(struct lp_office_rels *rels)
{
    free(rels->links);
    lp_buf_release(&rels->text);
    *rels = (struct lp_office_rels){0};
}
