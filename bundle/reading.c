#include "bundle/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bundle/gap_text.h"
#include "bundle/levels.h"
#include "crypto/chunk.h"
#include "crypto/sketch.h"
#include "crypto/winnow.h"
#include "formats/fold.h"
#include "formats/mail_text.h"
#include "formats/text_read.h"

/* Of files that are smaller than this, no chunks are kept. */
#define CHUNKED_MIN ((uint64_t)65536)

/* Pages beyond so many are not told apart. */
#define PAGES_MAX ((size_t)65536)

#define HAS(levels, level) (((levels)&LP_LEVEL_BIT(level)) != 0)
#define OF_TEXT (LP_LEVELS_OF_TEXT | LP_LEVELS_OF_LIKENESS)

struct lp_reading {
    unsigned levels;
    struct lp_err why; /* what failed first */
    struct lp_text_read *text;

    /* Of the text, its two forms and what they come to. */
    struct lp_fold *fold;
    struct lp_buf t0;
    struct lp_buf t1;
    struct lp_hasher *spaced;
    struct lp_hasher *letters;
    struct lp_sketch sketch;
    uint8_t bins[LP_SKETCH_BINS * sizeof(uint32_t)];
    struct lp_winnow winnow;
    struct lp_fragments prints;
    uint64_t *page; /* where each begins, in characters of T1 */
    size_t pages;
    size_t pages_cap;

    /* Of what it is written in, the form in which it stands in a message. */
    struct lp_mail_text lines;
    struct lp_buf line;
    struct lp_hasher *content;

    /* Facts, and the line under way. */
    bool facts;
    bool plain;
    struct lp_buf told;
    struct lp_buf under_way;

    /* Of bytes without a text. */
    struct lp_chunker chunker;
    struct lp_fragments chunks;
};

static void
keep(struct lp_reading *d, enum lp_code rc, const struct lp_err *err)
{
    if (rc != LP_OK && d->why.code == LP_OK) {
        d->why = *err;
        d->why.code = rc;
    }
}

/* Digest what there is of a form, and be ready for more. */
static void
submit(struct lp_reading *d, struct lp_hasher *h, struct lp_buf *form)
{
    struct lp_piece p = {.bytes = lp_buf_slice(form)};
    struct lp_err err = {0};
    enum lp_code rc = lp_buf_check(form, &err);

    if (rc == LP_OK && h != NULL && p.bytes.len > 0) {
        rc = lp_hasher_submit(h, &p, &err);
    }
    keep(d, rc, &err);
    lp_buf_clear(form);
}

static void
on_print(void *who, const struct lp_winnow_print *print)
{
    struct lp_reading *d = who;
    struct lp_fragment one = {.key = print->key, .at = print->at};

    lp_fragments_put(&d->prints, &one);
}

static void
on_chunk(void *who, const struct lp_chunk *chunk)
{
    struct lp_reading *d = who;
    struct lp_fragment one = {.key = chunk->key, .at = chunk->at};

    lp_fragments_put(&d->chunks, &one);
    d->chunks.measure = chunk->at + chunk->len;
}

/* What was folded goes to all who look at it. */
static void
pass_folded(struct lp_reading *d)
{
    struct lp_slice letters = lp_buf_slice(&d->t1);

    if (HAS(d->levels, LP_LEVEL_NEAR)) {
        lp_sketch_feed(&d->sketch, letters);
    }
    if (HAS(d->levels, LP_LEVEL_PART)) {
        lp_winnow_feed(&d->winnow, letters, on_print, d);
    }
    submit(d, d->spaced, &d->t0);
    submit(d, d->letters, &d->t1);
}

static void
on_text(void *who, struct lp_slice utf8)
{
    struct lp_reading *d = who;

    if (d->fold != NULL && d->why.code == LP_OK) {
        lp_fold_feed(d->fold, utf8, &d->t0, &d->t1);
        pass_folded(d);
    }
}

static void
on_page(void *who)
{
    struct lp_reading *d = who;
    struct lp_err err = {0};
    uint64_t *grown;

    if (d->fold == NULL || d->pages == PAGES_MAX) {
        return;
    }
    grown = lp_mem_grow(d->page, d->pages, &d->pages_cap, sizeof *grown);
    if (grown == NULL) {
        keep(d, lp_no_memory(&err), &err);
        return;
    }
    d->page = grown;
    d->page[d->pages++] = lp_fold_chars(d->fold);
}

