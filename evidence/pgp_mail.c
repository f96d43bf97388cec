#include "evidence/pgp_mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evidence/field_cover.h"
#include "evidence/mail_author.h"
#include "evidence/part_cover.h"
#include "evidence/pgp_code.h"
#include "evidence/pgp_digest.h"
#include "evidence/pgp_text.h"

/* Multiparts inside each other. */
#define DEPTH 16
#define SIGNATURE_MAX ((size_t)2 << 20)

struct making {
    const struct lp_limits *limits;
    struct lp_cms_claims *out;
    struct lp_cms_claim like;
    const struct lp_mail_own *own; /* what the message shows of itself */
};

static enum lp_code look(struct making *m, struct lp_view *v, uint64_t from,
                         uint64_t to, unsigned depth, struct lp_err *err);

static bool
has_word(const struct lp_mail_value *v, const char *name, const char *word)
{
    struct lp_buf text = {0};
    bool twice = false;
    bool same = lp_mail_value_plain(&text, v, name, &twice) &&
                text.len == strlen(word) &&
                strncasecmp((const char *)text.data, word, text.len) == 0;

    lp_buf_release(&text);
    return same;
}

/* micalg names the digest, as "pgp-sha256" (RFC 3156, 5). */
static void
check_micalg(const struct lp_mail_value *type, const struct lp_pgp_found *f,
             struct lp_cms_claim *like)
{
    char want[32];

    for (size_t i = 0; i < f->n; i++) {
        struct lp_pgp_sig sig;

        lp_pgp_sig_read(&sig, f->of[i]);
        (void)snprintf(want, sizeof want, "pgp-%s",
                       lp_md_word(lp_pgp_md(sig.hash)));
        if (has_word(type, "micalg", want)) {
            return;
        }
    }
    if (f->n > 0) {
        lp_cms_claim_say(like, lp_pgp_other_micalg);
    }
}

static enum lp_code
digest_part(struct making *m, struct lp_view *v, const struct lp_mail_entity *e,
            const struct lp_pgp_found *found, struct lp_cms_claim *like,
            struct lp_err *err)
{
    const struct lp_mail_piece *part = &e->parts[0];
    struct lp_pgp_spelled spelled = {0};
    enum lp_code rc;

    like->covered = part->to - part->from;
    like->total = like->covered;
    if (e->n > 2) {
        like->doubts |= LP_DOUBT_PART_UNSIGNED;
        lp_cms_claim_say(like, "parts stand behind the signature");
    }
    for (size_t i = 2; i < e->n; i++) {
        like->total += e->parts[i].to - e->parts[i].from;
    }
    if (e->tail) {
        like->doubts |= LP_DOUBT_TAIL;
        lp_cms_claim_say(like, "text stands behind the last part");
    }
    LP_TRY(lp_field_cover(like, m->own, v, part, m->limits, err));
    LP_TRY(lp_pgp_digest(&spelled, v, part->from, part->to, found->mask,
                         LP_PGP_MAIL, err));
    LP_TRY(lp_pgp_found_claims(found, &spelled, like, m->out, err));

done:
    lp_pgp_spelled_release(&spelled);
    return rc;
}

/* The second part of multipart/signed is the signature of the first. */
static enum lp_code
claim_signed(struct making *m, struct lp_view *v,
             const struct lp_mail_entity *e, struct lp_err *err)
{
    struct lp_mail_entity second = {0};
    struct lp_pgp_found found = {0};
    struct lp_cms_claim like = m->like;
    struct lp_buf armor = {0};
    bool any = false;
    enum lp_code rc;

    LP_TRY(lp_mail_entity_read(&second, v, e->parts[1].from, e->parts[1].to,
                               NULL, m->limits, err));
    rc = lp_mail_entity_body(&second, v, SIGNATURE_MAX, &armor, err);
    if (rc == LP_E_LIMIT) {
        like.state = LP_CMS_STRANGE;
        lp_cms_claim_say(&like, "the signature is larger than 2 MiB");
        lp_buf_clear(&armor);
        rc = LP_OK;
    }
    LP_TRY(rc);
    LP_TRY(lp_pgp_found_read(&found, lp_buf_slice(&armor), &any, err));
    check_micalg(&e->type, &found, &like);
    LP_TRY(digest_part(m, v, e, &found, &like, err));

done:
    lp_buf_release(&armor);
    lp_pgp_found_release(&found);
    lp_mail_entity_release(&second);
    return rc;
}

/* Something of `total` bytes that cannot be looked into. */
static enum lp_code
claim_closed(struct making *m, uint64_t total, const char *why,
             struct lp_err *err)
{
    struct lp_cms_claim *c;
    enum lp_code rc = lp_cms_claims_add(m->out, &c, err);

    if (rc == LP_OK) {
        *c = m->like;
        c->state = LP_CMS_STRANGE;
        c->total = total;
        lp_cms_claim_say(c, why);
    }
    return rc;
}

/* What the message says for itself, as its reader has it: not what is named or
 * attached, which is a document of its own. */
static enum lp_code
is_own_text(const struct lp_mail_entity *e, bool *yes, struct lp_err *err)
{
    struct lp_mail_value disposition;
    struct lp_buf name = {0};
    enum lp_code rc;

    lp_mail_value_read(&disposition, lp_buf_slice(&e->head.disposition));
    *yes = (!lp_mail_value_is_type(&e->type) ||
            lp_mail_value_is(&e->type, "text/plain")) &&
           !lp_mail_value_is(&disposition, "attachment") &&
           !lp_mail_value_file(&name, &disposition, &e->type);
    rc = lp_buf_check(&name, err);
    lp_buf_release(&name);
    return rc;
}

