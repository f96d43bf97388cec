#include "evidence/witness_tell.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/body_undo.h"
#include "evidence/evidence.h"
#include "evidence/head_digest.h"
#include "evidence/head_undo.h"
#include "evidence/mail_hints.h"
#include "evidence/old_sender.h"
#include "evidence/witness_said.h"

/* Bytes that may be digested for one message beside the usual, to read its
 * header in other ways and to undo edits of its body. */
#define HEAD_BUDGET ((uint64_t)32 << 20)
#define BODY_BUDGET ((uint64_t)32 << 20)

struct telling {
    const struct lp_witness_told *t;
    struct lp_witness_head *head;
    struct lp_err *err;
    uint64_t head_budget;
    uint64_t body_budget;
    bool guessed;
    struct lp_head_guesses guesses;
    struct lp_buf text;
    struct lp_buf undone; /* words for the body of the claim at hand */
    struct lp_buf sender; /* of the claim at hand */
    struct lp_digest seal[LP_ARC_MOST + 1];
    struct lp_digest seal_again[LP_ARC_MOST + 1];
    bool seal_two[LP_ARC_MOST + 1];
    bool sealed;
};

static struct lp_slice
words(const char *text)
{
    return lp_slice_str(text);
}

static void
add_try(struct lp_claim *c, const struct lp_digest *d, bool undone,
        const char *edits)
{
    for (size_t i = 0; i < c->tries; i++) {
        if (memcmp(c->try[i].digest, d->bytes, d->len) == 0) {
            return;
        }
    }
    if (c->tries < LP_CLAIM_TRIES_MAX) {
        struct lp_claim_try *t = &c->try[c->tries++];

        *t = (struct lp_claim_try){.undone = undone, .edits = words(edits)};
        memcpy(t->digest, d->bytes, d->len < 32 ? d->len : 32);
    }
}

/* Digest one reading of the header. `*twice` if there is another of it, with
 * the blanks around b=. */
static enum lp_code
try_head(struct telling *x, struct lp_claim *c, const struct lp_witness_sig *s,
         const struct lp_head_how *how, size_t own, const char *edits,
         bool *twice)
{
    struct lp_digest d;
    enum lp_code rc;

    lp_buf_clear(&x->text);
    *twice = false;
    if (x->head_budget < s->sig->fields.len + 1) {
        return LP_OK;
    }
    *twice = lp_head_text(&x->text, how, s->sig, own);
    LP_TRY(lp_buf_check(&x->text, x->err));
    x->head_budget -= s->sig->fields.len + 1;
    x->head_budget -=
        x->text.len < x->head_budget ? x->text.len : x->head_budget;
    LP_TRY(lp_digest_of(&d, s->sig->hash, lp_buf_slice(&x->text), x->err));
    add_try(c, &d, how->swaps != NULL, edits);

done:
    return rc;
}

/* All readings of the header that need nothing undone. */
static enum lp_code
read_plain(struct telling *x, struct lp_claim *c,
           const struct lp_witness_sig *s, enum lp_canon canon)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < x->head->n_heads; i++) {
        struct lp_headers *h = &x->head->heads[i];
        struct lp_head_how how = {.headers = h, .canon = canon};
        size_t own =
            i == 0 ? s->own : lp_witness_own_in(h, &x->head->heads[0], s->own);
        bool twice = false;

        if (own == SIZE_MAX) {
            continue;
        }
        LP_TRY(try_head(x, c, s, &how, own, lp_eol_words(h->eol), &twice));
        if (twice) {
            how.keep = true;
            LP_TRY(try_head(x, c, s, &how, own, lp_eol_words(h->eol), &twice));
        }
    }

done:
    return rc;
}

