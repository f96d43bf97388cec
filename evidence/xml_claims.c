#include "evidence/xml_claims.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/xml_cover.h"
#include "formats/mail_date.h"
#include "formats/sig_find.h"

struct making {
    enum lp_kind kind;
    struct lp_sig_package package;
    struct lp_xml_told told;
    unsigned *wanted;   /* digests, of each member that is covered as it is */
    struct lp_mds *raw; /* ... and what they are */
    bool *whole;        /* ... of a member that could be read to its end */
    bool *covered;      /* by the signature at hand */
    struct lp_cms_claims *out;
};

static struct lp_slice
name_of(const struct making *m, size_t member)
{
    return m->package.of[member].name;
}

static void
code(struct lp_cms_claim *c, enum lp_seal_code which)
{
    c->codes |= 1U << which;
}

/* A claim about the signatures in a member, of which nothing more is known.
 * `*out` is NULL if there are as many as are told of one document. */
static enum lp_code
add(struct making *m, size_t member, enum lp_cms_state state, const char *why,
    struct lp_cms_claim **out, struct lp_err *err)
{
    enum lp_code rc;

    *out = NULL;
    if (m->out->n == LP_CMS_CLAIMS_MAX) {
        lp_cms_claim_say(&m->out->of[m->out->n - 1],
                         "further signatures were left out");
        return LP_OK;
    }
    rc = lp_cms_claims_add(m->out, out, err);
    if (rc != LP_OK) {
        return rc;
    }
    (*out)->method = m->kind == LP_KIND_ODF ? LP_METHOD_ODF : LP_METHOD_OOXML;
    (*out)->form = LP_CMS_XML;
    (*out)->state = state;
    if (member < m->package.n) {
        lp_cms_claim_text((*out)->name, sizeof(*out)->name, name_of(m, member));
        if (m->package.of[member].bare) {
            code(*out, LP_SEAL_UNREACHED);
            lp_cms_claim_say(*out, "no relationship leads to it");
        }
    }
    lp_cms_claim_say(*out, why);
    return LP_OK;
}

/* The same of each member that holds signatures, and of which the helper told
 * nothing. */
static enum lp_code
add_all(struct making *m, enum lp_cms_state state, enum lp_seal_code which,
        const char *why, struct lp_err *err)
{
    struct lp_cms_claim *c;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < m->package.n; i++) {
        bool told = !m->package.of[i].signature;

        for (size_t k = 0; k < m->told.n && !told; k++) {
            told = m->told.of[k].member == i;
        }
        if (!told) {
            LP_TRY(add(m, i, state, why, &c, err));
            if (c != NULL && which < LP_SEAL_CODES) {
                code(c, which);
            }
        }
    }

done:
    return rc;
}

/* ------------------------------------------------- the members as they are */

static enum lp_code
digest_member(struct making *m, size_t i, struct lp_err *err)
{
    struct lp_source body = {0};
    struct lp_mdrun *run = NULL;
    struct lp_piece p;
    enum lp_code rc;

    LP_TRY(lp_sig_package_source(&m->package, i, &body, err));
    LP_TRY(lp_mdrun_new(&run, m->wanted[i], err));
    do {
        LP_TRY(lp_source_pull(&body, &p, err));
        LP_TRY(lp_mdrun_feed(run, p.bytes, err));
    } while (p.bytes.len > 0);
    LP_TRY(lp_mdrun_end(run, &m->raw[i], err));
    m->whole[i] = true;

done:
    lp_mdrun_free(run);
    lp_source_release(&body);
    m->package.of[i].limit = rc == LP_E_LIMIT;
    /* What cannot be unpacked is not what was signed. */
    return rc == LP_E_FORMAT || rc == LP_E_LIMIT ? LP_OK : rc;
}

/* Each member once, by all the digests that signatures name of it. */
static enum lp_code
digest_all(struct making *m, struct lp_err *err)
{
    size_t n = m->package.n + 1;
    enum lp_code rc = LP_OK;

    m->wanted = calloc(n, sizeof *m->wanted);
    m->raw = calloc(n, sizeof *m->raw);
    m->whole = calloc(n, sizeof *m->whole);
    m->covered = calloc(n, sizeof *m->covered);
    if (m->wanted == NULL || m->raw == NULL || m->whole == NULL ||
        m->covered == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < m->told.refs_n; i++) {
        const struct lp_xml_ref *r = &m->told.refs[i];

        if (r->how == LP_XD_RAW) {
            m->wanted[r->member] |= LP_MD_BIT(r->md) & LP_MD_ALL;
        }
    }
    for (size_t i = 0; i < m->package.n; i++) {
        if (m->wanted[i] != 0) {
            LP_TRY(digest_member(m, i, err));
        }
    }

done:
    return rc;
}

