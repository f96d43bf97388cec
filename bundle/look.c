#include "bundle/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/aside.h"
#include "bundle/chatted.h"
#include "bundle/choice.h"
#include "bundle/compound.h"
#include "bundle/ending.h"
#include "bundle/heading.h"
#include "bundle/helping.h"
#include "bundle/member.h"
#include "bundle/names.h"
#include "bundle/overheard.h"
#include "bundle/sealed.h"
#include "bundle/settled.h"
#include "bundle/summing.h"
#include "bundle/watched.h"
#include "formats/closed.h"
#include "formats/locator.h"
#include "formats/read_msg.h"
#include "ledger/level.h"

/* Every member's locator begins with its container's: without a bound on
 * that, a small archive could make a huge report. */
#define PREFIX_MAX ((size_t)16 * 1024)

/* One body that is being looked at. */
struct visit {
    struct lp_walk *walk;
    struct lp_seg **own;
    struct lp_record rec;
    struct lp_tap tap;
    struct lp_source bytes; /* pulls through the tap */
    struct lp_watched watched;
    struct lp_sealed sealed;
    bool smime; /* it may hold S/MIME or OpenPGP, to be looked at */
    struct lp_overheard heard;
    struct lp_view *view;
    struct lp_view *aside; /* a leaf's bytes, if there is no view of them */
    struct lp_closed_scan scan;
    struct lp_reading *reading; /* of what it says; may be NULL */
    struct lp_buf facts;        /* of a message; rec.facts borrows from it */
    bool broke;                 /* a member, not we, met the end of our bytes */
};

/* Bytes of a leaf go by all who look at them. */
static void
pass(struct visit *v, struct lp_slice bytes)
{
    lp_closed_scan_feed(&v->scan, bytes);
    lp_sealed_text_feed(&v->sealed, bytes);
    lp_reading_feed(v->reading, bytes);
}

/* Pull what is left, so that the digest sees all bytes. */
static enum lp_code
drain(struct visit *v, uint64_t until, struct lp_err *err)
{
    while (v->tap.out < until) {
        struct lp_piece p;
        enum lp_code rc = lp_source_pull(&v->bytes, &p, err);

        if (rc != LP_OK) {
            return rc;
        }
        if (p.bytes.len == 0) {
            break;
        }
        pass(v, p.bytes);
    }
    return LP_OK;
}

/* Its members come next. False: they are not to be told. */
static bool
enter(struct visit *v)
{
    if (!lp_choice_open(v->walk, &v->rec)) {
        return false;
    }
    v->rec.container = true;
    lp_walk_open(v->walk, *v->own, &v->rec);
    return true;
}

static enum lp_code
members(struct visit *v, struct lp_reader *r, struct lp_names *names,
        struct lp_err *err)
{
    struct lp_open o = {
        .walk = v->walk,
        .own = v->own,
        .tap = &v->tap,
        .depth = v->rec.depth + 1,
        .access = r->ops->access,
        .spread = r->ops->spread,
        .prefix = v->rec.prefix,
        .names = names,
    };
    enum lp_code rc = LP_OK;

    while (!lp_walk_failed(v->walk)) {
        struct lp_entry entry = {0};
        struct lp_source body = {0};
        bool end = false;

        LP_TRY(r->ops->next(r, &entry, &body, &end, err));
        if (end || (!v->rec.container && !enter(v))) {
            lp_source_release(&body);
            break;
        }
        if (lp_link_is_odd(entry.target)) {
            lp_findings_add(&entry.found, LP_RULE_LINK_ODD, entry.front);
        }
        lp_findings_doubt(&r->found, &entry.found);
        /* Keep the container's digest just ahead of what members read. */
        if (o.access == LP_ACCESS_SEEK && v->tap.failed == LP_OK) {
            struct lp_err ignored = {0};

            (void)drain(v, entry.front, &ignored);
        }
        LP_TRY(lp_member(&o, &entry, &body, err));
        v->broke = o.broke;
        lp_line_wait(v->walk->line, *v->own);
    }

done:
    return rc;
}

/* Set the bytes aside, for who must seek in them. */
static enum lp_code
set_aside(struct visit *v, struct lp_view **out, struct lp_err *err)
{
    struct lp_spool *spool = NULL;
    enum lp_code rc;

    LP_TRY(lp_spool_new(&spool, v->walk->store, err));
    lp_spool_limit(spool, v->walk->limits.spool);
    for (;;) {
        struct lp_piece p;

        LP_TRY(lp_source_pull(&v->bytes, &p, err));
        if (p.bytes.len == 0) {
            break;
        }
        pass(v, p.bytes);
        LP_TRY(lp_aside_put(spool, p.bytes, v->tap.out, err));
    }
    *out = lp_spool_view(spool);
    spool = NULL;

done:
    lp_spool_free(spool);
    return rc;
}

