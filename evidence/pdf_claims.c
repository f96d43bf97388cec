#include "evidence/pdf_claims.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/pdf_find.h"
#include "evidence/pdf_say.h"
#include "evidence/pdf_tail.h"
#include "formats/mail_date.h"

#define CHUNK ((size_t)65536)
/* All signatures of a document may cover this times its size, or this. */
#define COVER_TIMES 32
#define COVER_MIN ((uint64_t)1 << 30)

struct making {
    struct lp_view *view;
    const struct lp_limits *limits;
    struct lp_pdf *pdf; /* NULL: it is encrypted */
    struct lp_pdf_work own;
    struct lp_pdf_sigs sigs;
    uint64_t cover_left;
    struct lp_pdf_later later[LP_PDF_SIGS_MAX]; /* by their ends; at 0: none */
    uint8_t bytes[CHUNK];
};

static enum lp_code
digest_range(struct making *m, struct lp_mdrun *run, uint64_t from, uint64_t to,
             struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    while (from < to) {
        size_t n = to - from < CHUNK ? (size_t)(to - from) : CHUNK;
        size_t got = 0;

        LP_TRY(lp_view_read(m->view, from, m->bytes, n, &got, err));
        if (got == 0) {
            break;
        }
        LP_TRY(lp_mdrun_feed(run, (struct lp_slice){m->bytes, got}, err));
        from += got;
    }

done:
    return rc;
}

static enum lp_code
digest(struct making *m, const struct lp_pdf_sig *s, unsigned mask,
       struct lp_cms_claim *c, struct lp_err *err)
{
    struct lp_mdrun *run = NULL;
    enum lp_code rc = LP_OK;

    c->n_spellings = 1;
    if (mask == 0) {
        return LP_OK;
    }
    if (c->covered > m->cover_left) {
        c->state = LP_CMS_STRANGE;
        lp_cms_claim_say(c, "too many signatures to look at them all");
        return LP_OK;
    }
    m->cover_left -= c->covered;
    LP_TRY(lp_mdrun_new(&run, mask, err));
    LP_TRY(digest_range(m, run, 0, s->first, err));
    LP_TRY(digest_range(m, run, s->second, s->end, err));
    LP_TRY(lp_mdrun_end(run, &c->spelling[0], err));

done:
    lp_mdrun_free(run);
    return rc;
}

static void
broken(struct lp_cms_claim *c, const char *why)
{
    c->state = LP_CMS_BROKEN;
    lp_cms_claim_say(c, why);
}

static bool
only_zeros(struct lp_slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] != 0) {
            return false;
        }
    }
    return true;
}

/* Which digests the CMS asks for; 0 if it cannot be read. */
static enum lp_code
read_cms(struct lp_cms_claim *c, struct lp_slice bytes, unsigned *mask,
         struct lp_err *err)
{
    struct lp_cms *cms = NULL;
    struct lp_slice inside;
    struct lp_tst tst;
    struct lp_err why = {0};
    bool has;
    size_t used = 0;
    enum lp_code rc = lp_cms_open(&cms, bytes, &used, &why);

    if (rc == LP_E_FORMAT) {
        broken(c, "the signature is no CMS");
        return LP_OK;
    }
    LP_TRY(rc);
    if (used > LP_CMS_MAX) {
        c->state = LP_CMS_STRANGE;
        lp_cms_claim_say(c, "the signature is larger than 1 MiB");
        goto done;
    }
    if (!only_zeros(lp_slice_from(bytes, used))) {
        lp_cms_claim_say(c, "something follows the signature in its place");
        c->doubts |= LP_DOUBT_TAIL;
    }
    lp_buf_put(&c->der, lp_slice_head(bytes, used));
    LP_TRY(lp_buf_check(&c->der, err));
    has = lp_cms_content(cms, &inside);
    *mask = lp_cms_mds(cms);
    if (c->form == LP_CMS_TOKEN) {
        if (lp_cms_content_type(cms) != LP_CMS_TST ||
            !lp_tst_read(inside, &tst)) {
            broken(c, "the signature is no timestamp");
        } else {
            *mask = LP_MD_BIT(tst.md) & LP_MD_ALL;
        }
    } else if (c->form == LP_CMS_HASHED) {
        *mask = LP_MD_BIT(LP_MD_SHA1) | LP_MD_BIT(LP_MD_SHA256) |
                LP_MD_BIT(LP_MD_SHA384) | LP_MD_BIT(LP_MD_SHA512);
        if (!has) {
            broken(c, "there is no digest in the signature");
        }
    } else if (has && inside.len > 0) {
        broken(c, "the signature is detached, and has a content of its own");
    }

done:
    lp_cms_free(cms);
    return rc;
}