/* ---------------------------------------------------------- one signature */

/* ISO 8601, also with a fraction of the second, which is left out. */
static void
read_time(const struct lp_xml_one *one, struct lp_cms_claim *c)
{
    const char *t = one->time;
    struct lp_buf date = {.max = 64};

    if (t[0] == '\0') {
        return;
    }
    if (!one->time_signed) {
        lp_cms_claim_say(c, "the time is not signed");
    }
    t += strspn(t, " \t\r\n");
    lp_buf_put(&date, lp_slice_head(lp_slice_str(t), 19));
    t += date.len;
    if (*t == '.' || *t == ',') {
        t += 1 + strspn(t + 1, "0123456789");
    }
    lp_buf_str(&date, *t == '\0' ? "Z" : t);
    if (date.failed != LP_OK ||
        !lp_mail_date(&c->claimed_at, lp_buf_slice(&date))) {
        c->claimed_at = 0;
    }
    lp_buf_release(&date);
}

static enum lp_code
take_over(struct lp_xml_one *one, struct lp_cms_claim *c, struct lp_err *err)
{
    enum lp_code rc;

    c->xml.alg = one->alg;
    c->xml.md = one->md;
    c->n_spellings = 2;
    c->spelling[0] = one->mds;
    c->spelling[1] = one->stamped;
    lp_buf_put(&c->der, lp_buf_slice(&one->value));
    lp_buf_put(&c->cert, lp_buf_slice(&one->certs));
    LP_TRY(lp_buf_check(&c->der, err));
    LP_TRY(lp_buf_check(&c->cert, err));
    if (one->stamped.mask != 0) {
        lp_buf_put(&c->xml.stamp, lp_buf_slice(&one->stamp));
        LP_TRY(lp_buf_check(&c->xml.stamp, err));
    }
    if (one->has_ess && one->ess_md == LP_MD_NONE) {
        c->state = LP_CMS_STRANGE;
        lp_cms_claim_say(c, "an unknown digest of the certificate");
    } else if (one->has_ess) {
        c->xml.ess_md = one->ess_md;
        c->xml.ess_len = (uint8_t)one->ess_len;
        memcpy(c->xml.ess, one->ess, one->ess_len);
    }
    if (one->alg == LP_XML_UNKNOWN) {
        char why[sizeof one->method + 32];

        c->state = LP_CMS_STRANGE;
        (void)snprintf(why, sizeof why, "an unknown algorithm: %s",
                       one->method);
        lp_cms_claim_say(c, why);
    }

done:
    return rc;
}

/* A signature that means nothing. */
static enum lp_code
make_stopped(struct making *m, const struct lp_xml_one *one, struct lp_err *err)
{
    static const struct {
        enum lp_cms_state state;
        enum lp_seal_code which;
        const char *words;
    } stops[LP_XD_STOPS] = {
        [LP_XD_BROKEN] = {LP_CMS_BROKEN, LP_SEAL_CODES, "malformed"},
        [LP_XD_DOCTYPE] = {LP_CMS_STRANGE, LP_SEAL_DOCTYPE,
                           "XML with a document type"},
        [LP_XD_TWICE] = {LP_CMS_BROKEN, LP_SEAL_WRAPPED,
                         "it can be read in two ways"},
        [LP_XD_TRANSFORM] = {LP_CMS_STRANGE, LP_SEAL_TRANSFORM,
                             "not a transform that is done"},
        [LP_XD_OUTSIDE] = {LP_CMS_STRANGE, LP_SEAL_TRANSFORM,
                           "it refers to what is not in the document"},
        [LP_XD_LIMIT] = {LP_CMS_STRANGE, LP_SEAL_CODES,
                         "more work than is done for one document"},
        [LP_XD_STRANGE] = {LP_CMS_STRANGE, LP_SEAL_CODES,
                           "of a kind that is not read"},
    };
    struct lp_cms_claim *c;
    char why[sizeof one->why + 64];
    enum lp_code rc;

    (void)snprintf(why, sizeof why, "%s%s%s", stops[one->stop].words,
                   one->why[0] == '\0' ? "" : ": ", one->why);
    rc = add(m, one->member, stops[one->stop].state, why, &c, err);
    if (c != NULL && stops[one->stop].which < LP_SEAL_CODES) {
        code(c, stops[one->stop].which);
    }
    return rc;
}