/* All bytes, to be read at any place; NULL if nobody needed that yet. */
static struct lp_view *
view_of(const struct visit *v)
{
    return v->view != NULL ? v->view : v->aside;
}

/* Open and walk a container, or what lies in a document. What stops its reader
 * is kept in the record; what is returned ends the walk. */
static enum lp_code
container(struct visit *v, const struct lp_reader_ops *ops, struct lp_err *err)
{
    struct lp_reader reader = {.ops = ops};
    struct lp_names *names = NULL;
    struct lp_slice name = v->rec.name;
    struct lp_input in = {.stream = &v->bytes, .limits = &v->walk->limits};
    struct lp_view *view = view_of(v);
    enum lp_code rc;

    view = view == NULL ? NULL : lp_view_ref(view);
    v->rec.prefix += lp_locator_size(name);
    if (v->rec.prefix > PREFIX_MAX) {
        v->rec.closed = LP_RULE_LIMIT_HEADER;
        rc = LP_OK;
        goto done;
    }
    for (size_t i = name.len; i > 0 && name.data[i - 1] != '/'; i--) {
        in.name = lp_slice_from(name, i - 1);
    }
    if ((ops->access == LP_ACCESS_SEEK || ops->aside) && view == NULL) {
        LP_TRY(set_aside(v, &view, err));
    }
    in.view = view;
    in.helper = &lp_helping;
    in.summer = &lp_summing;
    in.unlocker =
        v->walk->unlocker.password.len > 0 ? &v->walk->unlocker : NULL;
    if (ops->kind == LP_KIND_MESSAGE && ops->access == LP_ACCESS_STREAM &&
        v->walk->evidence) {
        LP_TRY(lp_watched_begin(&v->watched, &v->bytes, v->walk->engine,
                                &v->walk->limits, err));
    }
    if (v->smime && v->view == NULL) {
        LP_TRY(lp_sealed_watch(&v->sealed, &v->bytes, v->walk->store,
                               v->walk->limits.spool, err));
    }
    in.identify = ops->kind == LP_KIND_MESSAGE &&
                  (v->walk->facts ||
                   (v->walk->levels & LP_LEVEL_BIT(LP_LEVEL_MESSAGE)) != 0);
    LP_TRY(ops->open(&reader, &in, err));
    if (in.identify) {
        LP_TRY(lp_heading_note(&v->rec, &reader, v->walk->levels,
                               v->walk->facts ? &v->facts : NULL, err));
    }
    LP_TRY(lp_names_new(&names, v->walk->name_key, err));
    if (!ops->within) {
        v->rec.container = true;
        lp_walk_open(v->walk, *v->own, &v->rec);
    }
    LP_TRY(members(v, &reader, names, err));
    if (ops->kind == LP_KIND_ZIP && v->walk->evidence) {
        LP_TRY(
            lp_sealed_leaf(&v->sealed, ops->kind, view, &v->walk->limits, err));
    }

done:
    for (unsigned i = 0; i < reader.found.n; i++) {
        lp_findings_add(&v->rec.found, (enum lp_rule)reader.found.of[i].rule,
                        reader.found.of[i].at);
    }
    v->rec.flags |= reader.flags;
    if (lp_settled_about_input(rc) && v->tap.failed == LP_OK) {
        lp_record_close(&v->rec, err);
        v->rec.lost = v->rec.container && !v->broke;
        rc = LP_OK;
    }
    ops->release(&reader);
    lp_names_free(names);
    lp_view_unref(view);
    return rc;
}

/* A file that begins as one thing and ends as another: opened if it can be
 * read from its end, else told from what is merely new. */
static enum lp_code
two_faced(struct visit *v, const struct lp_reader_ops *ops, struct lp_err *err)
{
    if (v->view == NULL) {
        v->rec.closed = LP_RULE_ZIP_PREPENDED;
        return LP_OK;
    }
    v->rec.kind = ops->kind;
    return lp_choice_open(v->walk, &v->rec) ? container(v, ops, err) : LP_OK;
}

