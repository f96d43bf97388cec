#include "bundle/reading.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/levels.h"
#include "bundle/part_facts.h"
#include "bundle/said.h"
#include "crypto/chunk.h"
#include "formats/mail_text.h"
#include "formats/text_read.h"

/* Of files that are smaller than this, no chunks are kept. */
#define CHUNKED_MIN ((uint64_t)65536)

/* So many readings rest at most. */
#define IDLE_MAX 64

#define HAS(levels, level) (((levels)&LP_LEVEL_BIT(level)) != 0)
#define OF_TEXT (LP_LEVELS_OF_TEXT | LP_LEVELS_OF_LIKENESS)

struct lp_reading_pool {
    struct lp_engine *engine;
    const struct lp_limits *limits;
    pthread_mutex_t lock;
    struct lp_reading *idle;
    size_t n;
};

struct lp_reading {
    struct lp_reading_pool *pool;
    struct lp_reading *next; /* in the pool */
    unsigned levels;
    struct lp_err why; /* what failed first */
    struct lp_text_read *text;
    bool pictured; /* it can say something without any text: in pictures */
    struct lp_said said;

    /* Of what it is written in, the form in which it stands in a message. */
    struct lp_mail_text lines;
    struct lp_buf line;
    struct lp_hasher *content;

    struct lp_part_facts facts;

    /* Of bytes without a text. */
    struct lp_chunker chunker;
    struct lp_fragments chunks;

    /* While digests are on their way. */
    struct on_way {
        struct lp_reading *reading;
        uint8_t *to;
    } way[3];
    atomic_uint left;
    atomic_uint failed; /* enum lp_code of one that did */
    lp_reading_done *done;
    void *who;
};

static void
keep(struct lp_reading *d, enum lp_code rc, const struct lp_err *err)
{
    if (rc != LP_OK && d->why.code == LP_OK) {
        d->why = *err;
        d->why.code = rc;
    }
}

static void
on_chunk(void *who, const struct lp_chunk *chunk)
{
    struct lp_reading *d = who;
    struct lp_fragment one = {.key = chunk->key, .at = chunk->at};

    lp_fragments_put(&d->chunks, &one);
    d->chunks.measure = chunk->at + chunk->len;
}

static void
on_text(void *who, struct lp_slice utf8)
{
    struct lp_reading *d = who;

    lp_said_text(&d->said, utf8);
    lp_part_facts_text(&d->facts, utf8);
}

static void
on_page(void *who)
{
    struct lp_reading *d = who;

    lp_said_page(&d->said);
}

/* Digest what there is of the form in a message. */
static void
submit(struct lp_reading *d)
{
    struct lp_piece p = {.bytes = lp_buf_slice(&d->line)};
    struct lp_err err = {0};
    enum lp_code rc = lp_buf_check(&d->line, &err);

    if (rc == LP_OK && p.bytes.len > 0) {
        rc = lp_hasher_submit(d->content, &p, &err);
    }
    keep(d, rc, &err);
    lp_buf_clear(&d->line);
}

static void
on_source(void *who, struct lp_slice utf8)
{
    struct lp_reading *d = who;

    if (d->content != NULL) {
        lp_mail_text_feed(&d->lines, utf8, &d->line);
        submit(d);
    }
    lp_part_facts_source(&d->facts, utf8);
}

/* What it is written in, and how its bytes become text. */
static enum lp_code
open_text(struct lp_reading *d, const struct lp_text_input *in,
          struct lp_err *err)
{
    struct lp_text_sink sink = {on_text, on_page, d};
    struct lp_text_sink source = {0};

    if (d->content != NULL || d->facts.plain) {
        source = (struct lp_text_sink){.text = on_source, .who = d};
    }
    return lp_text_read_new(&d->text, in, sink, source, d->pool->limits, err);
}

/* A part that says it is text, or nothing (RFC 2045, 5.2). */
static bool
is_mail_text(const struct lp_record *r)
{
    return r->role == LP_ROLE_PART &&
           (r->mail.type.len == 0 ||
            lp_slice_begins(r->mail.type, lp_slice_str("text/")));
}

static bool
is_written(enum lp_text_form form)
{
    return form == LP_TEXT_FORM_PLAIN || form == LP_TEXT_FORM_HTML;
}

static enum lp_code
ready(struct lp_reading *d, const struct lp_record *r,
      const struct lp_text_input *in, struct lp_err *err)
{
    struct lp_engine *e = d->pool->engine;
    enum lp_text_form form = in->form;
    enum lp_code rc = LP_OK;

    if (is_mail_text(r) && is_written(form) &&
        HAS(d->levels, LP_LEVEL_MESSAGE)) {
        LP_TRY(lp_hasher_open(&d->content, e, LP_ALG_SHA256, err));
    }
    if (form != LP_TEXT_FORM_NONE && (d->levels & OF_TEXT) != 0) {
        LP_TRY(lp_said_begin(&d->said, e, d->levels, err));
    }
    if (d->content != NULL || d->said.at_work || d->facts.own) {
        LP_TRY(open_text(d, in, err));
    }
    if ((form == LP_TEXT_FORM_NONE || form == LP_TEXT_FORM_PDF ||
         r->kind == LP_KIND_OLE) &&
        HAS(d->levels, LP_LEVEL_PART)) {
        LP_TRY(lp_chunker_init(&d->chunker, on_chunk, d, err));
    }

done:
    return rc;
}

