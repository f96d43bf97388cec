#include "helper/xd_refs.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "helper/channel.h"
#include "helper/xd_rels.h"

#define IDS_MAX 65536
#define URI_MAX ((size_t)8192)
#define TYPE_KEY "?ContentType="

/* -------------------------------------------------------------------- the ids
 */

static int
by_id(const void *a, const void *b)
{
    return strcmp(((const struct lp_xd_id *)a)->id,
                  ((const struct lp_xd_id *)b)->id);
}

/* Id of XML-DSig and XAdES, and what else some program could take for it. */
static bool
is_id(const xmlAttr *a)
{
    return strcasecmp((const char *)a->name, "id") == 0;
}

static unsigned
add_id(struct lp_xd_signature *s, const xmlAttr *a, xmlNode *n)
{
    struct lp_xd_id *grown = NULL;

    if (s->ids_n < IDS_MAX) {
        grown = lp_mem_grow(s->ids, s->ids_n, &s->ids_cap, sizeof *s->ids);
    }
    if (grown == NULL) {
        return LP_XD_LIMIT;
    }
    s->ids = grown;
    s->ids[s->ids_n++] = (struct lp_xd_id){lp_xd_text((const xmlNode *)a), n};
    return 0;
}

unsigned
lp_xd_ids(struct lp_xd_signature *s)
{
    unsigned stop = 0;

    for (xmlNode *n = s->node; n != NULL && stop == 0;
         n = lp_xd_walk(n, s->node, true)) {
        for (const xmlAttr *a = n->properties; a != NULL && stop == 0;
             a = a->next) {
            stop = is_id(a) ? add_id(s, a, n) : 0;
        }
    }
    if (s->ids_n > 0) {
        qsort(s->ids, s->ids_n, sizeof *s->ids, by_id);
    }
    for (size_t i = 1; i < s->ids_n && stop == 0; i++) {
        if (by_id(&s->ids[i - 1], &s->ids[i]) == 0) {
            s->why = s->ids[i].id;
            stop = LP_XD_TWICE;
        }
    }
    return stop;
}

bool
lp_xd_is_covered(const struct lp_xd_signature *s, const xmlNode *n)
{
    for (size_t i = 0; i < s->covered_n; i++) {
        if (lp_xd_within(n, s->covered[i])) {
            return true;
        }
    }
    return false;
}

/* --------------------------------------------------------------- one reference
 */

struct reference {
    const char *uri;
    const char *digest_name;
    struct lp_slice digest;
    const xmlNode *rels; /* the relationships transform, or NULL */
    bool has_form;
    struct lp_xd_form form; /* else C14N 1.0, as zeroed */
};

/* What is done with the bytes before they are digested: nothing but these, or
 * what stands there could come to the same whatever it says. */
static unsigned
read_transforms(struct lp_xd_signature *s, const xmlNode *list,
                struct reference *r)
{
    for (const xmlNode *t = lp_xd_first(list); t != NULL; t = lp_xd_next(t)) {
        const char *name = lp_xd_attr(t, "Algorithm");

        s->why = name;
        if (!lp_xd_is(t, LP_XD_DSIG, "Transform") || r->has_form) {
            return LP_XD_TRANSFORM;
        }
        if (s->package->ooxml && r->rels == NULL &&
            strcmp(name, LP_XD_RELS) == 0) {
            r->rels = t;
        } else if (lp_xd_form(name, &r->form) && lp_xd_first(t) == NULL) {
            r->has_form = true;
        } else {
            return LP_XD_TRANSFORM;
        }
    }
    /* ECMA-376 part 2: a canonical form follows that transform. */
    return r->rels != NULL && !r->has_form ? LP_XD_TRANSFORM : 0;
}

