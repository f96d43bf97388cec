#include "bundle/do_auth.h"

#include <stdlib.h>

#include "base/mem.h"
#include "crypto/rand.h"
#include "evidence/mail_judge.h"

struct listening {
    const struct lp_auth_options *o;
    struct lp_auth_report *report;
    struct lp_judging judging;
    struct lp_evidence *of; /* of the document at hand; kept for the next */
    size_t n;
    size_t cap;
    unsigned mail; /* the depth of the members of the outermost message that is
                      open; 0: none is */
};

static enum lp_code
on_open(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct listening *l = self;

    (void)at;
    (void)err;
    if (r->kind == LP_KIND_MESSAGE && l->mail == 0) {
        l->mail = r->depth + 1;
    }
    return LP_OK;
}

static enum lp_code
keep(void *who, const struct lp_evidence *e, struct lp_err *err)
{
    struct listening *l = who;
    struct lp_evidence *grown =
        lp_mem_grow(l->of, l->n, &l->cap, sizeof *l->of);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    l->of = grown;
    l->of[l->n++] = *e;
    return LP_OK;
}

/* Parts of a message stand or fall with it. */
static bool
is_judged(const struct listening *l, const struct lp_record *r)
{
    return r->kind == LP_KIND_MESSAGE ||
           (l->mail == 0 && lp_record_is_document(r));
}

static void
conclude(struct listening *l, struct lp_auth_item *item)
{
    unsigned matched = 0;

    item->evidence = l->of;
    item->n = l->n;
    item->proof = lp_record_is_closed(item->record) ? LP_PROOF_UNVERIFIABLE
                                                    : LP_PROOF_UNSIGNED;
    for (size_t i = 0; i < l->n; i++) {
        item->proof = lp_proof_both(item->proof, lp_proof_of(&l->of[i]));
        matched |=
            l->of[i].result == LP_RESULT_MATCH ? 1U << l->of[i].method : 0;
    }
    item->absent =
        item->record->kind == LP_KIND_MESSAGE ? l->o->require & ~matched : 0;
    l->report->judged++;
    l->report->proofs[item->proof]++;
    l->report->absent += item->absent != 0 ? 1 : 0;
    l->report->signatures += l->n;
    l->report->passed_over += item->passed_over;
}

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct listening *l = self;
    struct lp_auth_item item = {.record = r, .at = at};
    enum lp_code rc = LP_OK;

    if (r->container && r->depth + 1 == l->mail) {
        l->mail = 0;
    }
    lp_tally_add(&l->report->tally, r);
    l->n = 0;
    item.judged = is_judged(l, r);
    if (r->claims.len > 0) {
        LP_TRY(lp_mail_judge(&l->judging, r->claims, &item.passed_over, keep, l,
                             err));
    }
    if (item.judged) {
        conclude(l, &item);
    }
    if (item.judged || lp_record_is_finding(r) || lp_record_is_closed(r)) {
        rc = l->o->told(l->o->who, &item, err);
    }

done:
    return rc;
}

static const struct lp_sink_ops ops = {.open = on_open, .item = on_item};

enum lp_code
lp_do_auth(const struct lp_auth_options *o, const struct lp_listener *listener,
           struct lp_auth_report *report, struct lp_err *err)
{
    struct lp_inputs in = {0};
    struct lp_walk_how how = o->how;
    struct listening l = {.o = o, .report = report};
    struct lp_sink sink = {&ops, &l};
    enum lp_code rc;

    *report = (struct lp_auth_report){0};
    how.levels = 0;
    how.evidence = true;
    l.judging.now = o->now;
    LP_TRY(lp_crypto_start(err));
    LP_TRY(lp_key_archive_new(&l.judging.keys, err));
    for (size_t i = 0; i < o->keys_n; i++) {
        LP_TRY(lp_key_archive_load(l.judging.keys, o->keys[i], err));
    }
    report->keys = lp_key_archive_count(l.judging.keys);
    LP_TRY(lp_inputs_open(&in, o->paths, o->n, false, err));
    rc = lp_inputs_walk(&in, &how, &sink, listener, err);

done:
    lp_key_archive_free(l.judging.keys);
    lp_buf_release(&l.judging.room);
    free(l.of);
    lp_inputs_release(&in);
    return rc;
}