/* The certificate of adbe.x509.rsa_sha1: a string, or the first of several. */
static enum lp_code
read_cert(struct making *m, const struct lp_pdf_sig *s, struct lp_cms_claim *c,
          struct lp_err *err)
{
    struct lp_pdf_value v = lp_pdf_get(&s->object.value, "Cert");
    struct lp_pdf_object hold[2] = {0};
    struct lp_pdf_walk walk;
    enum lp_code rc = LP_OK;

    c->cert.max = LP_CMS_MAX;
    if (m->pdf != NULL) {
        LP_TRY(lp_pdf_newest(m->pdf, &v, &hold[0], &v, err));
    }
    if (v.kind == LP_PDF_ARRAY) {
        walk = lp_pdf_walk(&v);
        (void)lp_pdf_item(&walk, &v);
        if (m->pdf != NULL) {
            LP_TRY(lp_pdf_newest(m->pdf, &v, &hold[1], &v, err));
        }
    }
    lp_pdf_bytes_of(&c->cert, &v);
    if (c->cert.failed != LP_OK) {
        lp_buf_release(&c->cert);
    }

done:
    lp_pdf_object_release(&hold[0]);
    lp_pdf_object_release(&hold[1]);
    return rc;
}

/* What kind of signature it says it is. */
static void
read_form(const struct lp_pdf_sig *s, struct lp_cms_claim *c)
{
    static const struct {
        const char *name;
        enum lp_cms_form form;
    } known[] = {
        {"adbe.pkcs7.detached", LP_CMS_DETACHED},
        {"ETSI.CAdES.detached", LP_CMS_DETACHED},
        {"adbe.pkcs7.sha1", LP_CMS_HASHED},
        {"adbe.x509.rsa_sha1", LP_CMS_BARE},
        {"ETSI.RFC3161", LP_CMS_TOKEN},
    };
    struct lp_pdf_value sub = lp_pdf_get(&s->object.value, "SubFilter");

    c->form = s->stamp ? LP_CMS_TOKEN : LP_CMS_DETACHED;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (lp_pdf_is(&sub, known[i].name)) {
            c->form = known[i].form;
            c->method =
                c->form == LP_CMS_TOKEN ? LP_METHOD_TIMESTAMP : LP_METHOD_PDF;
            return;
        }
    }
    /* Other makers' names mostly stand for plain CMS. */
    lp_cms_claim_say(c, sub.kind == LP_PDF_NAME ? "an unknown /SubFilter"
                                                : "there is no /SubFilter");
    c->method = s->stamp ? LP_METHOD_TIMESTAMP : LP_METHOD_PDF;
}

static void
read_time(const struct lp_pdf_sig *s, struct lp_cms_claim *c)
{
    struct lp_pdf_value m = lp_pdf_get(&s->object.value, "M");
    struct lp_buf text = {.max = 64};
    struct lp_buf date = {.max = 64};
    const char *p;

    lp_pdf_bytes_of(&text, &m);
    lp_buf_byte(&text, '\0');
    p = text.failed == LP_OK ? (const char *)text.data : "";
    if (strncmp(p, "D:", 2) == 0 && strlen(p) >= 16) {
        const char *zone = p + 16;

        /* D:YYYYMMDDHHmmSSOHH'mm' as ISO 8601 (7.9.4). */
        lp_buf_printf(&date, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s", p + 2, p + 6,
                      p + 8, p + 10, p + 12, p + 14);
        if ((zone[0] == '+' || zone[0] == '-') && strlen(zone) >= 3) {
            lp_buf_printf(&date, "%.3s:%.2s", zone,
                          strlen(zone) >= 6 ? zone + 4 : "00");
        } else {
            lp_buf_str(&date, "Z");
        }
        if (!lp_mail_date(&c->claimed_at, lp_buf_slice(&date))) {
            c->claimed_at = 0;
        }
    }
    lp_buf_release(&text);
    lp_buf_release(&date);
}