static unsigned
read_reference(struct lp_xd_signature *s, const xmlNode *n, struct reference *r)
{
    const xmlNode *c = lp_xd_first(n);
    const xmlNode *digest;
    unsigned stop;

    *r = (struct reference){0};
    s->why = "a reference";
    if (!lp_xd_is(n, LP_XD_DSIG, "Reference") ||
        xmlHasProp((xmlNode *)(uintptr_t)n, (const xmlChar *)"URI") == NULL) {
        return LP_XD_BROKEN;
    }
    r->uri = lp_xd_attr(n, "URI");
    if (lp_xd_is(c, LP_XD_DSIG, "Transforms")) {
        stop = read_transforms(s, c, r);
        if (stop != 0) {
            return stop;
        }
        c = lp_xd_next(c);
    }
    s->why = "a reference";
    digest = lp_xd_next(c);
    if (!lp_xd_is(c, LP_XD_DSIG, "DigestMethod") ||
        !lp_xd_is(digest, LP_XD_DSIG, "DigestValue") ||
        lp_xd_next(digest) != NULL || lp_xd_first(digest) != NULL ||
        !lp_xd_base64(lp_xd_text(digest), &r->digest)) {
        return LP_XD_BROKEN;
    }
    r->digest_name = lp_xd_attr(c, "Algorithm");
    return strlen(r->uri) > URI_MAX || strlen(r->digest_name) > URI_MAX ||
                   r->digest.len > URI_MAX
               ? LP_XD_LIMIT
               : 0;
}

static void
say_reference(const struct reference *r, enum lp_xd_how how, uint32_t member)
{
    struct lp_buf body = {0};

    lp_buf_byte(&body, (uint8_t)how);
    lp_buf_le32(&body, member);
    lp_buf_le16(&body, (uint16_t)strlen(r->digest_name));
    lp_buf_str(&body, r->digest_name);
    lp_buf_le16(&body, (uint16_t)r->digest.len);
    lp_buf_put(&body, r->digest);
    lp_buf_str(&body, r->uri);
    lp_channel_say(LP_XD_REF, lp_buf_slice(&body));
    lp_buf_release(&body);
}

/* To an element of the signature's own document, by its Id. */
static unsigned
tell_element(struct lp_xd_signature *s, const struct reference *r, bool covers)
{
    const struct lp_xd_id key = {r->uri + 1, NULL};
    const struct lp_xd_id *found =
        s->ids_n == 0 ? NULL
                      : bsearch(&key, s->ids, s->ids_n, sizeof *s->ids, by_id);
    struct lp_xd_form form = r->form;

    s->why = r->uri;
    if (r->rels != NULL || strncmp(r->uri, "#xpointer(", 10) == 0) {
        return LP_XD_TRANSFORM;
    }
    if (found == NULL) {
        return LP_XD_BROKEN;
    }
    if (covers && s->covered_n == LP_XD_COVERED_MAX) {
        return LP_XD_LIMIT;
    }
    if (covers) {
        s->covered[s->covered_n++] = found->node;
    }
    /* XML-DSig, 4.4.3.3: without comments, whatever the form. */
    form.comments = false;
    lp_xd_spend(s->size);
    say_reference(r, LP_XD_TOLD, LP_XD_NONE);
    lp_xd_say(s->node->doc, found->node, form);
    return 0;
}

/* OOXML: "/word/document.xml?ContentType=application/xml". */
static unsigned
part_name(const struct reference *r, struct lp_slice *name, const char **type)
{
    const char *key = strstr(r->uri, TYPE_KEY);

    if (r->uri[0] != '/' || r->uri[1] == '/') {
        return LP_XD_OUTSIDE;
    }
    if (key == NULL || strchr(r->uri, '#') != NULL) {
        return LP_XD_BROKEN;
    }
    *name = (struct lp_slice){(const uint8_t *)r->uri + 1,
                              (size_t)(key - r->uri - 1)};
    *type = key + strlen(TYPE_KEY);
    return 0;
}