/* Let go of all that is of one leaf alone. */
static void
rest(struct lp_reading *d)
{
    lp_text_read_free(d->text);
    lp_hasher_abandon(d->content);
    lp_chunker_release(&d->chunker);
    lp_mail_text_release(&d->lines);
    lp_said_rest(&d->said);
    lp_part_facts_rest(&d->facts);
    lp_said_rest_buf(&d->line);
    lp_said_rest_buf(&d->chunks.of);
}

static void
drop(struct lp_reading *d)
{
    if (d != NULL) {
        lp_said_release(&d->said);
        lp_buf_release(&d->line);
        lp_part_facts_release(&d->facts);
        lp_buf_release(&d->chunks.of);
        free(d);
    }
}

/* One that rested, or a new one; NULL: no memory. */
static struct lp_reading *
wake(struct lp_reading_pool *p)
{
    struct lp_reading *d;

    (void)pthread_mutex_lock(&p->lock);
    d = p->idle;
    if (d != NULL) {
        p->idle = d->next;
        p->n--;
    }
    (void)pthread_mutex_unlock(&p->lock);
    if (d == NULL) {
        d = calloc(1, sizeof *d);
    } else {
        *d = (struct lp_reading){.said = d->said,
                                 .facts = d->facts,
                                 .line = d->line,
                                 .chunks = {.of = d->chunks.of}};
    }
    if (d != NULL) {
        d->pool = p;
    }
    return d;
}

enum lp_code
lp_reading_pool_new(struct lp_reading_pool **out, struct lp_engine *e,
                    const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_reading_pool *p = calloc(1, sizeof *p);

    if (p == NULL) {
        return lp_no_memory(err);
    }
    p->engine = e;
    p->limits = limits;
    (void)pthread_mutex_init(&p->lock, NULL);
    *out = p;
    return LP_OK;
}

void
lp_reading_pool_free(struct lp_reading_pool *p)
{
    while (p != NULL && p->idle != NULL) {
        struct lp_reading *d = p->idle;

        p->idle = d->next;
        drop(d);
    }
    if (p != NULL) {
        (void)pthread_mutex_destroy(&p->lock);
    }
    free(p);
}

enum lp_code
lp_reading_new(struct lp_reading **out, struct lp_reading_pool *p,
               unsigned levels, bool facts, const struct lp_record *r,
               struct lp_slice head, struct lp_err *err)
{
    struct lp_text_input in = {
        .kind = r->kind,
        .head = head,
        .charset = r->declared.charset,
        .flowed = r->declared.flowed,
        .delsp = r->declared.delsp,
    };
    struct lp_reading *d;
    enum lp_code rc;

    facts = facts && r->role == LP_ROLE_PART;
    if ((levels & (LP_LEVELS_OF_MAIL | OF_TEXT)) == 0 && !facts) {
        return LP_OK;
    }
    in.form = r->kind == LP_KIND_CHAT_MESSAGE || r->kind == LP_KIND_ROW
                  ? LP_TEXT_FORM_PLAIN
                  : lp_text_form(r->kind, head, r->mail.type);
    if ((r->flags & LP_FLAG_OWN_TEXT) != 0 && !is_written(in.form)) {
        /* What a message says is text, whatever it looks like. */
        in.form = lp_slice_is(r->mail.type, "text/html") ? LP_TEXT_FORM_HTML
                                                         : LP_TEXT_FORM_PLAIN;
    }
    d = wake(p);
    if (d == NULL) {
        return lp_no_memory(err);
    }
    d->levels = levels;
    d->pictured =
        in.form != LP_TEXT_FORM_PLAIN && (r->flags & LP_FLAG_OWN_TEXT) == 0;
    if (facts) {
        LP_TRY(lp_part_facts_begin(&d->facts, r->mail.type,
                                   (r->flags & LP_FLAG_OWN_TEXT) != 0,
                                   in.form == LP_TEXT_FORM_PLAIN, err));
    }
    LP_TRY(ready(d, r, &in, err));
    *out = d;
    d = NULL;

done:
    lp_reading_free(d);
    return rc;
}

bool
lp_reading_seeks(const struct lp_reading *d)
{
    return d != NULL && d->text != NULL && lp_text_read_seeks(d->text);
}

void
lp_reading_feed(struct lp_reading *d, struct lp_slice bytes)
{
    struct lp_err err = {0};

    if (d == NULL || d->why.code != LP_OK) {
        return;
    }
    if (d->text != NULL) {
        lp_text_read_feed(d->text, bytes);
    }
    if (d->chunker.told != NULL) {
        keep(d, lp_chunker_feed(&d->chunker, bytes, &err), &err);
    }
}

