#include "evidence/pgp_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "evidence/pgp_found.h"
#include "formats/pgp_clear.h"

/* The message that is open on one level. */
struct block {
    struct lp_pgp_spelled spelled; /* as it stands; and without `>` */
    uint64_t covered;
};

struct lp_pgp_text {
    struct lp_pgp_clear clear;
    struct lp_cms_claims *claims;
    struct lp_cms_claim like;
    size_t first; /* of our claims */
    uint8_t level[LP_CMS_CLAIMS_MAX];
    struct block block[LP_PGP_CLEAR_LEVELS];
    uint64_t inside[LP_PGP_CLEAR_LEVELS]; /* bytes in all messages */
    bool packed;
    enum lp_code rc;
    struct lp_err why;
};

static void
keep(struct lp_pgp_text *t, enum lp_code rc, const struct lp_err *err)
{
    if (t->rc == LP_OK && rc != LP_OK) {
        t->rc = rc;
        t->why = *err;
    }
}

static void
on_begin(void *who, unsigned level)
{
    struct lp_pgp_text *t = who;
    struct block *b = &t->block[level];
    struct lp_err err = {0};

    lp_pgp_spelled_release(&b->spelled);
    b->covered = 0;
    keep(t, lp_mdrun_new(&b->spelled.run[0], LP_MD_ALL, &err), &err);
    b->spelled.n = 1;
}

static enum lp_code
feed_block(struct block *b, struct lp_slice bytes, bool quoted,
           struct lp_err *err)
{
    struct lp_pgp_spelled *s = &b->spelled;
    enum lp_code rc;

    if (quoted && s->n == 1) {
        LP_TRY(lp_mdrun_copy(&s->run[1], s->run[0], LP_MD_ALL, err));
        s->undone[1] = "a mailbox's quoting of 'From ' left out";
        s->n = 2;
    }
    LP_TRY(lp_mdrun_feed(s->run[0], bytes, err));
    if (s->n == 2) {
        LP_TRY(lp_mdrun_feed(s->run[1], lp_slice_from(bytes, quoted ? 1 : 0),
                             err));
    }

done:
    return rc;
}

static void
on_text(void *who, unsigned level, struct lp_slice bytes, bool quoted)
{
    struct lp_pgp_text *t = who;
    struct lp_err err = {0};

    t->block[level].covered += bytes.len;
    if (t->rc == LP_OK) {
        keep(t, feed_block(&t->block[level], bytes, quoted, &err), &err);
    }
}

static enum lp_code
add_claims(struct lp_pgp_text *t, unsigned level, struct lp_slice armor,
           const char *wrong, struct lp_err *err)
{
    struct lp_pgp_found found = {0};
    struct lp_cms_claim like = t->like;
    size_t before = t->claims->n;
    bool any = false;
    enum lp_code rc;

    LP_TRY(lp_pgp_found_read(&found, armor, &any, err));
    like.covered = t->block[level].covered;
    like.total = like.covered;
    (void)snprintf(like.name, sizeof like.name, "cleartext");
    if (wrong != NULL) {
        like.state = LP_CMS_BROKEN;
        lp_cms_claim_say(&like, wrong);
    }
    LP_TRY(lp_pgp_found_claims(&found, &t->block[level].spelled, &like,
                               t->claims, err));

done:
    for (size_t i = before; i < t->claims->n; i++) {
        t->level[i] = (uint8_t)level;
    }
    lp_pgp_found_release(&found);
    return rc;
}

static void
on_end(void *who, unsigned level, struct lp_slice armor, const char *wrong)
{
    struct lp_pgp_text *t = who;
    struct lp_err err = {0};

    t->inside[level] += t->block[level].covered;
    if (t->rc == LP_OK) {
        keep(t, add_claims(t, level, armor, wrong, &err), &err);
    }
    lp_pgp_spelled_release(&t->block[level].spelled);
}

static void
on_packed(void *who, unsigned level)
{
    struct lp_pgp_text *t = who;

    (void)level;
    t->packed = true;
}

enum lp_code
lp_pgp_text_new(struct lp_pgp_text **out, struct lp_cms_claims *claims,
                const struct lp_cms_claim *like, struct lp_err *err)
{
    struct lp_pgp_text *t = calloc(1, sizeof *t);

    if (t == NULL) {
        return lp_no_memory(err);
    }
    t->claims = claims;
    t->first = claims->n;
    t->like = *like;
    t->clear.sink =
        (struct lp_pgp_clear_sink){t, on_begin, on_text, on_end, on_packed};
    *out = t;
    return LP_OK;
}

void
lp_pgp_text_feed(struct lp_pgp_text *t, struct lp_slice bytes)
{
    struct lp_err err = {0};

    if (t != NULL && t->rc == LP_OK) {
        keep(t, lp_pgp_clear_feed(&t->clear, bytes, &err), &err);
    }
}

/* How much of the text each does not cover. */
static void
cover(struct lp_pgp_text *t)
{
    uint64_t total[LP_PGP_CLEAR_LEVELS] = {0};
    uint64_t outside = 0;
    unsigned level = 0;

    for (const struct lp_pgp_clear *c = &t->clear; c != NULL; c = c->inner) {
        outside += c->outside;
        total[level] = t->inside[level] + outside;
        level++;
    }
    for (size_t i = t->first; i < t->claims->n; i++) {
        struct lp_cms_claim *c = &t->claims->of[i];
        char text[80];

        c->total = total[t->level[i]];
        if (c->total > c->covered) {
            c->doubts |= LP_DOUBT_TAIL;
            (void)snprintf(text, sizeof text,
                           "%" PRIu64 " bytes of text are beside what is "
                           "signed",
                           c->total - c->covered);
            lp_cms_claim_say(c, text);
        }
    }
}

/* What is packed holds its signature in itself, if it has one. */
static enum lp_code
add_packed(struct lp_pgp_text *t, struct lp_err *err)
{
    struct lp_cms_claim *c;
    enum lp_code rc = lp_cms_claims_add(t->claims, &c, err);

    if (rc == LP_OK) {
        *c = t->like;
        c->state = LP_CMS_STRANGE;
        lp_cms_claim_say(c, "encrypted, or packed with its signature: cannot "
                            "be looked into");
    }
    return rc;
}

enum lp_code
lp_pgp_text_end(struct lp_pgp_text *t, struct lp_err *err)
{
    struct lp_err why = {0};

    if (t->rc == LP_OK) {
        keep(t, lp_pgp_clear_end(&t->clear, &why), &why);
    }
    cover(t);
    if (t->rc == LP_OK && t->packed) {
        keep(t, add_packed(t, &why), &why);
    }
    if (t->rc != LP_OK && err != NULL) {
        *err = t->why;
    }
    return t->rc;
}

void
lp_pgp_text_free(struct lp_pgp_text *t)
{
    if (t != NULL) {
        lp_pgp_clear_release(&t->clear);
        for (unsigned i = 0; i < LP_PGP_CLEAR_LEVELS; i++) {
            lp_pgp_spelled_release(&t->block[i].spelled);
        }
        free(t);
    }
}
