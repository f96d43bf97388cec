#include "helper/xd_rels.h"

#include <stdlib.h>
#include <string.h>

#define MDSSI "http://schemas.openxmlformats.org/package/2006/digital-signature"
#define RELATIONSHIPS \
    "http://schemas.openxmlformats.org/package/2006/relationships"

/* What a transform names: ids, or types. */
struct named {
    const char **of;
    size_t n;
};

static int
by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_named(const struct named *list, const char *text)
{
    return list->n > 0 &&
           bsearch(&text, list->of, list->n, sizeof *list->of, by_text) != NULL;
}

static size_t
count(const xmlNode *n)
{
    size_t all = 0;

    for (const xmlNode *c = lp_xd_first(n); c != NULL; c = lp_xd_next(c)) {
        all++;
    }
    return all;
}

/* False: the transform names something in another way. */
static bool
read_names(const xmlNode *transform, struct named *ids, struct named *types)
{
    size_t n = count(transform);

    ids->of = calloc(n + 1, sizeof *ids->of);
    types->of = calloc(n + 1, sizeof *types->of);
    if (ids->of == NULL || types->of == NULL) {
        return false;
    }
    for (const xmlNode *c = lp_xd_first(transform); c != NULL;
         c = lp_xd_next(c)) {
        if (lp_xd_is(c, MDSSI, "RelationshipReference")) {
            ids->of[ids->n++] = lp_xd_attr(c, "SourceId");
        } else if (lp_xd_is(c, MDSSI, "RelationshipsGroupReference")) {
            types->of[types->n++] = lp_xd_attr(c, "SourceType");
        } else {
            return false;
        }
    }
    if (ids->n > 0) {
        qsort(ids->of, ids->n, sizeof *ids->of, by_text);
    }
    if (types->n > 0) {
        qsort(types->of, types->n, sizeof *types->of, by_text);
    }
    return true;
}

struct relationship {
    const char *id;
    xmlNode *node;
};

static int
by_id(const void *a, const void *b)
{
    return strcmp(((const struct relationship *)a)->id,
                  ((const struct relationship *)b)->id);
}

static void
drop(xmlNode *n)
{
    xmlUnlinkNode(n);
    xmlFreeNode(n);
}

/* Everything between the elements goes, and all that is in them; and what mode
 * they have by default, they have in so many words. */
static bool
prepare(xmlNode *root)
{
    for (xmlNode *n = root->children, *next; n != NULL; n = next) {
        next = n->next;
        if (n->type != XML_ELEMENT_NODE) {
            drop(n);
            continue;
        }
        if (!lp_xd_is(n, RELATIONSHIPS, "Relationship")) {
            return false;
        }
        while (n->children != NULL) {
            drop(n->children);
        }
        if (xmlHasProp(n, (const xmlChar *)"TargetMode") == NULL) {
            (void)xmlNewProp(n, (const xmlChar *)"TargetMode",
                             (const xmlChar *)"Internal");
        }
    }
    return true;
}

/* Take the relationships out, in the order of their ids, and put those back
 * that are named. */
static unsigned
choose(xmlNode *root, struct relationship *all, const struct named *ids,
       const struct named *types, struct lp_xd_left *left)
{
    size_t n = 0;
    unsigned stop = 0;

    while (root->children != NULL) {
        xmlNode *c = root->children;

        all[n++] = (struct relationship){lp_xd_attr(c, "Id"), c};
        xmlUnlinkNode(c);
    }
    if (n > 0) {
        qsort(all, n, sizeof *all, by_id);
    }
    for (size_t i = 0; i < n; i++) {
        const char *type = lp_xd_attr(all[i].node, "Type");

        if (i > 0 && by_id(&all[i - 1], &all[i]) == 0) {
            stop = LP_XD_TWICE;
        }
        if (stop == 0 && (is_named(ids, all[i].id) || is_named(types, type))) {
            (void)xmlAddChild(root, all[i].node);
        } else {
            left->of[left->n++] = (struct lp_xd_loose){all[i].id, type};
            xmlFreeNode(all[i].node);
            all[i].node = NULL;
        }
    }
    return stop;
}

unsigned
lp_xd_rels(xmlDoc *doc, const xmlNode *transform, struct lp_xd_left *left)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    size_t n = count(root);
    struct relationship *all = calloc(n + 1, sizeof *all);
    struct named ids = {0};
    struct named types = {0};
    unsigned stop = 0;

    left->of = calloc(n + 1, sizeof *left->of);
    left->n = 0;
    if (all == NULL || left->of == NULL ||
        !read_names(transform, &ids, &types)) {
        stop = LP_XD_TRANSFORM;
    } else if (!lp_xd_is(root, RELATIONSHIPS, "Relationships") ||
               !prepare(root)) {
        stop = LP_XD_STRANGE;
    } else {
        stop = choose(root, all, &ids, &types, left);
    }
    free(all);
    free(ids.of);
    free(types.of);
    return stop;
}