/* A text whose charset is not what it says, or not known here, stands for
 * itself in a message: in UTF-8, different bytes could become one. */
static void
end_content(struct lp_reading *d, enum lp_text_state state, struct lp_record *r)
{
    lp_mail_text_end(&d->lines, &d->line);
    submit(d);
    r->mail.has_content = state == LP_TEXT_WHOLE && !lp_text_read_bad(d->text);
    if (!r->mail.has_content) {
        lp_hasher_abandon(d->content);
        d->content = NULL;
    }
}

static enum lp_code
end_reading(struct lp_reading *d, struct lp_view *view, struct lp_record *r,
            struct lp_err *err)
{
    enum lp_text_state state = LP_TEXT_NOT_ONE;
    enum lp_code rc;

    LP_TRY(lp_text_read_end(d->text, view, &state, err));
    if (state == LP_TEXT_NO_LAYER) {
        r->flags |= LP_FLAG_NO_TEXT;
    } else if (state == LP_TEXT_UNREAD) {
        r->flags |= LP_FLAG_TEXT_UNREAD;
    } else if (state == LP_TEXT_WHOLE && d->said.at_work) {
        LP_TRY(lp_said_end(&d->said, r, err));
        if (d->pictured && r->words.chars == 0) {
            r->flags |= LP_FLAG_NO_TEXT;
        }
    }
    if (d->content != NULL) {
        end_content(d, state, r);
    }

done:
    return rc;
}

/* What has a text is known by that, and only what has none by its chunks. */
static enum lp_code
end_fragments(struct lp_reading *d, struct lp_record *r, struct lp_err *err)
{
    struct lp_fragments *f = r->words.there ? &d->said.prints : &d->chunks;
    enum lp_code rc = LP_OK;

    if (d->chunker.told != NULL) {
        LP_TRY(lp_chunker_end(&d->chunker, err));
    }
    if (!r->words.there && d->chunks.measure < CHUNKED_MIN) {
        return LP_OK;
    }
    LP_TRY(lp_buf_check(&f->of, err));
    r->words.fragments = lp_buf_slice(&f->of);
    r->words.measure = f->measure;
    r->words.cut = f->cut;

done:
    return rc;
}

enum lp_code
lp_reading_end(struct lp_reading *d, struct lp_view *view, struct lp_record *r,
               struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (d == NULL) {
        return LP_OK;
    }
    if (d->text != NULL) {
        LP_TRY(end_reading(d, view, r, err));
    }
    LP_TRY(end_fragments(d, r, err));
    if (d->facts.asked) {
        LP_TRY(lp_part_facts_end(&d->facts, &r->facts, err));
    }
    if (d->why.code != LP_OK) {
        *err = d->why;
        rc = d->why.code;
    }

done:
    return rc;
}

static void
arrive(struct lp_reading *d, enum lp_code rc)
{
    if (rc != LP_OK) {
        atomic_store(&d->failed, (unsigned)rc);
    }
    if (atomic_fetch_sub(&d->left, 1) == 1) {
        d->done(d->who, (enum lp_code)atomic_load(&d->failed));
    }
}

static void
digest_done(void *who, enum lp_code rc, const struct lp_digest *digest)
{
    const struct on_way *w = who;

    if (rc == LP_OK) {
        memcpy(w->to, digest->bytes, 32);
    }
    arrive(w->reading, rc);
}

static void
finish(struct lp_reading *d, struct on_way *w, struct lp_hasher **h,
       uint8_t *to)
{
    struct lp_hasher *ending = *h;

    *h = NULL;
    *w = (struct on_way){d, to};
    if (ending != NULL) {
        (void)atomic_fetch_add(&d->left, 1);
        lp_hasher_finish(ending, digest_done, w);
    }
}

void
lp_reading_finish(struct lp_reading *d, struct lp_record *r,
                  lp_reading_done *done, void *who)
{
    if (d == NULL) {
        done(who, LP_OK);
        return;
    }
    d->done = done;
    d->who = who;
    atomic_init(&d->failed, LP_OK);
    atomic_init(&d->left, 1); /* ours, until all have been ended */
    finish(d, &d->way[0], &d->said.text, r->id[LP_ID_TEXT]);
    finish(d, &d->way[1], &d->said.letters, r->id[LP_ID_LETTERS]);
    finish(d, &d->way[2], &d->content, r->mail.content);
    arrive(d, LP_OK);
}

void
lp_reading_free(struct lp_reading *d)
{
    struct lp_reading_pool *p = d == NULL ? NULL : d->pool;

    if (d == NULL) {
        return;
    }
    rest(d);
    (void)pthread_mutex_lock(&p->lock);
    if (p->n < IDLE_MAX) {
        d->next = p->idle;
        p->idle = d;
        p->n++;
        d = NULL;
    }
    (void)pthread_mutex_unlock(&p->lock);
    drop(d);
}