static void
take_text(void *who, struct lp_slice bytes)
{
    lp_pgp_text_feed(who, bytes);
}

static enum lp_code
look_at_text(struct making *m, struct lp_view *v,
             const struct lp_mail_entity *e, struct lp_err *err)
{
    struct lp_pgp_text *t = NULL;
    bool own = false;
    enum lp_code rc;

    LP_TRY(is_own_text(e, &own, err));
    if (own && !e->head.too_much) {
        LP_TRY(lp_pgp_text_new(&t, m->out, &m->like, err));
        LP_TRY(lp_mail_entity_each(e, v, take_text, t, err));
        rc = lp_pgp_text_end(t, err);
    }

done:
    lp_pgp_text_free(t);
    return rc;
}

/* The parts of a multipart: of a signed one, what is signed. */
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
    for (size_t i = 0; i < n && i < e->n; i++) {
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
is_signed(struct making *m, struct lp_view *v, const struct lp_mail_entity *e,
          bool *yes, struct lp_err *err)
{
    struct lp_mail_entity second = {0};
    enum lp_code rc = LP_OK;

    *yes = false;
    if (e->n < 2) {
        return LP_OK;
    }
    LP_TRY(lp_mail_entity_read(&second, v, e->parts[1].from, e->parts[1].to,
                               NULL, m->limits, err));
    *yes = lp_mail_value_is(&second.type, "application/pgp-signature") ||
           has_word(&e->type, "protocol", "application/pgp-signature");

done:
    lp_mail_entity_release(&second);
    return rc;
}

static enum lp_code
look_at(struct making *m, struct lp_view *v, const struct lp_mail_entity *e,
        unsigned depth, struct lp_err *err)
{
    bool is_seal =
        e->multipart && lp_mail_value_is(&e->type, "multipart/signed");
    bool ours = false;
    enum lp_code rc = LP_OK;

    if (!e->multipart) {
        return look_at_text(m, v, e, err);
    }
    if (lp_mail_value_is(&e->type, "multipart/encrypted")) {
        return claim_closed(m, e->to - e->body, lp_pgp_encrypted, err);
    }
    if (is_seal) {
        LP_TRY(is_signed(m, v, e, &ours, err));
    }
    if (ours) {
        LP_TRY(claim_signed(m, v, e, err));
    }
    rc = look_parts(m, v, e, is_seal, depth, err);

done:
    return rc;
}

static enum lp_code
look(struct making *m, struct lp_view *v, uint64_t from, uint64_t to,
     unsigned depth, struct lp_err *err)
{
    struct lp_mail_entity *e;
    enum lp_code rc;

    if (depth == DEPTH) {
        return claim_closed(m, to - from,
                            "multiparts are nested too deep to be looked at",
                            err);
    }
    e = calloc(1, sizeof *e);
    if (e == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_mail_entity_read(e, v, from, to, NULL, m->limits, err));
    LP_TRY(look_at(m, v, e, depth, err));

done:
    lp_mail_entity_release(e);
    free(e);
    return rc;
}

enum lp_code
lp_pgp_mail_claims(struct lp_view *view, const struct lp_limits *limits,
                   struct lp_cms_claims *out, struct lp_err *err)
{
    struct lp_mail_own own = {0};
    struct making m = {.limits = limits,
                       .out = out,
                       .like = {.method = LP_METHOD_OPENPGP,
                                .form = LP_CMS_PGP_MAIL,
                                .doubts = LP_DOUBT_FIELD_UNSIGNED},
                       .own = &own};
    struct lp_mail_entity *e = calloc(1, sizeof *e);
    struct lp_err why = {0};
    enum lp_code rc;

    if (e == NULL) {
        return lp_no_memory(err);
    }
    rc = lp_mail_entity_read(e, view, 0, view->size, &own, limits, &why);
    if (rc == LP_OK) {
        m.like.doubts |= e->head.repeated ? LP_DOUBT_FIELD_TWICE : 0;
        rc = lp_mail_author_note(&m.like, &own, &why);
    }
    if (rc == LP_OK) {
        rc = look_at(&m, view, e, 0, &why);
    }
    /* What is no mail has none; of what is too much, those that were found. */
    if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
        if (rc == LP_E_LIMIT && out->n > 0) {
            lp_cms_claim_say(&out->of[out->n - 1], "more was left out");
        }
        rc = LP_OK;
    } else if (rc != LP_OK && err != NULL) {
        *err = why;
    }
    lp_mail_own_release(&own);
    lp_mail_entity_release(e);
    free(e);
    return rc;
}

enum lp_code
lp_pgp_file_claims(struct lp_slice file, struct lp_view *document,
                   struct lp_cms_claims *out, bool *any, struct lp_err *err)
{
    struct lp_cms_claim like = {.method = LP_METHOD_OPENPGP,
                                .form = LP_CMS_PGP_FILE};
    struct lp_pgp_found found = {0};
    struct lp_pgp_spelled spelled = {0};
    enum lp_code rc;

    LP_TRY(lp_pgp_found_read(&found, file, any, err));
    if (!*any || found.other) {
        *any = false;
        goto done;
    }
    (void)snprintf(like.name, sizeof like.name, "detached");
    if (document == NULL) {
        like.state = LP_CMS_STRANGE;
        lp_cms_claim_say(&like, "what it is a signature of is not here");
    } else {
        like.covered = document->size;
        like.total = document->size;
        LP_TRY(lp_pgp_digest(&spelled, document, 0, document->size, found.mask,
                             found.text ? LP_PGP_TEXT : LP_PGP_FILE, err));
    }
    LP_TRY(lp_pgp_found_claims(&found, &spelled, &like, out, err));

done:
    lp_pgp_spelled_release(&spelled);
    lp_pgp_found_release(&found);
    return rc;
}
