#include "evidence/smime_claims.h"

#include <stdio.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "evidence/field_cover.h"
#include "evidence/mail_author.h"
#include "evidence/part_cover.h"
#include "evidence/spelling.h"
#include "formats/mail_entity.h"

/* Multiparts and signatures inside each other. */
#define DEPTH 16
/* Signed data with its content in it. */
#define OPAQUE_MAX ((size_t)64 << 20)
#define DETACHED_MAX ((size_t)2 << 20)

struct making {
    const struct lp_limits *limits;
    struct lp_cms_claims *out;
    const struct lp_mail_own *own; /* what the message shows of itself */
    struct lp_cms_claim like; /* what its header says: author, time, doubts */
};

static enum lp_code look(struct making *m, struct lp_view *v, uint64_t from,
                         uint64_t to, unsigned depth, struct lp_err *err);

static enum lp_code
begin_claim(struct making *m, enum lp_cms_form form, struct lp_cms_claim **out,
            struct lp_err *err)
{
    enum lp_code rc = lp_cms_claims_add(m->out, out, err);

    if (rc == LP_OK) {
        (*out)->method = LP_METHOD_SMIME;
        (*out)->form = form;
        (*out)->doubts = m->like.doubts;
        (*out)->claimed_at = m->like.claimed_at;
        memcpy((*out)->authors, m->like.authors, sizeof m->like.authors);
    }
    return rc;
}

static void
broken(struct lp_cms_claim *c, enum lp_cms_state state, const char *why)
{
    c->state = state;
    lp_cms_claim_say(c, why);
}

static bool
is_pkcs7(const struct lp_mail_value *type, const char *what)
{
    char name[64];

    (void)snprintf(name, sizeof name, "application/pkcs7-%s", what);
    if (lp_mail_value_is(type, name)) {
        return true;
    }
    (void)snprintf(name, sizeof name, "application/x-pkcs7-%s", what);
    return lp_mail_value_is(type, name);
}

/* Some gateways know no type, and the name has to tell (RFC 8551, 3.10). */
static enum lp_code
is_opaque(const struct lp_mail_entity *e, bool *yes, struct lp_err *err)
{
    static const char ending[] = ".p7m";
    const size_t len = sizeof ending - 1;
    struct lp_mail_value disposition;
    struct lp_buf name = {0};
    enum lp_code rc = LP_OK;

    *yes = is_pkcs7(&e->type, "mime");
    if (!*yes && lp_mail_value_is(&e->type, "application/octet-stream")) {
        lp_mail_value_read(&disposition, lp_buf_slice(&e->head.disposition));
        *yes = lp_mail_value_file(&name, &disposition, &e->type) &&
               name.len > len &&
               strncasecmp((const char *)name.data + name.len - len, ending,
                           len) == 0;
        rc = lp_buf_check(&name, err);
    }
    lp_buf_release(&name);
    return rc;
}

/* The second part of multipart/signed: detached signed data. */
static enum lp_code
read_signature(struct making *m, struct lp_view *v,
               const struct lp_mail_piece *part, struct lp_cms_claim *c,
               unsigned *mask, struct lp_err *err)
{
    struct lp_mail_entity e = {0};
    struct lp_buf der = {0};
    struct lp_cms *cms = NULL;
    struct lp_slice inside;
    struct lp_err why = {0};
    size_t used = 0;
    enum lp_code rc;

    LP_TRY(
        lp_mail_entity_read(&e, v, part->from, part->to, NULL, m->limits, err));
    rc = lp_mail_entity_body(&e, v, DETACHED_MAX, &der, &why);
    if (rc == LP_OK) {
        rc = lp_cms_open(&cms, lp_buf_slice(&der), &used, &why);
    }
    if (rc == LP_E_LIMIT || (rc == LP_OK && used > LP_CMS_MAX)) {
        broken(c, LP_CMS_STRANGE, "the signature is larger than 1 MiB");
        rc = LP_OK;
    } else if (rc == LP_E_FORMAT) {
        broken(c, LP_CMS_BROKEN, "the signature is no CMS");
        rc = LP_OK;
    } else if (rc == LP_OK && lp_cms_content(cms, &inside) && inside.len > 0) {
        broken(c, LP_CMS_BROKEN,
               "the signature is detached, and has a content of its own");
    } else if (rc == LP_OK) {
        *mask = lp_cms_mds(cms);
        lp_buf_put(&c->der, lp_slice_head(lp_buf_slice(&der), used));
        rc = lp_buf_check(&c->der, err);
    }

done:
    lp_cms_free(cms);
    lp_buf_release(&der);
    lp_mail_entity_release(&e);
    return rc;
}