/* ODF: a relative reference to a member, percent-encoded. */
static unsigned
member_name(const struct reference *r, struct lp_slice *name)
{
    struct lp_buf to = {0};
    const char *p = r->uri;
    const char *colon = strchr(p, ':');
    const char *slash = strchr(p, '/');

    if (p[0] == '\0' || p[0] == '/' ||
        (colon != NULL && (slash == NULL || colon < slash))) {
        return LP_XD_OUTSIDE;
    }
    for (; *p != '\0'; p++) {
        int high = p[0] == '%' ? lp_text_digit((uint8_t)p[1]) : -1;
        int low = high < 0 ? -1 : lp_text_digit((uint8_t)p[2]);

        if (*p == '#' || *p == '?') {
            lp_buf_release(&to);
            return LP_XD_TRANSFORM;
        }
        if (low >= 0) {
            lp_buf_byte(&to, (uint8_t)(high << 4 | low));
            p += 2;
        } else {
            lp_buf_byte(&to, (uint8_t)*p);
        }
    }
    *name = lp_buf_slice(&to);
    (void)lp_xd_keep(to.data);
    return 0;
}

static void
say_left(uint32_t member, const struct lp_xd_left *left)
{
    for (size_t i = 0; i < left->n; i++) {
        struct lp_buf body = {.max = URI_MAX};

        lp_buf_le32(&body, member);
        lp_buf_printf(&body, "%.200s %.300s", left->of[i].id, left->of[i].type);
        lp_channel_say(LP_XD_LOOSE, lp_buf_slice(&body));
        lp_buf_release(&body);
    }
}

/* To a member as XML. */
static unsigned
tell_xml(struct lp_xd_signature *s, const struct reference *r, uint32_t member)
{
    struct lp_xd_left left = {0};
    enum lp_xd_parsed how = LP_XD_NOT_XML;
    uint64_t size = 0;
    xmlDoc *doc = lp_xd_package_xml(s->package, member, &how, &size);
    unsigned stop = 0;

    s->why = r->uri;
    if (how == LP_XD_HAS_DOCTYPE || how == LP_XD_TOO_MUCH) {
        return how == LP_XD_TOO_MUCH ? LP_XD_LIMIT : LP_XD_DOCTYPE;
    }
    if (doc == NULL) {
        say_reference(r, LP_XD_NO_XML, member);
        return 0;
    }
    if (r->rels != NULL) {
        stop = lp_xd_rels(doc, r->rels, &left);
    }
    if (stop == 0) {
        say_reference(r, LP_XD_TOLD, member);
        lp_xd_say(doc, NULL, r->form);
        say_left(member, &left);
    }
    free(left.of);
    xmlFreeDoc(doc);
    return stop;
}

static unsigned
tell_member(struct lp_xd_signature *s, const struct reference *r)
{
    struct lp_slice name = {0};
    const char *type = NULL;
    uint32_t member;
    unsigned stop;

    stop =
        s->package->ooxml ? part_name(r, &name, &type) : member_name(r, &name);
    s->why = r->uri;
    if (stop != 0) {
        return stop;
    }
    member = lp_xd_package_find(s->package, name);
    if (member == LP_XD_NONE) {
        say_reference(r, LP_XD_MISSING, member);
        return 0;
    }
    if (type != NULL && !lp_xd_package_is(s->package, name, type)) {
        say_reference(r, LP_XD_TYPE, member);
        return 0;
    }
    if (!r->has_form) {
        say_reference(r, LP_XD_RAW, member);
        return 0;
    }
    return tell_xml(s, r, member);
}

unsigned
lp_xd_refs(struct lp_xd_signature *s, const xmlNode *list)
{
    bool covers = lp_xd_is(list, LP_XD_DSIG, "SignedInfo");

    for (const xmlNode *n = lp_xd_first(list); n != NULL; n = lp_xd_next(n)) {
        struct reference r;
        unsigned stop;

        if (covers && !lp_xd_is(n, LP_XD_DSIG, "Reference")) {
            continue; /* the two methods */
        }
        stop = read_reference(s, n, &r);
        if (stop == 0) {
            stop = r.uri[0] == '#' ? tell_element(s, &r, covers)
                                   : tell_member(s, &r);
        }
        if (stop != 0) {
            return stop;
        }
    }
    return 0;
}