/* Readings that undo what lists and archives did. */
static enum lp_code
read_guesses(struct telling *x, struct lp_claim *c,
             const struct lp_witness_sig *s)
{
    struct lp_head_guesses *g = &x->guesses;
    size_t shared;
    size_t texts;
    enum lp_code rc = LP_OK;

    if (!x->guessed) {
        lp_head_guess_edits(g, &x->head->heads[0]);
        x->guessed = true;
    }
    shared = g->n;
    texts = g->texts;
    lp_head_guess_copied(g, &x->head->heads[0], s->sig);
    for (size_t i = 0; i < g->n; i++) {
        struct lp_head_how how = {.headers = &x->head->heads[0],
                                  .canon = s->sig->head,
                                  .swaps = &g->of[i].swaps};
        bool twice;

        LP_TRY(try_head(x, c, s, &how, s->own, g->of[i].words, &twice));
    }

done:
    /* Their words stay until the claim is told; only the texts may go. */
    g->n = shared;
    while (g->texts > texts) {
        lp_buf_release(&g->text[--g->texts]);
    }
    return rc;
}

static bool
is_same(const struct lp_digest *d, const struct lp_mail_sig *s)
{
    return d != NULL &&
           lp_slice_equal((struct lp_slice){d->bytes, d->len},
                          (struct lp_slice){s->body_hash, s->body_hash_len});
}

/* Compare the body in one canonical form. */
static void
compare_body(struct telling *x, struct lp_claim *c, const struct lp_mail_sig *s,
             enum lp_canon canon)
{
    const struct lp_body_lane *l =
        lp_witness_head_lane(x->head, canon, s->hash);
    const struct lp_digest *d;

    if (l == NULL) {
        return;
    }
    d = s->has_length ? lp_body_lane_at(l, s->length) : &l->digest;
    c->total = l->total;
    c->covered = s->has_length ? s->length : l->total;
    if (d == NULL) {
        c->body = LP_CLAIM_BODY_SHORT;
        c->covered = 0;
    } else {
        c->body = is_same(d, s) ? LP_CLAIM_BODY_SAME : LP_CLAIM_BODY_OTHER;
    }
    if (c->body == LP_CLAIM_BODY_OTHER && l->cut_short && !s->has_length &&
        is_same(&l->bare, s)) {
        c->body = LP_CLAIM_BODY_SAME;
        c->body_edits = words("no line end put behind the last line");
    }
}

/* What is proven of the body beside what its bytes give. */
static enum lp_code
undo_body(struct telling *x, struct lp_claim *c, const struct lp_mail_sig *s)
{
    struct lp_body_want want = {s->body,
                                s->hash,
                                s->has_length,
                                s->length,
                                {s->body_hash, s->body_hash_len}};
    enum lp_body_undone how;
    enum lp_code rc;

    if (!x->t->kept) {
        return LP_OK;
    }
    lp_buf_clear(&x->undone);
    LP_TRY(lp_body_undo(&how, &x->undone, x->head->engine, x->t->body,
                        x->t->body_eol, &want, &x->body_budget, x->err));
    LP_TRY(lp_buf_check(&x->undone, x->err));
    if (how == LP_BODY_NORMAL) {
        c->body = LP_CLAIM_BODY_SAME;
        c->body_edits = lp_buf_slice(&x->undone);
        c->covered = s->has_length ? s->length : c->total;
    } else if (how == LP_BODY_EDITED) {
        c->body_undone = lp_buf_slice(&x->undone);
    }

done:
    return rc;
}

static enum lp_code
claim_dkim(struct telling *x, struct lp_claim *c,
           const struct lp_witness_sig *s)
{
    bool either = s->sig->kind == LP_SIG_MESSAGE && s->sig->canon_absent;
    enum lp_code rc;

    compare_body(x, c, s->sig, s->sig->body);
    if (either && c->body != LP_CLAIM_BODY_SAME) {
        compare_body(x, c, s->sig, LP_CANON_RELAXED);
    }
    if (c->body == LP_CLAIM_BODY_SAME) {
        c->body_edits = c->body_edits.len > 0
                            ? c->body_edits
                            : words(lp_eol_words(x->t->body_eol));
    } else {
        LP_TRY(undo_body(x, c, s->sig));
    }
    LP_TRY(read_plain(x, c, s, s->sig->head));
    if (either) {
        LP_TRY(read_plain(x, c, s, LP_CANON_RELAXED));
    }
    rc = read_guesses(x, c, s);

done:
    return rc;
}

