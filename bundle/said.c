#include "bundle/said.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bundle/levels.h"

/* Pages beyond so many are not told apart. */
#define PAGES_MAX ((size_t)65536)

/* A buffer that grew beyond so much does not rest. */
#define RESTING_MAX ((size_t)256 * 1024)

#define HAS(s, level) (((s)->levels & LP_LEVEL_BIT(level)) != 0)

static void
keep(struct lp_said *s, enum lp_code rc, const struct lp_err *err)
{
    if (rc != LP_OK && s->why.code == LP_OK) {
        s->why = *err;
        s->why.code = rc;
    }
}

enum lp_code
lp_said_begin(struct lp_said *s, struct lp_engine *e, unsigned levels,
              struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    s->levels = levels;
    if (s->fold == NULL) {
        LP_TRY(lp_fold_new(&s->fold, err));
    }
    lp_fold_reset(s->fold);
    if (HAS(s, LP_LEVEL_TEXT)) {
        LP_TRY(lp_hasher_open(&s->text, e, LP_ALG_SHA256, err));
        LP_TRY(lp_hasher_open(&s->letters, e, LP_ALG_SHA256, err));
    }
    s->grams = (struct lp_grams){0};
    lp_sketch_init(&s->sketch);
    s->winnow = (struct lp_winnow){0};
    s->at_work = true;

done:
    return rc;
}

static void
on_print(void *who, const struct lp_winnow_print *print)
{
    struct lp_fragment one = {.key = print->key, .at = print->at};

    lp_fragments_put(who, &one);
}

static void
submit(struct lp_said *s, struct lp_hasher *h, struct lp_buf *form)
{
    struct lp_piece p = {.bytes = lp_buf_slice(form)};
    struct lp_err err = {0};
    enum lp_code rc = lp_buf_check(form, &err);

    if (rc == LP_OK && h != NULL && p.bytes.len > 0) {
        rc = lp_hasher_submit(h, &p, &err);
    }
    keep(s, rc, &err);
    lp_buf_clear(form);
}

/* What was folded goes to all who look at it. */
static void
pass_folded(struct lp_said *s)
{
    struct lp_slice letters = lp_buf_slice(&s->t1);

    while ((s->levels & LP_LEVELS_OF_LIKENESS) != 0 && letters.len > 0) {
        (void)lp_grams_take(&s->grams, &letters);
        if (HAS(s, LP_LEVEL_NEAR)) {
            lp_sketch_feed(&s->sketch, &s->grams);
        }
        if (HAS(s, LP_LEVEL_PART)) {
            lp_winnow_feed(&s->winnow, &s->grams, on_print, &s->prints);
        }
    }
    submit(s, s->text, &s->t0);
    submit(s, s->letters, &s->t1);
}

void
lp_said_text(struct lp_said *s, struct lp_slice utf8)
{
    if (s->at_work && s->why.code == LP_OK) {
        lp_fold_feed(s->fold, utf8, &s->t0, &s->t1);
        pass_folded(s);
    }
}

void
lp_said_page(struct lp_said *s)
{
    struct lp_err err = {0};
    uint64_t *grown;

    if (!s->at_work || s->pages == PAGES_MAX) {
        return;
    }
    grown = lp_mem_grow(s->page, s->pages, &s->pages_cap, sizeof *grown);
    if (grown == NULL) {
        keep(s, lp_no_memory(&err), &err);
        return;
    }
    s->page = grown;
    s->page[s->pages++] = lp_fold_chars(s->fold);
}

enum lp_code
lp_said_end(struct lp_said *s, struct lp_record *r, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    lp_fold_end(s->fold, &s->t0, &s->t1);
    pass_folded(s);
    lp_winnow_end(&s->winnow, on_print, &s->prints);
    if (s->text != NULL) {
        r->ids |= 1U << LP_ID_TEXT | 1U << LP_ID_LETTERS;
    }
    if (HAS(s, LP_LEVEL_NEAR)) {
        lp_sketch_write(s->bins, s->sketch.bin);
        r->words.bins = (struct lp_slice){s->bins, sizeof s->bins};
    }
    r->words.there = true;
    r->words.chars = lp_fold_chars(s->fold);
    r->words.letters = lp_fold_letters(s->fold);
    s->prints.measure = r->words.chars;
    LP_TRY(lp_buf_check(&s->prints.of, err));
    lp_fragments_number(&s->prints, s->page, s->pages);
    if (s->why.code != LP_OK) {
        *err = s->why;
        rc = s->why.code;
    }

done:
    return rc;
}

void
lp_said_rest_buf(struct lp_buf *b)
{
    if (b->cap > RESTING_MAX) {
        lp_buf_release(b);
    }
    lp_buf_clear(b);
}

void
lp_said_rest(struct lp_said *s)
{
    lp_hasher_abandon(s->text);
    lp_hasher_abandon(s->letters);
    free(s->page);
    lp_said_rest_buf(&s->t0);
    lp_said_rest_buf(&s->t1);
    lp_said_rest_buf(&s->prints.of);
    *s = (struct lp_said){.fold = s->fold,
                          .t0 = s->t0,
                          .t1 = s->t1,
                          .prints = {.of = s->prints.of}};
}

void
lp_said_release(struct lp_said *s)
{
    lp_said_rest(s);
    lp_fold_free(s->fold);
    lp_buf_release(&s->t0);
    lp_buf_release(&s->t1);
    lp_buf_release(&s->prints.of);
    *s = (struct lp_said){0};
}
