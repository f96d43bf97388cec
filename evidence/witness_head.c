#include "evidence/witness_head.h"

#include <stdlib.h>

#include "base/mem.h"
#include "evidence/head_digest.h"
#include "formats/tag_list.h"

/* Which of the ways in which lines end is the usual one. */
static enum lp_eol
usual_eol(struct lp_slice text, unsigned eols)
{
    size_t crlf = 0;
    size_t crcrlf = 0;
    size_t lf = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool after = i > 0 && text.data[i - 1] == '\r';

        if (text.data[i] == '\n') {
            crcrlf += after && i > 1 && text.data[i - 2] == '\r' ? 1 : 0;
            crlf += after ? 1 : 0;
            lf += after ? 0 : 1;
        }
    }
    if ((eols & 1U << LP_EOL_ANY) != 0 &&
        (crcrlf * 2 > crlf || lf + crlf == 0)) {
        return LP_EOL_ANY;
    }
    return lf > crlf || (eols & 1U << LP_EOL_CRLF) == 0 ? LP_EOL_LF
                                                        : LP_EOL_CRLF;
}

static enum lp_code
read_all(struct lp_witness_head *w, struct lp_slice text,
         const struct lp_limits *limits, struct lp_err *err)
{
    unsigned eols = lp_headers_eols(text);
    enum lp_eol usual = usual_eol(text, eols);
    enum lp_code rc;

    LP_TRY(lp_headers_read(&w->heads[0], text, usual, (size_t)limits->fields,
                           err));
    w->n_heads = 1;
    for (unsigned i = 0; i < LP_EOLS; i++) {
        if (i != usual && (eols >> i & 1) != 0) {
            w->n_heads++;
            LP_TRY(lp_headers_read(&w->heads[w->n_heads - 1], text,
                                   (enum lp_eol)i, (size_t)limits->fields,
                                   err));
        }
    }

done:
    return rc;
}

static enum lp_code
want_lane(struct lp_witness_head *w, enum lp_canon canon,
          const struct lp_mail_sig *s, struct lp_err *err)
{
    bool sha256 = s->hash == LP_ALG_SHA256;

    w->wanted[canon == LP_CANON_RELAXED][sha256] = true;
    return s->has_length
               ? lp_body_lane_cut(&w->lanes[canon == LP_CANON_RELAXED][sha256],
                                  s->length, err)
               : LP_OK;
}

/* Whether an earlier reading of the same signature came to the same. */
static bool
is_again(const struct lp_witness_head *w, size_t n)
{
    const struct lp_witness_old *old = &w->old[n];

    for (size_t i = 0; i < n; i++) {
        if (w->old[i].sig == old->sig &&
            lp_slice_equal(lp_buf_slice(&w->old[i].head),
                           lp_buf_slice(&old->head))) {
            return true;
        }
    }
    return false;
}

/* Readings of a DomainKeys signature: each is a digest of its own. */
static enum lp_code
want_old(struct lp_witness_head *w, size_t sig, struct lp_err *err)
{
    const struct lp_witness_sig *s = &w->sigs[sig];
    struct lp_slice rest = s->sig->fields;
    struct lp_slice name;
    size_t listed = 0;
    enum lp_code rc = LP_OK;

    while (lp_tag_item(&rest, ':', &name)) {
        listed++;
    }
    for (unsigned way = 0; way < LP_WITNESS_OLD_WAYS; way++) {
        struct lp_witness_old *old = &w->old[w->n_old];
        struct lp_head_how how = {.headers = &w->heads[0],
                                  .canon = s->sig->head,
                                  .in_list = way == 1,
                                  .above = way == 2};

        if (listed > LP_WITNESS_OLD_LISTED ||
            w->n_old == sizeof w->old / sizeof w->old[0]) {
            break;
        }
        *old = (struct lp_witness_old){.sig = sig, .head_eol = w->heads[0].eol};
        w->n_old++;
        (void)lp_head_text(&old->head, &how, s->sig, s->own);
        LP_TRY(lp_buf_check(&old->head, err));
        if (is_again(w, w->n_old - 1)) {
            lp_buf_release(&old->head);
            w->n_old--;
        }
    }

done:
    return rc;
}

static enum lp_code
want(struct lp_witness_head *w, size_t sig, struct lp_err *err)
{
    const struct lp_mail_sig *s = w->sigs[sig].sig;
    enum lp_code rc = LP_OK;

    if (s->state != LP_SIG_LAWFUL || s->kind == LP_SIG_SEAL) {
        return LP_OK;
    }
    if (s->kind == LP_SIG_DOMAINKEY) {
        return want_old(w, sig, err);
    }
    LP_TRY(want_lane(w, s->body, s, err));
    if (s->kind == LP_SIG_MESSAGE && s->canon_absent) {
        rc = want_lane(w, LP_CANON_RELAXED, s, err);
    }

done:
    return rc;
}