/* Whether its signatures are in itself, and asked for. */
static bool
may_be_sealed(const struct visit *v)
{
    return v->walk->evidence && lp_sealed_is_leaf(v->rec.kind);
}

/* Pull all of a leaf, and set it aside if its text, its signatures, what lies
 * in it, or what it is, can only be read then. Of what is too large for that
 * only the bytes are known. */
static enum lp_code
pull_leaf(struct visit *v, struct lp_err *err)
{
    struct lp_err why = {0};
    bool seeks = lp_reading_seeks(v->reading);
    bool within = lp_choice_within(&v->rec) != NULL;
    enum lp_code rc = LP_OK;

    if ((seeks || within || may_be_sealed(v) || v->rec.kind == LP_KIND_OLE) &&
        v->view == NULL) {
        rc = set_aside(v, &v->aside, &why);
    }
    if (rc == LP_E_LIMIT && v->tap.failed == LP_OK) {
        v->rec.closed = within ? LP_RULE_LIMIT_SPOOL : v->rec.closed;
        if (seeks) {
            lp_reading_free(v->reading);
            v->reading = NULL;
            v->rec.flags |= LP_FLAG_TEXT_UNREAD;
        }
    } else if (rc != LP_OK) {
        *err = why;
        return rc;
    }
    return drain(v, UINT64_MAX, err);
}

/* What a compound file is shows when all of it is there. */
static enum lp_code
compound(struct visit *v, struct lp_err *err)
{
    bool message = false;
    enum lp_code rc =
        lp_compound_tell(&v->rec, &message, view_of(v), &v->walk->limits, err);

    if (rc != LP_OK || !message) {
        return rc;
    }
    lp_reading_free(v->reading);
    v->reading = NULL;
    v->rec.kind = LP_KIND_MESSAGE;
    return lp_choice_open(v->walk, &v->rec) ? container(v, &lp_read_msg, err)
                                            : LP_OK;
}

static struct lp_slice
tail_of(const struct visit *v)
{
    return (struct lp_slice){v->tap.tail, v->tap.tail_len};
}

/* All bytes of a leaf, and what they come to. */
static enum lp_code
read_leaf(struct visit *v, struct lp_slice head, struct lp_err *err)
{
    const struct lp_walk *w = v->walk;
    enum lp_code rc;

    LP_TRY(lp_reading_new(&v->reading, w->readings, w->levels, w->facts,
                          &v->rec, head, err));
    if (w->evidence) {
        LP_TRY(lp_sealed_text(&v->sealed, &v->rec, err));
    }
    LP_TRY(pull_leaf(v, err));
    lp_choice_leaf_end(&v->rec, tail_of(v));
    LP_TRY(lp_sealed_text_end(&v->sealed, err));
    if (may_be_sealed(v)) {
        LP_TRY(lp_sealed_leaf(&v->sealed, v->rec.kind, view_of(v), &w->limits,
                              err));
    }
    if (v->rec.closed == LP_RULE_NONE) {
        v->rec.closed = (uint16_t)lp_closed_scan_verdict(&v->scan);
    }
    if (v->rec.kind == LP_KIND_OLE && !lp_choice_own(&v->rec)) {
        LP_TRY(compound(v, err));
    }
    if (v->rec.closed == LP_RULE_NONE) {
        v->rec.size = v->tap.size;
        rc = lp_reading_end(v->reading, view_of(v), &v->rec, err);
    }

done:
    return rc;
}

/* A document in which nothing lies stays a leaf. */
static enum lp_code
look_within(struct visit *v, struct lp_err *err)
{
    const struct lp_reader_ops *ops = lp_choice_within(&v->rec);

    return ops == NULL || view_of(v) == NULL ? LP_OK : container(v, ops, err);
}

static enum lp_code
leaf(struct visit *v, struct lp_slice head, struct lp_err *err)
{
    const struct lp_reader_ops *ops;
    uint8_t first[LP_FIRST_MAX];
    size_t n = head.len < sizeof first ? head.len : sizeof first;
    enum lp_code rc;

    if (n > 0) {
        memcpy(first, head.data, n);
    }
    lp_choice_leaf(&v->rec, head);
    lp_closed_scan_init(&v->scan, v->rec.kind, head);
    LP_TRY(read_leaf(v, head, err));
    ops = lp_choice_end(&v->rec, (struct lp_slice){first, n}, tail_of(v),
                        v->tap.size);
    if (ops != NULL) {
        LP_TRY(two_faced(v, ops, err));
    } else if (v->rec.closed == LP_RULE_NONE) {
        lp_choice_program(&v->rec, lp_closed_scan_program(&v->scan));
        LP_TRY(look_within(v, err));
    }

done:
    return rc;
}

