#include "evidence/xml_cover.h"

#include <stdio.h>
#include <string.h>

/* So many names are told of each kind; of the others, how many there are. */
#define NAMES_TOLD 6

/* A larger size is nothing but a claim, and all of them must have a sum. */
#define SIZE_TOLD ((uint64_t)1 << 44)

/* "not signed: a, b and 3 more" */
struct listing {
    char text[700];
    size_t n;
};

static void
list(struct listing *l, const char *before, struct lp_slice name)
{
    char one[97];
    size_t used = strlen(l->text);

    lp_cms_claim_text(one, sizeof one, name);
    if (l->n < NAMES_TOLD) {
        (void)snprintf(l->text + used, sizeof l->text - used, "%s%s",
                       l->n == 0 ? before : ", ", one);
    }
    l->n++;
}

static void
say_list(struct lp_cms_claim *c, struct listing *l)
{
    size_t used = strlen(l->text);

    if (l->n > NAMES_TOLD) {
        (void)snprintf(l->text + used, sizeof l->text - used, " and %zu more",
                       l->n - NAMES_TOLD);
    }
    if (l->n > 0) {
        lp_cms_claim_say(c, l->text);
    }
}

static struct lp_slice
name_of(const struct lp_xml_cover *m, size_t member)
{
    return m->package->of[member].name;
}

static void
code(struct lp_cms_claim *c, enum lp_seal_code which)
{
    c->codes |= 1U << which;
}

static bool
holds(const struct lp_xml_cover *m, const struct lp_xml_ref *r)
{
    struct lp_slice digest = {r->digest, r->len};

    return r->how == LP_XD_RAW
               ? m->whole[r->member] && r->len > 0 &&
                     lp_mds_is(&m->raw[r->member], r->md, digest)
               : r->how == LP_XD_TOLD && r->same;
}

/* Why it cannot be said whether it holds; NULL: it can. */
static const char *
why_unknown(const struct lp_xml_cover *m, const struct lp_xml_ref *r)
{
    const struct lp_sig_member *o =
        r->member == LP_XD_NONE ? NULL : &m->package->of[r->member];

    return r->md == LP_MD_NONE ? "an unknown digest"
           : r->broken         ? "what it is over has no canonical form"
           : o == NULL         ? NULL
           : o->closed != LP_RULE_NONE
               ? "a member is encrypted, or packed in an unknown way"
           : o->limit ? "more work than is done for one document"
                      : NULL;
}

/* The weaker of two; none at all is nothing yet. */
static enum lp_md
weaker(enum lp_md a, enum lp_md b)
{
    return a == LP_MD_NONE || (b != LP_MD_NONE && b < a) ? b : a;
}

/* What the signature covers, and what of it is another now; false: that cannot
 * be said. */
static bool
look_at_refs(const struct lp_xml_cover *m, const struct lp_xml_one *one,
             struct lp_cms_claim *c)
{
    struct listing changed = {0};
    struct listing gone = {0};
    struct listing types = {0};

    memset(m->covered, 0, m->package->n * sizeof *m->covered);
    for (size_t i = one->refs; i < one->refs + one->refs_n; i++) {
        const struct lp_xml_ref *r = &m->told->refs[i];

        if (why_unknown(m, r) != NULL) {
            c->state = LP_CMS_STRANGE;
            lp_cms_claim_say(c, why_unknown(m, r));
            return false;
        }
        c->xml.weakest = weaker(c->xml.weakest, r->md);
        if (r->member != LP_XD_NONE) {
            m->covered[r->member] = true;
        }
        if (holds(m, r)) {
            continue;
        }
        c->xml.differs = true;
        if (r->how == LP_XD_MISSING) {
            code(c, LP_SEAL_GONE);
            list(&gone, "not there any more: ", lp_slice_str(r->name));
        } else if (r->how == LP_XD_TYPE) {
            code(c, LP_SEAL_TYPE);
            list(&types, "of another content type: ", name_of(m, r->member));
        } else {
            code(c, LP_SEAL_CHANGED);
            list(&changed, "not as signed: ",
                 r->member == LP_XD_NONE ? lp_slice_str(r->name)
                                         : name_of(m, r->member));
        }
    }
    say_list(c, &changed);
    say_list(c, &gone);
    say_list(c, &types);
    return true;
}

/* What of the package it does not cover. */
static void
look_beside(const struct lp_xml_cover *m, const struct lp_xml_one *one,
            struct lp_cms_claim *c)
{
    struct listing left = {0};

    for (size_t i = 0; i < m->package->n; i++) {
        const struct lp_sig_member *o = &m->package->of[i];
        uint64_t size;

        if (o->folder || o->apart || i == one->member) {
            continue;
        }
        size = o->size < SIZE_TOLD ? o->size : SIZE_TOLD;
        c->total += size;
        if (m->covered[i]) {
            c->covered += size;
        } else {
            list(&left, "not signed: ", o->name);
        }
    }
    if (left.n > 0) {
        c->doubts |= LP_DOUBT_PART_UNSIGNED;
        code(c, LP_SEAL_UNSIGNED);
        say_list(c, &left);
    }
    if (m->package->stray) {
        c->doubts |= LP_DOUBT_TAIL;
        lp_cms_claim_say(c, "bytes of the file belong to no member");
    }
}

/* Relationships that are no part of what is seen: that to the signatures
 * themselves, and those to parts that are then named as not signed. */
static bool
is_quiet(const char *text)
{
    static const char *const ends[] = {
        "/relationships/digital-signature/origin",
        "/metadata/core-properties",
        "/extended-properties",
        "/custom-properties",
        "/metadata/thumbnail",
    };
    struct lp_slice s = lp_slice_str(text);

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (lp_slice_ends(s, lp_slice_str(ends[i]))) {
            return true;
        }
    }
    return false;
}

static void
look_at_loose(const struct lp_xml_cover *m, const struct lp_xml_one *one,
              struct lp_cms_claim *c)
{
    struct listing left = {0};

    for (size_t i = one->loose; i < one->loose + one->loose_n; i++) {
        const struct lp_xml_loose *l = &m->told->loose[i];
        char text[200];

        if (!is_quiet(l->text)) {
            (void)snprintf(text, sizeof text, "%.*s of %.*s",
                           (int)strcspn(l->text, " "), l->text,
                           (int)name_of(m, l->member).len,
                           (const char *)name_of(m, l->member).data);
            list(&left,
                 "relationships that are not signed: ", lp_slice_str(text));
        }
    }
    if (left.n > 0) {
        c->doubts |= LP_DOUBT_PART_UNSIGNED;
        code(c, LP_SEAL_LOOSE);
        say_list(c, &left);
    }
}

void
lp_xml_cover_look(const struct lp_xml_cover *m, const struct lp_xml_one *one,
                  struct lp_cms_claim *c)
{
    if (look_at_refs(m, one, c)) {
        look_at_loose(m, one, c);
        look_beside(m, one, c);
    }
}