/* Whether a multipart/signed is one of S/MIME, and not of OpenPGP. */
static enum lp_code
is_signed(struct making *m, struct lp_view *v, const struct lp_mail_entity *e,
          bool *yes, struct lp_err *err)
{
    struct lp_mail_entity second = {0};
    enum lp_code rc = LP_OK;

    *yes = false;
    if (!lp_mail_value_is(&e->type, "multipart/signed") || e->n < 2) {
        return LP_OK;
    }
    LP_TRY(lp_mail_entity_read(&second, v, e->parts[1].from, e->parts[1].to,
                               NULL, m->limits, err));
    *yes = is_pkcs7(&second.type, "signature");

done:
    lp_mail_entity_release(&second);
    return rc;
}

static uint64_t
size_of(const struct lp_mail_piece *p)
{
    return p->to - p->from;
}

static enum lp_code
claim_signed(struct making *m, struct lp_view *v,
             const struct lp_mail_entity *e, struct lp_err *err)
{
    struct lp_cms_claim *c;
    unsigned mask = 0;
    enum lp_code rc;

    LP_TRY(begin_claim(m, LP_CMS_DETACHED, &c, err));
    LP_TRY(read_signature(m, v, &e->parts[1], c, &mask, err));
    LP_TRY(lp_field_cover(c, m->own, v, &e->parts[0], m->limits, err));
    c->covered = size_of(&e->parts[0]);
    c->total = c->covered;
    if (e->n > 2) {
        c->doubts |= LP_DOUBT_PART_UNSIGNED;
        lp_cms_claim_say(c, "parts stand behind the signature");
    }
    for (size_t i = 2; i < e->n; i++) {
        c->total += size_of(&e->parts[i]);
    }
    if (e->tail) {
        c->doubts |= LP_DOUBT_TAIL;
        lp_cms_claim_say(c, "text stands behind the last part");
    }
    if (c->state == LP_CMS_READ) {
        LP_TRY(lp_spelling_digest(c, v, e->parts[0].from, e->parts[0].to, mask,
                                  err));
    }

done:
    return rc;
}

/* Bytes at hand as a view. */
struct bytes_view {
    struct lp_view base;
    struct lp_slice all;
};

static enum lp_code
bytes_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
           struct lp_err *err)
{
    const struct bytes_view *b = (const struct bytes_view *)v;

    (void)err;
    memcpy(to, b->all.data + at, n);
    *got = n;
    return LP_OK;
}

static void
bytes_free(struct lp_view *v)
{
    (void)v;
}

static const struct lp_view_ops bytes_ops = {bytes_read, bytes_free};

/* Signed data with its content in it: the content is digested and looked at,
 * and the rest is kept without it. */
static enum lp_code
open_opaque(struct making *m, const struct lp_cms *cms, struct lp_slice content,
            unsigned depth, struct lp_err *err)
{
    struct bytes_view inner = {{&bytes_ops, content.len, 1}, content};
    struct lp_cms_claim *c;
    uint8_t *der = NULL;
    size_t n = 0;
    enum lp_code rc;

    LP_TRY(begin_claim(m, LP_CMS_INSIDE, &c, err));
    LP_TRY(lp_cms_strip(cms, &der, &n, err));
    LP_TRY(lp_field_cover(c, m->own, &inner.base,
                          &(struct lp_mail_piece){0, content.len}, m->limits,
                          err));
    c->covered = content.len;
    c->total = content.len;
    if (n > LP_CMS_MAX) {
        broken(c, LP_CMS_STRANGE, "the signature is larger than 1 MiB");
    } else {
        lp_buf_put(&c->der, (struct lp_slice){der, n});
        LP_TRY(lp_buf_check(&c->der, err));
        c->n_spellings = 1;
        LP_TRY(lp_mds_of(&c->spelling[0], lp_cms_mds(cms), content, err));
    }
    LP_TRY(look(m, &inner.base, 0, content.len, depth + 1, err));

done:
    free(der);
    return rc;
}

static enum lp_code
claim_opaque(struct making *m, struct lp_view *v,
             const struct lp_mail_entity *e, unsigned depth, struct lp_err *err)
{
    struct lp_buf der = {0};
    struct lp_buf kind = {0};
    struct lp_cms *cms = NULL;
    struct lp_slice content;
    struct lp_cms_claim *c;
    struct lp_err why = {0};
    size_t used = 0;
    bool twice;
    bool says;
    enum lp_code rc;

    says = lp_mail_value_plain(&kind, &e->type, "smime-type", &twice) &&
           lp_slice_is(lp_buf_slice(&kind), "signed-data");
    rc = lp_mail_entity_body(e, v, OPAQUE_MAX, &der, &why);
    if (rc == LP_OK) {
        rc = lp_cms_open(&cms, lp_buf_slice(&der), &used, &why);
    }
    if (rc == LP_OK && lp_cms_content(cms, &content)) {
        rc = open_opaque(m, cms, content, depth, err);
    } else if (rc == LP_OK || rc == LP_E_LIMIT || (rc == LP_E_FORMAT && says)) {
        enum lp_cms_state state =
            rc == LP_E_LIMIT ? LP_CMS_STRANGE : LP_CMS_BROKEN;

        LP_TRY(begin_claim(m, LP_CMS_INSIDE, &c, err));
        broken(c, state, "what should be signed data cannot be read");
    } else if (rc == LP_E_FORMAT) {
        /* It is encrypted, or only hands certificates over. */
        rc = LP_OK;
    } else if (err != NULL) {
        *err = why;
    }

done:
    lp_cms_free(cms);
    lp_buf_release(&kind);
    lp_buf_release(&der);
    return rc;
}