static enum lp_code
add_sig(struct lp_witness_head *w, size_t field, enum lp_sig_kind kind,
        struct lp_err *err)
{
    struct lp_witness_sig *grown;
    struct lp_mail_sig *sig;

    if (w->n == LP_CLAIM_SIGS_MAX) {
        w->passed_over++;
        return LP_OK;
    }
    grown = lp_mem_grow(w->sigs, w->n, &w->cap, sizeof *w->sigs);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    w->sigs = grown;
    sig = malloc(sizeof *sig);
    if (sig == NULL) {
        return lp_no_memory(err);
    }
    lp_mail_sig_read(sig, kind, w->heads[0].of[field].value, &w->room);
    w->sigs[w->n++] = (struct lp_witness_sig){sig, field};
    return w->room.failed == LP_OK ? want(w, w->n - 1, err)
                                   : lp_buf_check(&w->room, err);
}

enum lp_code
lp_witness_head_read(struct lp_witness_head *w, struct lp_slice text,
                     const struct lp_limits *limits, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(read_all(w, text, limits, err));
    for (size_t i = 0; i < w->n_heads; i++) {
        w->too_large = w->too_large || w->heads[i].too_many;
    }
    if (w->too_large) {
        return LP_OK;
    }
    lp_arc_sets_find(&w->arc, &w->heads[0]);
    for (size_t i = 0; i < w->heads[0].n; i++) {
        enum lp_sig_kind kind = lp_sig_kind(w->heads[0].of[i].name);

        if (kind < LP_SIG_KINDS) {
            LP_TRY(add_sig(w, i, kind, err));
        }
    }

done:
    return rc;
}

enum lp_code
lp_witness_head_lanes(struct lp_witness_head *w, enum lp_eol eol,
                      struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; i < 4; i++) {
        struct lp_body_lane *l = &w->lanes[i / 2][i % 2];

        if (w->wanted[i / 2][i % 2]) {
            LP_TRY(lp_body_lane_open(l, w->engine,
                                     i % 2 == 0 ? LP_ALG_SHA1 : LP_ALG_SHA256,
                                     i < 2 ? LP_CANON_SIMPLE : LP_CANON_RELAXED,
                                     eol, (struct lp_slice){0}, err));
        }
    }
    for (size_t i = 0; i < w->n_old; i++) {
        struct lp_witness_old *old = &w->old[i];

        LP_TRY(lp_body_lane_open(&old->lane, w->engine, LP_ALG_SHA1,
                                 w->sigs[old->sig].sig->body, eol,
                                 lp_buf_slice(&old->head), err));
    }

done:
    return rc;
}

enum lp_code
lp_witness_head_feed(struct lp_witness_head *w, struct lp_slice body,
                     struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; i < 4; i++) {
        if (w->wanted[i / 2][i % 2]) {
            LP_TRY(lp_body_lane_feed(&w->lanes[i / 2][i % 2], body, err));
        }
    }
    for (size_t i = 0; i < w->n_old; i++) {
        LP_TRY(lp_body_lane_feed(&w->old[i].lane, body, err));
    }

done:
    return rc;
}

enum lp_code
lp_witness_head_end(struct lp_witness_head *w, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; i < 4; i++) {
        if (w->wanted[i / 2][i % 2]) {
            LP_TRY(lp_body_lane_end(&w->lanes[i / 2][i % 2], err));
        }
    }
    for (size_t i = 0; i < w->n_old; i++) {
        LP_TRY(lp_body_lane_end(&w->old[i].lane, err));
    }

done:
    return rc;
}

struct lp_body_lane *
lp_witness_head_lane(struct lp_witness_head *w, enum lp_canon canon,
                     enum lp_alg alg)
{
    bool sha256 = alg == LP_ALG_SHA256;
    bool relaxed = canon == LP_CANON_RELAXED;

    return w->wanted[relaxed][sha256] ? &w->lanes[relaxed][sha256] : NULL;
}

size_t
lp_witness_own_in(const struct lp_headers *h, const struct lp_headers *usual,
                  size_t own)
{
    const uint8_t *at = usual->of[own].raw.data;

    for (size_t i = 0; i < h->n; i++) {
        if (h->of[i].raw.data == at) {
            return i;
        }
    }
    return SIZE_MAX;
}

void
lp_witness_head_release(struct lp_witness_head *w)
{
    for (size_t i = 0; i < w->n_heads; i++) {
        lp_headers_release(&w->heads[i]);
    }
    for (size_t i = 0; i < w->n; i++) {
        free(w->sigs[i].sig);
    }
    free(w->sigs);
    lp_buf_release(&w->room);
    for (unsigned i = 0; i < 4; i++) {
        lp_body_lane_release(&w->lanes[i / 2][i % 2]);
    }
    for (size_t i = 0; i < w->n_old; i++) {
        lp_buf_release(&w->old[i].head);
        lp_body_lane_release(&w->old[i].lane);
    }
    *w = (struct lp_witness_head){0};
}