/* What the signers before and with `s` permit. */
static struct lp_pdf_policy
policy_of(const struct making *m, const struct lp_pdf_sig *s)
{
    struct lp_pdf_policy p = {.lock = s->lock,
                              .locked = s->locked,
                              .later = m->later,
                              .unread = m->sigs.more};
    size_t first = 0;

    for (size_t i = 0; i < m->sigs.n; i++) {
        const struct lp_pdf_sig *o = &m->sigs.of[i];

        if (o->permits != 0 && o->broken == NULL && o->end <= s->end &&
            (p.permits == 0 || o->permits < p.permits)) {
            p.permits = o->permits;
        }
        first += o->end <= s->end;
    }
    p.later += first;
    p.n_later = m->sigs.n - first;
    return p;
}

static enum lp_code
look_behind(struct making *m, const struct lp_pdf_sig *s,
            struct lp_cms_claim *c, struct lp_err *err)
{
    const unsigned beside =
        LP_PDF_ADDED_VALUES | LP_PDF_ADDED_READ | LP_PDF_ADDED_DRAWN;
    struct lp_pdf_policy policy = policy_of(m, s);
    struct lp_pdf_tail tail;
    enum lp_code rc;

    LP_TRY(lp_pdf_tail_look(&tail, m->view, m->pdf, s->end, &policy, m->limits,
                            err));
    if (!tail.any) {
        goto done;
    }
    if (tail.inside) {
        lp_cms_claim_say(c, "what is signed ends before its revision does");
    }
    if (tail.hidden) {
        lp_cms_claim_say(c, "objects that no table names were added later");
    }
    if (tail.stray && !tail.hidden) {
        lp_cms_claim_say(c, "bytes that belong to nothing follow");
        c->doubts |= LP_DOUBT_TAIL;
    }
    if (tail.unknown) {
        lp_cms_claim_say(c, "what was added later could not be compared");
        c->doubts |= LP_DOUBT_TAIL;
        /* What is over a limit must never look like a match. */
        c->state =
            tail.limit && c->state == LP_CMS_READ ? LP_CMS_STRANGE : c->state;
    }
    if (tail.inside || tail.hidden || tail.change.kinds != 0) {
        c->doubts |= LP_DOUBT_CHANGED_LATER;
    }
    if ((tail.change.added & beside) != 0) {
        c->doubts |= LP_DOUBT_TAIL;
    }
    lp_pdf_say_change(c, &tail.change);
    if (c->doubts != 0 || tail.change.added != 0) {
        lp_pdf_say_written(c, tail.wrote, tail.n_wrote, LP_PDF_TAIL_WROTE);
    }

done:
    return rc;
}

static enum lp_code
make_one(struct making *m, const struct lp_pdf_sig *s, struct lp_cms_claims *to,
         struct lp_err *err)
{
    struct lp_buf bytes = {.max = LP_PDF_OBJECT_MAX};
    struct lp_cms_claim *c;
    unsigned mask = 0;
    enum lp_code rc;

    LP_TRY(lp_cms_claims_add(to, &c, err));
    c->total = m->view->size;
    read_form(s, c);
    read_time(s, c);
    lp_cms_claim_text(c->name, sizeof c->name, lp_slice_str(s->field));
    if (!s->reached && m->pdf != NULL) {
        lp_cms_claim_say(c, "no field shows this signature");
    }
    if (s->broken != NULL) {
        broken(c, s->broken);
        /* Where a range is lawful and its gap is not, somebody made it so. */
        c->doubts |= s->end > 0 && !s->direct && s->value.kind == LP_PDF_STRING
                         ? LP_DOUBT_CHANGED_LATER
                         : 0;
        goto done;
    }
    if (s->odd != NULL) {
        lp_cms_claim_say(c, s->odd);
    }
    c->covered = s->first + (s->end - s->second);
    lp_pdf_bytes_of(&bytes, &s->value);
    LP_TRY(lp_buf_check(&bytes, err));
    if (c->form == LP_CMS_BARE) {
        lp_buf_put(&c->der, lp_slice_head(lp_buf_slice(&bytes), LP_CMS_MAX));
        LP_TRY(lp_buf_check(&c->der, err));
        LP_TRY(read_cert(m, s, c, err));
        mask = LP_MD_ALL;
    } else {
        LP_TRY(read_cms(c, lp_buf_slice(&bytes), &mask, err));
    }
    if (c->state == LP_CMS_READ) {
        LP_TRY(digest(m, s, mask, c, err));
    }
    LP_TRY(look_behind(m, s, c, err));

done:
    lp_buf_release(&bytes);
    return rc;
}

