#include "formats/sig_find.h"

#include <string.h>
#include <strings.h>

#include "formats/office_rels.h"

#define META "META-INF/"
/* Relationships that are followed: what lies where signatures do is found. */
#define FOLLOWED_MAX 256

static bool
same(struct lp_slice a, struct lp_slice b)
{
    return a.len == b.len &&
           (a.len == 0 || strncasecmp((const char *)a.data,
                                      (const char *)b.data, a.len) == 0);
}

static bool
begins(struct lp_slice name, const char *with)
{
    size_t n = strlen(with);

    return name.len >= n && same(lp_slice_head(name, n), lp_slice_str(with));
}

static bool
ends(struct lp_slice name, const char *with)
{
    size_t n = strlen(with);

    return name.len >= n &&
           same(lp_slice_from(name, name.len - n), lp_slice_str(with));
}

static struct lp_sig_member *
member(struct lp_sig_package *p, struct lp_slice name)
{
    for (size_t i = 0; i < p->n; i++) {
        if (same(p->of[i].name, name)) {
            return &p->of[i];
        }
    }
    return NULL;
}

static void
mark(struct lp_sig_package *p, struct lp_sig_member *m, bool bare)
{
    if (!m->signature) {
        m->signature = true;
        m->bare = bare;
        m->apart = true;
        p->signatures++;
    }
}

/* The part with the relationships of `source` belongs to it. */
static void
mark_rels(struct lp_sig_package *p, struct lp_slice source)
{
    struct lp_buf name = {.max = LP_OFFICE_NAME_MAX + 16};
    size_t cut = source.len;
    struct lp_sig_member *m;

    while (cut > 0 && source.data[cut - 1] != '/') {
        cut--;
    }
    lp_buf_put(&name, lp_slice_head(source, cut));
    lp_buf_str(&name, "_rels/");
    lp_buf_put(&name, lp_slice_from(source, cut));
    lp_buf_str(&name, ".rels");
    m = name.failed == LP_OK ? member(p, lp_buf_slice(&name)) : NULL;
    if (m != NULL) {
        m->apart = true;
    }
    lp_buf_release(&name);
}

/* What relationships of one type of `source` lead to. */
static enum lp_code
follow(struct lp_sig_package *p, struct lp_office_package *package,
       struct lp_slice source, enum lp_office_rel type, struct lp_err *err)
{
    struct lp_office_rels rels = {0};
    enum lp_code rc;

    LP_TRY(lp_office_rels_read(&rels, package, source, err));
    for (size_t i = 0; i < rels.n; i++) {
        struct lp_slice target = lp_slice_str(rels.links[i].target);
        struct lp_sig_member *m =
            rels.links[i].type == type ? member(p, target) : NULL;

        if (m == NULL || p->followed == FOLLOWED_MAX) {
            continue;
        }
        p->followed++;
        mark_rels(p, m->name);
        if (type == LP_OFFICE_REL_SIGNATURE) {
            mark(p, m, false);
        } else {
            m->apart = true;
            LP_TRY(follow(p, package, m->name, LP_OFFICE_REL_SIGNATURE, err));
        }
    }

done:
    lp_office_rels_release(&rels);
    return rc;
}

/* Lists that are broken lead nowhere: whoever reads the document will say so.
 */
static enum lp_code
find_ooxml(struct lp_sig_package *p, struct lp_view *view,
           const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_office_package package = {0};
    const struct lp_text_sink nowhere = {0};
    struct lp_sig_member *types =
        member(p, lp_slice_str("[Content_Types].xml"));
    enum lp_code rc;

    LP_TRY(lp_office_package_open(&package, view, true, limits, nowhere, err));
    LP_TRY(
        follow(p, &package, (struct lp_slice){0}, LP_OFFICE_REL_ORIGIN, err));

done:
    lp_office_package_release(&package);
    rc = rc == LP_E_FORMAT || rc == LP_E_LIMIT ? LP_OK : rc;
    /* Bound by the types that references state. */
    if (types != NULL) {
        types->apart = true;
    }
    for (size_t i = 0; i < p->n; i++) {
        struct lp_slice name = p->of[i].name;

        if ((begins(name, "_xmlsignatures/") && ends(name, ".xml")) ||
            (begins(name, "package/services/digital-signature/") &&
             ends(name, ".psdsxs"))) {
            mark(p, &p->of[i], true);
        }
    }
    return rc;
}

static void
find_odf(struct lp_sig_package *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct lp_slice name = p->of[i].name;
        struct lp_slice rest = lp_slice_from(name, strlen(META));

        if (begins(name, META) && ends(name, ".xml") && rest.len > 0 &&
            memmem(rest.data, rest.len, "signatures", 10) != NULL) {
            mark(p, &p->of[i], false);
            /* It cannot cover itself, and others cannot know it. */
            p->of[i].apart = lp_slice_is(rest, "documentsignatures.xml");
        }
    }
}

enum lp_code
lp_sig_find(struct lp_sig_package *p, struct lp_view *view, enum lp_kind kind,
            const struct lp_limits *limits, struct lp_err *err)
{
    if (kind == LP_KIND_OOXML) {
        return find_ooxml(p, view, limits, err);
    }
    find_odf(p);
    return LP_OK;
}

enum lp_kind
lp_sig_package_kind(struct lp_sig_package *p)
{
    if (member(p, lp_slice_str("[Content_Types].xml")) != NULL &&
        member(p, lp_slice_str("_rels/.rels")) != NULL) {
        return LP_KIND_OOXML;
    }
    return member(p, lp_slice_str(META "manifest.xml")) != NULL &&
                   (member(p, lp_slice_str(META "documentsignatures.xml")) !=
                        NULL ||
                    member(p, lp_slice_str(META "macrosignatures.xml")) != NULL)
               ? LP_KIND_ODF
               : LP_KIND_OTHER;
}