static void
end_line(struct lp_reading *d)
{
    struct lp_slice line = lp_buf_slice(&d->under_way);
    struct lp_gap_line gap;

    if (d->told.len + line.len < LP_READING_LINES_MAX &&
        lp_gap_line_read(&gap, line)) {
        lp_buf_put(&d->told, line);
        lp_buf_byte(&d->told, '\n');
    }
    lp_buf_clear(&d->under_way);
}

/* Look at the text line by line, at the beginning of each. */
static void
take_lines(struct lp_reading *d, struct lp_slice utf8)
{
    for (size_t i = 0; i < utf8.len; i++) {
        if (utf8.data[i] == '\n' || utf8.data[i] == '\r') {
            end_line(d);
        } else if (d->under_way.len < LP_GAP_LINE_MAX) {
            lp_buf_byte(&d->under_way, utf8.data[i]);
        }
    }
}

static void
on_source(void *who, struct lp_slice utf8)
{
    struct lp_reading *d = who;

    if (d->content != NULL) {
        lp_mail_text_feed(&d->lines, utf8, &d->line);
        submit(d, d->content, &d->line);
    }
    if (d->facts && d->plain) {
        take_lines(d, utf8);
    }
}

/* What it is written in, and how its bytes become text. */
static enum lp_code
open_text(struct lp_reading *d, const struct lp_text_input *in,
          const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_text_sink sink = {on_text, on_page, d};
    struct lp_text_sink source = {0};

    if (d->content != NULL || (d->facts && d->plain)) {
        source = (struct lp_text_sink){.text = on_source, .who = d};
    }
    return lp_text_read_new(&d->text, in, sink, source, limits, err);
}

/* Ready what looks at the text once it is one. */
static enum lp_code
open_fold(struct lp_reading *d, struct lp_engine *e, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_fold_new(&d->fold, err));
    if (HAS(d->levels, LP_LEVEL_TEXT)) {
        LP_TRY(lp_hasher_open(&d->spaced, e, LP_ALG_SHA256, err));
        LP_TRY(lp_hasher_open(&d->letters, e, LP_ALG_SHA256, err));
    }
    lp_sketch_init(&d->sketch);

done:
    return rc;
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
ready(struct lp_reading *d, struct lp_engine *e, const struct lp_record *r,
      const struct lp_text_input *in, const struct lp_limits *limits,
      struct lp_err *err)
{
    enum lp_text_form form = in->form;
    enum lp_code rc = LP_OK;

    if (is_mail_text(r) && is_written(form) &&
        HAS(d->levels, LP_LEVEL_MESSAGE)) {
        LP_TRY(lp_hasher_open(&d->content, e, LP_ALG_SHA256, err));
    }
    if (form != LP_TEXT_FORM_NONE && (d->levels & OF_TEXT) != 0) {
        LP_TRY(open_fold(d, e, err));
    }
    if (d->content != NULL || d->fold != NULL || (d->facts && d->plain)) {
        LP_TRY(open_text(d, in, limits, err));
    }
    if ((form == LP_TEXT_FORM_NONE || form == LP_TEXT_FORM_PDF) &&
        HAS(d->levels, LP_LEVEL_PART)) {
        LP_TRY(lp_chunker_init(&d->chunker, on_chunk, d, err));
    }

done:
    return rc;
}