static enum lp_code
look(struct visit *v, struct lp_err *err)
{
    const struct lp_reader_ops *ops;
    struct lp_slice head = {0};
    enum lp_code rc;

    if (v->walk->raw) {
        return drain(v, UINT64_MAX, err);
    }
    if (v->rec.kind == LP_KIND_CHAT_MESSAGE || v->rec.kind == LP_KIND_ROW) {
        LP_TRY(drain(v, UINT64_MAX, err));
        return lp_chatted(&v->reading, v->walk, &v->tap, &v->rec, err);
    }
    rc = lp_tap_head(&v->tap, LP_HEAD_MAX, &head, err);
    if (rc != LP_OK && (!lp_settled_about_input(rc) || head.len == 0)) {
        goto done;
    }
    /* Bytes that came before the source failed are looked at all the same;
     * the failure comes again when they are used up. */
    ops = lp_choice_reader(v->walk, &v->rec, head);
    v->smime = v->walk->evidence && ops != NULL &&
               ops->kind == LP_KIND_MESSAGE && lp_sealed_is_mail(head);
    if ((v->walk->levels & LP_LEVEL_BIT(LP_LEVEL_DECODED)) != 0) {
        lp_tap_decode(&v->tap, ops != NULL && ops->kind == LP_KIND_MESSAGE &&
                                       ops->access == LP_ACCESS_STREAM
                                   ? LP_DEC_MESSAGE
                                   : LP_DEC_TEXT);
    }
    if (ops == NULL) {
        return leaf(v, head, err);
    }
    if (ops->kind == LP_KIND_ROWS) {
        LP_TRY(lp_overhear(&v->heard, &v->bytes, v->walk, &v->rec, head, err));
    }
    v->rec.kind = ops->kind;
    if (lp_choice_open(v->walk, &v->rec)) {
        LP_TRY(container(v, ops, err));
    }
    LP_TRY(drain(v, UINT64_MAX, err));
    rc = lp_overheard_end(&v->heard, &v->reading, &v->rec, err);

done:
    return rc;
}

/* Put what its signatures claim into the record. */
static enum lp_code
claim(struct visit *v, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_watched_end(&v->watched, &v->rec, err));
    if (v->smime) {
        LP_TRY(lp_sealed_mail(&v->sealed, v->view, &v->walk->limits, err));
    }
    rc = lp_sealed_end(&v->sealed, &v->rec, err);

done:
    return rc;
}

bool
lp_look(struct lp_walk *w, struct lp_seg **own, const struct lp_record *rec,
        struct lp_source *from, struct lp_view *view,
        const struct lp_tap *under)
{
    struct visit v = {.walk = w, .own = own, .rec = *rec, .view = view};
    struct lp_err err = {0};
    bool failed;
    enum lp_code rc;

    LP_TRY(lp_tap_init(&v.tap, from, w->engine, w->algs, &err));
    v.bytes = lp_tap_source(&v.tap);
    if (rec->depth == 0) {
        v.tap.meter = &w->bytes;
    } else {
        v.tap.stop = w->enough;
    }
    LP_TRY(lp_sealed_begin(&v.sealed, rec->seals, &err));
    LP_TRY(look(&v, &err));
    LP_TRY(claim(&v, &err));

done:
    failed = v.tap.failed != LP_OK;
    if (rc != LP_OK && !(failed && lp_settled_about_input(rc))) {
        lp_walk_fatal(w, &err);
    } else {
        lp_settled(&v.rec, &v.tap, under, v.broke);
        if (failed) {
            /* What could not be read to its end has no identity. */
            v.rec.ids = 0;
            v.rec.words = (struct lp_words){0};
            v.rec.claims = (struct lp_slice){0};
            v.rec.seals = (struct lp_slice){0};
            lp_walk_say(w, *own, &v.rec);
        } else {
            lp_ending_wait(w, own, &v.rec, &v.tap, v.reading);
            v.reading = NULL;
        }
    }
    lp_reading_free(v.reading);
    lp_view_unref(v.aside);
    lp_overheard_release(&v.heard);
    lp_watched_release(&v.watched);
    lp_sealed_release(&v.sealed);
    lp_buf_release(&v.facts);
    lp_tap_release(&v.tap);
    return failed;
}