static enum lp_code
make_one(struct making *m, struct lp_xml_one *one, struct lp_err *err)
{
    const struct lp_xml_cover cover = {.package = &m->package,
                                       .told = &m->told,
                                       .raw = m->raw,
                                       .whole = m->whole,
                                       .covered = m->covered};
    struct lp_cms_claim *c;
    enum lp_code rc;

    if (one->stop != 0) {
        return make_stopped(m, one, err);
    }
    LP_TRY(add(m, one->member, LP_CMS_READ, "", &c, err));
    if (c != NULL) {
        LP_TRY(take_over(one, c, err));
        read_time(one, c);
        lp_xml_cover_look(&cover, one, c);
    }

done:
    return rc;
}

/* ----------------------------------------------------------------- all of it
 */

static enum lp_code
ask_helper(struct making *m, const struct lp_helper *helper, struct lp_err *err)
{
    struct lp_view *shown = NULL;
    struct lp_source frames = {0};
    struct lp_err why = {0};
    enum lp_code rc;

    LP_TRY(lp_sig_package_view(&m->package, &shown, err));
    rc = helper == NULL
             ? lp_fail_at(&why, LP_E_FORMAT, LP_RULE_HELPER_MISSING, 0,
                          "there are no helpers here")
             : helper->start(&frames, "xmldsig",
                             m->kind == LP_KIND_ODF ? "odf" : "ooxml", shown,
                             &why);
    if (rc == LP_OK) {
        rc = lp_xml_told_read(&m->told, &frames, m->package.n, &why);
    }
    if (rc == LP_E_LIMIT) {
        m->told.cut = true;
        rc = LP_OK;
    } else if (rc == LP_E_FORMAT) {
        rc = add_all(m, LP_CMS_STRANGE, LP_SEAL_CODES,
                     why.rule == LP_RULE_HELPER_MISSING
                         ? "leafproof-xmldsig, which reads such signatures, "
                           "is not installed"
                         : "who reads such signatures broke off (N0207)",
                     err);
    } else if (rc != LP_OK && err != NULL) {
        *err = why;
    }

done:
    lp_source_release(&frames);
    lp_view_unref(shown);
    return rc;
}

static enum lp_code
make_all(struct making *m, const struct lp_helper *helper, struct lp_err *err)
{
    char why[sizeof m->package.twin + 64];
    enum lp_code rc = LP_OK;

    if (m->package.signatures == 0) {
        return LP_OK;
    }
    if (m->package.two != NULL) {
        (void)snprintf(why, sizeof why, "%s%s%s", m->package.two,
                       m->package.twin[0] == '\0' ? "" : ": ", m->package.twin);
        return add_all(m, LP_CMS_BROKEN, LP_SEAL_TWO_WAYS, why, err);
    }
    if (m->package.broken) {
        return add_all(m, LP_CMS_STRANGE, LP_SEAL_CODES,
                       "the ZIP is broken: not all of it can be looked at",
                       err);
    }
    LP_TRY(ask_helper(m, helper, err));
    LP_TRY(digest_all(m, err));
    for (size_t i = 0; i < m->told.n; i++) {
        LP_TRY(make_one(m, &m->told.of[i], err));
    }
    if (m->told.cut) {
        rc = add_all(m, LP_CMS_STRANGE, LP_SEAL_CODES,
                     "more work than is done for one document", err);
    }

done:
    return rc;
}

enum lp_code
lp_xml_claims(struct lp_view *view, enum lp_kind kind,
              const struct lp_helper *helper, const struct lp_limits *limits,
              struct lp_cms_claims *out, struct lp_err *err)
{
    struct making m = {.kind = kind, .out = out};
    struct lp_err why = {0};
    struct lp_cms_claim *c;
    enum lp_code rc;

    rc = lp_sig_package_open(&m.package, view, limits, &why);
    if (kind == LP_KIND_ZIP) {
        m.kind = rc == LP_OK ? lp_sig_package_kind(&m.package) : LP_KIND_OTHER;
        rc = rc == LP_E_FORMAT || rc == LP_E_LIMIT ? LP_OK : rc;
    }
    if (rc == LP_OK && m.kind != LP_KIND_OTHER) {
        LP_TRY(lp_sig_find(&m.package, view, m.kind, limits, err));
        LP_TRY(make_all(&m, helper, err));
    } else if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
        /* Whether it is signed is not known. */
        LP_TRY(add(&m, SIZE_MAX, LP_CMS_STRANGE,
                   rc == LP_E_LIMIT ? "more members than are looked at"
                                    : "the ZIP is broken",
                   &c, err));
    } else if (err != NULL) {
        *err = why;
    }

done:
    lp_sig_package_release(&m.package);
    lp_xml_told_release(&m.told);
    free(m.wanted);
    free(m.raw);
    free(m.whole);
    free(m.covered);
    return rc;
}