/* DomainKeys: header and body are one digest. */
static enum lp_code
claim_old(struct telling *x, struct lp_claim *c, size_t sig)
{
    const struct lp_mail_sig *s = x->head->sigs[sig].sig;
    unsigned eols = x->t->kept ? lp_headers_eols(x->t->body) : 0;
    const char *why;
    enum lp_code rc;

    lp_buf_clear(&x->sender);
    LP_TRY(lp_old_sender(&x->sender, &why, &x->head->heads[0], s,
                         x->head->sigs[sig].own, x->err));
    c->identity = lp_buf_slice(&x->sender);
    if (why != NULL) {
        c->state = LP_SIG_MALFORMED;
        c->why = words(why);
        goto done;
    }
    c->body = LP_CLAIM_BODY_CAPPED;
    for (size_t i = 0; i < x->head->n_old; i++) {
        struct lp_witness_old *old = &x->head->old[i];

        if (old->sig != sig) {
            continue;
        }
        c->body = LP_CLAIM_BODY_IN_HEAD;
        c->total = old->lane.total;
        c->covered = old->lane.total;
        add_try(c, &old->lane.digest, false, lp_eol_words(x->t->body_eol));
        if (old->lane.cut_short) {
            add_try(c, &old->lane.bare, false,
                    "no line end put behind the last line");
        }
        for (unsigned e = 0; e < LP_EOLS && (eols & (eols - 1)) != 0; e++) {
            struct lp_body_lane lane = {0};

            if ((enum lp_eol)e == x->t->body_eol ||
                x->body_budget < x->t->body.len) {
                continue;
            }
            x->body_budget -= x->t->body.len;
            rc = lp_body_lane_open(&lane, x->head->engine, LP_ALG_SHA1, s->body,
                                   (enum lp_eol)e, lp_buf_slice(&old->head),
                                   x->err);
            rc =
                rc == LP_OK ? lp_body_lane_feed(&lane, x->t->body, x->err) : rc;
            rc = rc == LP_OK ? lp_body_lane_end(&lane, x->err) : rc;
            if (rc == LP_OK) {
                add_try(c, &lane.digest, false, lp_eol_words((enum lp_eol)e));
            }
            lp_body_lane_release(&lane);
            LP_TRY(rc);
        }
    }

done:
    return rc;
}

/* The digests of all seals, in order of their instances. */
static enum lp_code
seal_all(struct telling *x)
{
    struct lp_arc_chain chain = {0};
    struct lp_arc_sets *sets = &x->head->arc;
    enum lp_code rc;

    if (sets->n == 0 || sets->why[0] != '\0') {
        return LP_OK;
    }
    LP_TRY(
        lp_arc_chain_open(&chain, x->head->engine, &x->head->heads[0], x->err));
    for (unsigned i = 1; i <= sets->n; i++) {
        struct lp_mail_sig seal;

        lp_mail_sig_read(&seal, LP_SIG_SEAL,
                         x->head->heads[0].of[sets->of[i].seal].value,
                         &x->text);
        LP_TRY(lp_buf_check(&x->text, x->err));
        LP_TRY(lp_arc_chain_next(&chain, &sets->of[i], seal.cv == LP_CV_FAIL,
                                 &x->seal[i], &x->seal_again[i],
                                 &x->seal_two[i], x->err));
    }
    x->sealed = true;

done:
    lp_arc_chain_release(&chain);
    return rc;
}

static void
claim_seal(struct telling *x, struct lp_claim *c)
{
    c->body = LP_CLAIM_BODY_IN_HEAD;
    if (x->sealed && c->instance > 0 && c->instance <= x->head->arc.n) {
        add_try(c, &x->seal[c->instance], false, "");
        if (x->seal_two[c->instance]) {
            add_try(c, &x->seal_again[c->instance], false, "");
        }
    }
}

