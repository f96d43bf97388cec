#include "helper/xd_package.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "helper/channel.h"

#define TABLE_MAX LP_XD_STRIDE
#define TYPES "http://schemas.openxmlformats.org/package/2006/content-types"

struct lp_xd_member {
    struct lp_slice name;
    uint32_t number;
};

/* One line of [Content_Types].xml, ECMA-376 part 2, 7.2.3. */
struct type {
    struct lp_slice of; /* a name, or an extension */
    const char *type;
    bool one; /* of a part, and not of all with an extension */
};

struct lp_xd_types {
    struct type *of;
    size_t n;
    bool bad;
};

/* ----------------------------------------------------------------- the table
 */

static bool
read_all(uint64_t at, uint64_t size, struct lp_slice *out)
{
    uint8_t *to = malloc(size > 0 ? (size_t)size : 1);
    size_t n = 0;

    while (to != NULL && n < size) {
        size_t want = size - n < LP_HELPER_BODY_MAX ? (size_t)size - n
                                                    : LP_HELPER_BODY_MAX;
        size_t got = lp_channel_read(at + n, to + n, want);

        n += got;
        if (got < want) {
            break;
        }
    }
    *out = (struct lp_slice){to, n};
    return to != NULL && n == size;
}

/* The order of names: bytes, of OOXML without regard to ASCII case. */
static int
order(struct lp_slice a, struct lp_slice b, bool folded)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int by = n == 0 ? 0
             : folded
                 ? strncasecmp((const char *)a.data, (const char *)b.data, n)
                 : memcmp(a.data, b.data, n);

    return by != 0 ? by : a.len < b.len ? -1 : a.len > b.len ? 1 : 0;
}

static int
by_name(const void *a, const void *b)
{
    return order(((const struct lp_xd_member *)a)->name,
                 ((const struct lp_xd_member *)b)->name, false);
}

static int
by_folded(const void *a, const void *b)
{
    return order(((const struct lp_xd_member *)a)->name,
                 ((const struct lp_xd_member *)b)->name, true);
}

bool
lp_xd_package_open(struct lp_xd_package *p, bool ooxml)
{
    uint8_t head[8];
    struct lp_slice table;
    struct lp_cursor c;
    uint64_t size;

    p->ooxml = ooxml;
    if (lp_channel_read(0, head, sizeof head) < sizeof head) {
        return false;
    }
    size = lp_get_le32(head);
    if (size > TABLE_MAX || !read_all(4, size, &table)) {
        return false;
    }
    (void)lp_xd_keep((void *)(uintptr_t)table.data);
    c = lp_cursor_over(table);
    p->n = lp_cursor_le32(&c);
    p->signatures_n = lp_cursor_le32(&c);
    if (p->n > size || p->signatures_n > p->n) {
        return false;
    }
    p->members = lp_xd_keep(calloc((size_t)p->n + 1, sizeof *p->members));
    p->sizes = lp_xd_keep(calloc((size_t)p->n + 1, sizeof *p->sizes));
    p->signatures =
        lp_xd_keep(calloc((size_t)p->signatures_n + 1, sizeof(uint32_t)));
    for (uint32_t i = 0; i < p->signatures_n; i++) {
        p->signatures[i] = lp_cursor_le32(&c);
    }
    for (uint32_t i = 0; i < p->n; i++) {
        p->members[i].number = i;
        p->sizes[i] = lp_cursor_le64(&c);
        p->members[i].name = lp_cursor_take(&c, lp_cursor_le32(&c));
    }
    if (p->n > 0) {
        qsort(p->members, p->n, sizeof *p->members,
              ooxml ? by_folded : by_name);
    }
    return !c.failed;
}

static const struct lp_xd_member *
find(const struct lp_xd_package *p, struct lp_slice name)
{
    const struct lp_xd_member key = {.name = name};

    return p->n == 0 ? NULL
                     : bsearch(&key, p->members, p->n, sizeof *p->members,
                               p->ooxml ? by_folded : by_name);
}

