#include "evidence/arc_digest.h"

#include <stdio.h>

#include "formats/tag_list.h"

static void
wrong(struct lp_arc_sets *s, const char *what, unsigned instance)
{
    if (s->why[0] == '\0') {
        (void)snprintf(s->why, sizeof s->why, "%s %u", what, instance);
    }
}

static void
note(struct lp_arc_sets *s, size_t field, unsigned instance, unsigned which)
{
    static const char *const twice[] = {
        "two ARC-Authentication-Results of instance",
        "two ARC-Message-Signatures of instance",
        "two ARC-Seals of instance",
    };
    struct lp_arc_set *set = &s->of[instance];
    size_t *place = which == 0   ? &set->results
                    : which == 1 ? &set->message
                                 : &set->seal;

    s->any = true;
    if (instance == 0) {
        wrong(s, "a field of ARC has no instance from 1 to", LP_ARC_MOST);
        return;
    }
    if (*place != SIZE_MAX) {
        wrong(s, twice[which], instance);
    }
    *place = field;
    s->n = instance > s->n ? instance : s->n;
}

void
lp_arc_sets_find(struct lp_arc_sets *s, struct lp_headers *h)
{
    s->n = 0;
    s->any = false;
    s->why[0] = '\0';
    for (unsigned i = 0; i <= LP_ARC_MOST; i++) {
        s->of[i] = (struct lp_arc_set){SIZE_MAX, SIZE_MAX, SIZE_MAX};
    }
    for (size_t i = 0; i < h->n; i++) {
        const struct lp_header_field *f = &h->of[i];

        if (lp_tag_is(f->name, "arc-authentication-results")) {
            note(s, i, lp_arc_results_instance(f->value), 0);
        } else if (lp_tag_is(f->name, "arc-message-signature")) {
            note(s, i, lp_arc_instance(f->value), 1);
        } else if (lp_tag_is(f->name, "arc-seal")) {
            note(s, i, lp_arc_instance(f->value), 2);
        }
    }
    for (unsigned i = 1; i <= s->n; i++) {
        if (s->of[i].results == SIZE_MAX) {
            wrong(s, "there is no ARC-Authentication-Results of instance", i);
        } else if (s->of[i].message == SIZE_MAX) {
            wrong(s, "there is no ARC-Message-Signature of instance", i);
        } else if (s->of[i].seal == SIZE_MAX) {
            wrong(s, "there is no ARC-Seal of instance", i);
        }
    }
}

enum lp_code
lp_arc_chain_open(struct lp_arc_chain *c, struct lp_engine *e,
                  struct lp_headers *h, struct lp_err *err)
{
    *c = (struct lp_arc_chain){.engine = e, .headers = h};
    return lp_hasher_open(&c->before, e, LP_ALG_SHA256, err);
}

static void
put(struct lp_arc_chain *c, size_t field)
{
    lp_canon_field(&c->text, c->headers->of[field].raw, LP_CANON_RELAXED,
                   c->headers->eol, false);
}

static bool
put_unsigned(struct lp_arc_chain *c, size_t field, bool keep)
{
    struct lp_buf bare = {0};
    bool blanks = lp_canon_unsign(&bare, c->headers->of[field].raw, keep);

    if (bare.failed != LP_OK) {
        c->text.failed = bare.failed;
    }
    lp_canon_field(&c->text, lp_buf_slice(&bare), LP_CANON_RELAXED,
                   c->headers->eol, true);
    lp_buf_release(&bare);
    return blanks;
}

/* Digest of what was seen before (unless `alone`) and of the text. */
static enum lp_code
digest(struct lp_arc_chain *c, bool alone, struct lp_digest *out,
       struct lp_err *err)
{
    struct lp_piece p = {.bytes = lp_buf_slice(&c->text)};
    struct lp_hasher *h = NULL;
    enum lp_code rc;

    LP_TRY(lp_buf_check(&c->text, err));
    if (alone) {
        return lp_digest_of(out, LP_ALG_SHA256, p.bytes, err);
    }
    LP_TRY(lp_hasher_fork(c->before, &h, err));
    LP_TRY(lp_hasher_submit(h, &p, err));
    rc = lp_hasher_end(h, out, err);
    h = NULL;

done:
    lp_hasher_abandon(h);
    return rc;
}

enum lp_code
lp_arc_chain_next(struct lp_arc_chain *c, const struct lp_arc_set *set,
                  bool alone, struct lp_digest *out, struct lp_digest *again,
                  bool *two, struct lp_err *err)
{
    struct lp_piece p;
    size_t seal;
    enum lp_code rc;

    lp_buf_clear(&c->text);
    put(c, set->results);
    put(c, set->message);
    seal = c->text.len;
    *two = put_unsigned(c, set->seal, false);
    LP_TRY(digest(c, alone, out, err));
    if (*two) {
        c->text.len = seal;
        (void)put_unsigned(c, set->seal, true);
        LP_TRY(digest(c, alone, again, err));
    }
    c->text.len = seal;
    put(c, set->seal);
    LP_TRY(lp_buf_check(&c->text, err));
    p = (struct lp_piece){.bytes = lp_buf_slice(&c->text)};
    rc = lp_hasher_submit(c->before, &p, err);

done:
    return rc;
}

void
lp_arc_chain_release(struct lp_arc_chain *c)
{
    lp_hasher_abandon(c->before);
    lp_buf_release(&c->text);
    *c = (struct lp_arc_chain){0};
}