static void
begin_claim(struct lp_claim *c, const struct lp_witness_sig *at)
{
    const struct lp_mail_sig *s = at->sig;

    c->kind = s->kind;
    c->state = s->state;
    c->odd = s->odd;
    c->ed25519 = s->ed25519;
    c->hash = s->hash;
    c->instance = s->instance;
    c->cv = s->cv;
    c->domain = s->domain;
    c->selector = s->selector;
    c->identity = s->identity;
    c->below = s->below;
    c->algorithm = s->algorithm;
    c->fields = s->fields;
    c->why = s->why == NULL ? (struct lp_slice){0} : words(s->why);
    c->signed_at = s->signed_at;
    c->expires_at = s->expires_at;
    c->body = LP_CLAIM_BODY_IN_HEAD;
    c->has_length = s->has_length;
    c->covered = 0;
    c->total = 0;
    c->body_edits = (struct lp_slice){0};
    c->body_undone = (struct lp_slice){0};
    c->unsigned_fields = 0;
    c->bytes = (struct lp_slice){s->bytes, s->len};
    c->tries = 0;
}

static enum lp_code
tell_sig(struct telling *x, struct lp_buf *to, struct lp_claim *c, size_t i)
{
    const struct lp_witness_sig *s = &x->head->sigs[i];
    enum lp_code rc = LP_OK;

    begin_claim(c, s);
    if (s->sig->state == LP_SIG_LAWFUL) {
        if (s->sig->kind == LP_SIG_SEAL) {
            claim_seal(x, c);
        } else if (s->sig->kind == LP_SIG_DOMAINKEY) {
            LP_TRY(claim_old(x, c, i));
        } else {
            LP_TRY(claim_dkim(x, c, s));
        }
        if (s->sig->kind != LP_SIG_SEAL) {
            c->unsigned_fields = lp_witness_unsigned(x->head, s);
        }
    }
    lp_claims_add(to, c);

done:
    return rc;
}

/* What the header says of itself, and what of that does not fit. */
static enum lp_code
say(struct telling *x, struct lp_mail_said *said, struct lp_buf *room,
    struct lp_hints *hints)
{
    struct lp_headers *h = &x->head->heads[0];
    enum lp_code rc;

    lp_witness_shown(said, x->head);
    said->loose = lp_witness_loose(h, x->t->body, x->t->body_end, room);
    LP_TRY(lp_witness_said(said, h, room, x->err));
    LP_TRY(lp_mail_hints(hints, h, said, &x->text, x->err));
    for (size_t i = 0; i < x->head->n; i++) {
        lp_mail_hints_signed(hints, x->head->sigs[i].sig, said);
    }

done:
    return rc;
}

enum lp_code
lp_witness_tell(struct lp_buf *to, const struct lp_witness_told *t,
                struct lp_err *err)
{
    struct telling x = {.t = t,
                        .head = t->head,
                        .err = err,
                        .head_budget = HEAD_BUDGET,
                        .body_budget = BODY_BUDGET};
    struct lp_mail_said said = {.too_large = t->head->too_large,
                                .passed_over = t->head->passed_over,
                                .edits = lp_slice_str(t->top),
                                .large = !t->kept,
                                .sets = t->head->arc.n,
                                .chain = t->head->arc.any,
                                .chain_why = lp_slice_str(t->head->arc.why)};
    struct lp_claim *c = malloc(sizeof *c);
    size_t begin = to->len;
    struct lp_buf room = {0};
    struct lp_hints hints = {0};
    enum lp_code rc;

    if (c == NULL) {
        return lp_no_memory(err);
    }
    if (!said.too_large && t->head->n_heads > 0) {
        LP_TRY(say(&x, &said, &room, &hints));
    }
    lp_claims_begin(to, &said, &hints);
    LP_TRY(seal_all(&x));
    for (size_t i = 0; i < t->head->n; i++) {
        size_t before = to->len;

        LP_TRY(tell_sig(&x, to, c, i));
        if (to->len - begin > LP_CLAIMS_MAX) {
            to->len = before;
            lp_claims_passed_over(to, begin, said.passed_over + t->head->n - i);
            break;
        }
    }
    rc = lp_buf_check(to, err);

done:
    free(c);
    lp_head_guesses_release(&x.guesses);
    lp_buf_release(&x.text);
    lp_buf_release(&x.undone);
    lp_buf_release(&x.sender);
    lp_buf_release(&room);
    return rc;
}