static enum lp_code
too_much(struct lp_cms_claims *out, const char *what, struct lp_err *err)
{
    struct lp_cms_claim *c;
    enum lp_code rc = lp_cms_claims_add(out, &c, err);

    if (rc == LP_OK) {
        c->method = LP_METHOD_PDF;
        c->state = LP_CMS_STRANGE;
        lp_cms_claim_say(c, what);
    }
    return rc;
}

/* Which signatures are some at all: only these excuse that their fields came
 * later. Whether they match is judged where keys are. */
static enum lp_code
weigh(struct making *m, struct lp_err *err)
{
    struct lp_cms_claims one = {0};
    struct lp_buf bytes = {.max = LP_PDF_OBJECT_MAX};
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < m->sigs.n; i++) {
        const struct lp_pdf_sig *s = &m->sigs.of[i];
        struct lp_cms_claim *c;
        unsigned mask = 0;

        if (s->broken != NULL || s->twice || !s->reached) {
            continue;
        }
        lp_cms_claims_release(&one);
        LP_TRY(lp_cms_claims_add(&one, &c, err));
        read_form(s, c);
        lp_buf_clear(&bytes);
        lp_pdf_bytes_of(&bytes, &s->value);
        LP_TRY(lp_buf_check(&bytes, err));
        if (c->form != LP_CMS_BARE) {
            LP_TRY(read_cms(c, lp_buf_slice(&bytes), &mask, err));
        }
        m->later[i] =
            (struct lp_pdf_later){c->state == LP_CMS_BROKEN ? 0 : s->object.at,
                                  c->form == LP_CMS_TOKEN};
    }

done:
    lp_cms_claims_release(&one);
    lp_buf_release(&bytes);
    return rc;
}

static enum lp_code
make_all(struct making *m, struct lp_cms_claims *out, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(weigh(m, err));
    for (size_t i = 0; i < m->sigs.n; i++) {
        LP_TRY(make_one(m, &m->sigs.of[i], out, err));
    }
    if (m->sigs.more) {
        rc = too_much(out, "there are more signatures than are looked at", err);
    }

done:
    return rc;
}

enum lp_code
lp_pdf_claims(struct lp_view *view, const struct lp_limits *limits,
              struct lp_cms_claims *out, struct lp_err *err)
{
    struct making *m = calloc(1, sizeof *m);
    struct lp_err why = {0};
    bool locked;
    enum lp_code rc;

    if (m == NULL) {
        return lp_no_memory(err);
    }
    m->view = view;
    m->limits = limits;
    m->own.left = COVER_MIN;
    m->cover_left = view->size > UINT64_MAX / COVER_TIMES
                        ? UINT64_MAX
                        : view->size * COVER_TIMES;
    m->cover_left = m->cover_left > COVER_MIN ? m->cover_left : COVER_MIN;
    rc = lp_pdf_open(&m->pdf, view, limits, &why);
    locked = rc == LP_E_FORMAT && why.rule == LP_RULE_ENC_PDF;
    if (rc == LP_OK || locked) {
        rc = lp_pdf_sigs_find(&m->sigs, view, m->pdf,
                              m->pdf == NULL ? &m->own : lp_pdf_work(m->pdf),
                              &why);
    }
    if (rc == LP_OK) {
        rc = make_all(m, out, &why);
    }
    /* What is no PDF has none; of what is too much, those that were found. */
    if (rc == LP_E_LIMIT) {
        rc = too_much(out, "a limit was met while looking for signatures", err);
    } else if (rc == LP_E_FORMAT) {
        rc = LP_OK;
    } else if (rc != LP_OK && err != NULL) {
        *err = why;
    }
    lp_pdf_sigs_release(&m->sigs);
    lp_pdf_free(m->pdf);
    free(m);
    return rc;
}