uint32_t
lp_xd_package_find(const struct lp_xd_package *p, struct lp_slice name)
{
    const struct lp_xd_member *m = find(p, name);

    return m == NULL ? LP_XD_NONE : m->number;
}

xmlDoc *
lp_xd_package_xml(const struct lp_xd_package *p, uint32_t member,
                  enum lp_xd_parsed *how, uint64_t *size)
{
    struct lp_slice bytes = {0};
    xmlDoc *doc = NULL;

    *how = LP_XD_NOT_XML;
    *size = member < p->n ? p->sizes[member] : 0;
    if (*size > LP_XD_MEMBER_MAX) {
        *how = LP_XD_TOO_MUCH;
        return NULL;
    }
    lp_xd_spend(*size);
    if (read_all(LP_XD_PLACE(member), *size, &bytes)) {
        doc = lp_xd_parse(bytes, how);
    }
    free((void *)(uintptr_t)bytes.data);
    return doc;
}

/* ---------------------------------------------------------- the content types
 */

static int
by_of(const void *a, const void *b)
{
    const struct type *s = a;
    const struct type *t = b;

    return s->one != t->one ? (s->one ? 1 : -1) : order(s->of, t->of, true);
}

static void
add_type(struct lp_xd_types *t, const xmlNode *n)
{
    bool one = lp_xd_is(n, TYPES, "Override");
    const char *of = lp_xd_attr(n, one ? "PartName" : "Extension");

    if (!one && !lp_xd_is(n, TYPES, "Default")) {
        t->bad = true;
        return;
    }
    if (one && of[0] == '/') {
        of++;
    }
    t->of[t->n++] = (struct type){.of = lp_slice_str(of),
                                  .type = lp_xd_attr(n, "ContentType"),
                                  .one = one};
}

/* What says a thing twice says nothing. */
static struct lp_xd_types *
read_types(const struct lp_xd_package *p)
{
    struct lp_xd_types *t = lp_xd_keep(calloc(1, sizeof *t));
    uint32_t member =
        lp_xd_package_find(p, lp_slice_str("[Content_Types].xml"));
    enum lp_xd_parsed how;
    uint64_t size;
    xmlDoc *doc =
        member == LP_XD_NONE ? NULL : lp_xd_package_xml(p, member, &how, &size);
    const xmlNode *root = doc == NULL ? NULL : xmlDocGetRootElement(doc);
    size_t n = 0;

    t->bad = !lp_xd_is(root, TYPES, "Types");
    for (const xmlNode *c = lp_xd_first(root); c != NULL; c = lp_xd_next(c)) {
        n++;
    }
    t->of = lp_xd_keep(calloc(n + 1, sizeof *t->of));
    for (const xmlNode *c = lp_xd_first(root); c != NULL && !t->bad;
         c = lp_xd_next(c)) {
        add_type(t, c);
    }
    if (t->n > 0) {
        qsort(t->of, t->n, sizeof *t->of, by_of);
    }
    for (size_t i = 1; i < t->n; i++) {
        t->bad = t->bad || by_of(&t->of[i - 1], &t->of[i]) == 0;
    }
    xmlFreeDoc(doc);
    return t;
}

bool
lp_xd_package_is(struct lp_xd_package *p, struct lp_slice name,
                 const char *type)
{
    struct type key = {.of = name, .one = true};
    const struct type *found;

    if (p->types == NULL) {
        p->types = read_types(p);
    }
    if (p->types->bad || p->types->n == 0) {
        return false;
    }
    found = bsearch(&key, p->types->of, p->types->n, sizeof key, by_of);
    if (found == NULL) {
        size_t dot = name.len;

        while (dot > 0 && name.data[dot - 1] != '.' &&
               name.data[dot - 1] != '/') {
            dot--;
        }
        if (dot == 0 || name.data[dot - 1] != '.') {
            return false;
        }
        key = (struct type){.of = lp_slice_from(name, dot)};
        found = bsearch(&key, p->types->of, p->types->n, sizeof key, by_of);
    }
    return found != NULL && strcasecmp(found->type, type) == 0;
}