/* The parts of a multipart. What was signed in one of them does not cover the
 * others. */
static enum lp_code
look_parts(struct making *m, struct lp_view *v, const struct lp_mail_entity *e,
           bool is_seal, unsigned depth, struct lp_err *err)
{
    size_t first = m->out->n;
    size_t n = is_seal ? 1 : e->n;
    size_t *end = calloc(n + 1, sizeof *end);
    enum lp_code rc = LP_OK;

    if (end == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        LP_TRY(look(m, v, e->parts[i].from, e->parts[i].to, depth + 1, err));
        end[i] = m->out->n;
    }
    if (!is_seal) {
        rc = lp_part_cover(m->out, first, end, e, v, m->limits, err);
    }

done:
    free(end);
    return rc;
}

static enum lp_code
look_at(struct making *m, struct lp_view *v, const struct lp_mail_entity *e,
        unsigned depth, struct lp_err *err)
{
    bool is_seal = false;
    bool packed = false;
    enum lp_code rc;

    LP_TRY(is_opaque(e, &packed, err));
    if (packed) {
        rc = claim_opaque(m, v, e, depth, err);
    } else if (e->multipart) {
        LP_TRY(is_signed(m, v, e, &is_seal, err));
        if (is_seal) {
            LP_TRY(claim_signed(m, v, e, err));
        }
        LP_TRY(look_parts(m, v, e, is_seal, depth, err));
    }

done:
    return rc;
}

/* What is not looked at, if it may be signed or hold what is. */
static enum lp_code
claim_too_deep(struct making *m, const struct lp_mail_entity *e,
               struct lp_err *err)
{
    struct lp_cms_claim *c;
    bool packed = false;
    enum lp_code rc;

    LP_TRY(is_opaque(e, &packed, err));
    if (packed || e->multipart) {
        LP_TRY(begin_claim(m, LP_CMS_INSIDE, &c, err));
        broken(c, LP_CMS_STRANGE,
               "multiparts and signatures are nested too deep to be looked at");
    }

done:
    return rc;
}

static enum lp_code
look(struct making *m, struct lp_view *v, uint64_t from, uint64_t to,
     unsigned depth, struct lp_err *err)
{
    struct lp_mail_entity *e;
    enum lp_code rc;

    if (m->out->n + 1 >= LP_CMS_CLAIMS_MAX) {
        return LP_OK;
    }
    e = calloc(1, sizeof *e);
    if (e == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_mail_entity_read(e, v, from, to, NULL, m->limits, err));
    if (depth < DEPTH) {
        LP_TRY(look_at(m, v, e, depth, err));
    } else {
        LP_TRY(claim_too_deep(m, e, err));
    }

done:
    lp_mail_entity_release(e);
    free(e);
    return rc;
}

enum lp_code
lp_smime_claims(struct lp_view *view, const struct lp_limits *limits,
                struct lp_cms_claims *out, struct lp_err *err)
{
    struct lp_mail_own own = {0};
    struct making m = {.limits = limits, .out = out, .own = &own};
    struct lp_mail_entity *e = calloc(1, sizeof *e);
    struct lp_err why = {0};
    enum lp_code rc;

    if (e == NULL) {
        return lp_no_memory(err);
    }
    rc = lp_mail_entity_read(e, view, 0, view->size, &own, limits, &why);
    if (rc == LP_OK) {
        m.like.doubts = e->head.repeated ? LP_DOUBT_FIELD_TWICE : 0;
        rc = lp_mail_author_note(&m.like, &own, &why);
    }
    if (rc == LP_OK) {
        rc = look_at(&m, view, e, 0, &why);
    }
    /* What is no mail has none; of what is too much, those that were found. */
    if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
        rc = LP_OK;
    } else if (rc != LP_OK && err != NULL) {
        *err = why;
    }
    lp_mail_own_release(&own);
    lp_mail_entity_release(e);
    free(e);
    return rc;
}