enum lp_code
lp_reading_new(struct lp_reading **out, struct lp_engine *e, unsigned levels,
               bool facts, const struct lp_limits *limits,
               const struct lp_record *r, struct lp_slice head,
               struct lp_err *err)
{
    struct lp_text_input in = {
        .kind = r->kind,
        .form = lp_text_form(r->kind, head, r->mail.type),
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
    if ((r->flags & LP_FLAG_OWN_TEXT) != 0 && !is_written(in.form)) {
        /* What a message says is text, whatever it looks like. */
        in.form = lp_slice_is(r->mail.type, "text/html") ? LP_TEXT_FORM_HTML
                                                         : LP_TEXT_FORM_PLAIN;
    }
    d = calloc(1, sizeof *d);
    if (d == NULL) {
        return lp_no_memory(err);
    }
    d->levels = levels;
    d->facts = facts;
    d->plain =
        in.form == LP_TEXT_FORM_PLAIN && (r->flags & LP_FLAG_OWN_TEXT) != 0;
    lp_buf_put(&d->told, facts ? r->mail.type : (struct lp_slice){0});
    lp_buf_byte(&d->told, '\n');
    LP_TRY(ready(d, e, r, &in, limits, err));
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

/* End a stream and take its digest. */
static enum lp_code
end_digest(struct lp_hasher **h, uint8_t to[32], struct lp_err *err)
{
    struct lp_digest digest;
    struct lp_hasher *ending = *h;
    enum lp_code rc;

    *h = NULL;
    rc = lp_hasher_end(ending, &digest, err);
    if (rc == LP_OK) {
        memcpy(to, digest.bytes, 32);
    }
    return rc;
}

static enum lp_code
end_text(struct lp_reading *d, struct lp_record *r, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    lp_fold_end(d->fold, &d->t0, &d->t1);
    pass_folded(d);
    lp_winnow_end(&d->winnow, on_print, d);
    r->words.there = true;
    r->words.chars = lp_fold_chars(d->fold);
    r->words.letters = lp_fold_letters(d->fold);
    d->prints.measure = r->words.chars;
    lp_fragments_number(&d->prints, d->page, d->pages);
    if (d->spaced != NULL) {
        LP_TRY(end_digest(&d->spaced, r->id[LP_ID_TEXT], err));
        LP_TRY(end_digest(&d->letters, r->id[LP_ID_LETTERS], err));
        r->ids |= 1U << LP_ID_TEXT | 1U << LP_ID_LETTERS;
    }
    if (HAS(d->levels, LP_LEVEL_NEAR)) {
        for (size_t i = 0; i < LP_SKETCH_BINS; i++) {
            lp_put_le32(d->bins + 4 * i, d->sketch.bin[i]);
        }
        r->words.bins = (struct lp_slice){d->bins, sizeof d->bins};
    }

done:
    return rc;
}

/* A text whose charset is not what it says, or not known here, stands for
 * itself in a message: in UTF-8, different bytes could become one. */
static enum lp_code
end_content(struct lp_reading *d, enum lp_text_state state, struct lp_record *r,
            struct lp_err *err)
{
    enum lp_code rc;

    lp_mail_text_end(&d->lines, &d->line);
    submit(d, d->content, &d->line);
    rc = end_digest(&d->content, r->mail.content, err);
    r->mail.has_content =
        rc == LP_OK && state == LP_TEXT_WHOLE && !lp_text_read_bad(d->text);
    return rc;
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
    } else if (state == LP_TEXT_WHOLE && d->fold != NULL) {
        LP_TRY(end_text(d, r, err));
    }
    if (d->content != NULL) {
        rc = end_content(d, state, r, err);
    }

done:
    return rc;
}

/* What has a text is known by that, and only what has none by its chunks. */
static enum lp_code
end_fragments(struct lp_reading *d, struct lp_record *r, struct lp_err *err)
{
    struct lp_fragments *f = r->words.there ? &d->prints : &d->chunks;
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
    if (d->facts) {
        end_line(d);
        LP_TRY(lp_buf_check(&d->told, err));
        r->facts = lp_buf_slice(&d->told);
    }
    if (d->why.code != LP_OK) {
        *err = d->why;
        rc = d->why.code;
    }

done:
    return rc;
}

void
lp_reading_free(struct lp_reading *d)
{
    if (d == NULL) {
        return;
    }
    lp_text_read_free(d->text);
    lp_fold_free(d->fold);
    lp_buf_release(&d->t0);
    lp_buf_release(&d->t1);
    lp_hasher_abandon(d->spaced);
    lp_hasher_abandon(d->letters);
    lp_buf_release(&d->prints.of);
    free(d->page);
    lp_mail_text_release(&d->lines);
    lp_buf_release(&d->line);
    lp_hasher_abandon(d->content);
    lp_buf_release(&d->told);
    lp_buf_release(&d->under_way);
    lp_chunker_release(&d->chunker);
    lp_buf_release(&d->chunks.of);
    free(d);
}
