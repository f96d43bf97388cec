#include "formats/pdf_content.h"

#include <string.h>

void
lp_pdf_content_init(struct lp_pdf_content *c, lp_pdf_more *more, void *who,
                    struct lp_pdf_work *w)
{
    *c = (struct lp_pdf_content){.more = more, .who = who, .work = w};
}

void
lp_pdf_content_release(struct lp_pdf_content *c)
{
    lp_source_release(&c->from);
    lp_buf_release(&c->bytes);
    *c = (struct lp_pdf_content){0};
}

static void
drop_front(struct lp_pdf_content *c)
{
    if (c->start > 0) {
        memmove(c->bytes.data, c->bytes.data + c->start,
                c->bytes.len - c->start);
        c->bytes.len -= c->start;
        c->at -= c->start;
        c->start = 0;
    }
}

/* Add the next piece, and a blank between two streams. */
static enum lp_code
pull(struct lp_pdf_content *c, struct lp_err *err)
{
    struct lp_piece p = {0};
    enum lp_code rc = LP_OK;

    if (!c->flowing) {
        LP_TRY(c->more(c->who, &c->from, &c->ended, err));
        c->flowing = !c->ended;
        lp_buf_byte(&c->bytes, ' ');
    } else {
        LP_TRY(lp_source_pull(&c->from, &p, err));
        if (p.bytes.len == 0) {
            lp_source_release(&c->from);
            c->from = (struct lp_source){0};
            c->flowing = false;
        }
        lp_buf_put(&c->bytes, p.bytes);
    }
    LP_TRY(lp_buf_check(&c->bytes, err));

done:
    return rc;
}

/* Get more bytes: as many again as wait, so that a long operand is not looked
 * at for every piece of it. */
static enum lp_code
refill(struct lp_pdf_content *c, struct lp_err *err)
{
    size_t want;
    enum lp_code rc = LP_OK;

    drop_front(c);
    want = c->bytes.len * 2 + 1;
    if (c->bytes.len > LP_PDF_OPERATION_MAX) {
        lp_pdf_work_broken(c->work, LP_RULE_LIMIT_HEADER);
        c->bytes.len = c->at;
        c->ended = true;
    }
    while (rc == LP_OK && !c->ended && c->bytes.len < want) {
        rc = pull(c, err);
    }
    return rc;
}

/* Where operands stand while they are collected: in `bytes`, from `start`. */
struct span {
    enum lp_pdf_token_kind kind;
    size_t at;
    size_t len;
    double real;
};

struct spans {
    struct span of[LP_PDF_OPERANDS_MAX];
    unsigned n;
    struct span open; /* the array or dictionary that is not closed yet */
};

static void
add_span(struct spans *s, const struct span *one)
{
    if (s->n < LP_PDF_OPERANDS_MAX) {
        s->of[s->n++] = *one;
    }
}

/* Words that may stand in an array or dictionary. */
static bool
is_value(struct lp_slice w)
{
    return lp_slice_is(w, "true") || lp_slice_is(w, "false") ||
           lp_slice_is(w, "null") || lp_slice_is(w, "R");
}

/* Put the token `t` at `at` where it belongs; true if it is an operator. */
static bool
collect(struct lp_pdf_content *c, struct spans *s, const struct lp_pdf_token *t,
        size_t at)
{
    struct span one = {t->kind, at - c->start, t->raw.len, t->real};

    switch (t->kind) {
    case LP_PDF_T_ARRAY:
    case LP_PDF_T_DICT:
        if (c->depth++ == 0) {
            s->open = one;
        }
        return false;
    case LP_PDF_T_ARRAY_END:
    case LP_PDF_T_DICT_END:
        if (c->depth > 0 && --c->depth == 0) {
            s->open.len = at - c->start + t->raw.len - s->open.at;
            add_span(s, &s->open);
        }
        return false;
    case LP_PDF_T_WORD:
        if (is_value(t->raw)) {
            return false;
        }
        if (c->depth > 0) {
            /* The bracket was never closed: it ends here. */
            s->open.len = at - c->start - s->open.at;
            add_span(s, &s->open);
            c->depth = 0;
        }
        return true;
    default:
        if (c->depth == 0) {
            add_span(s, &one);
        }
        return false;
    }
}

static bool
blank_or_none(const struct lp_pdf_content *c, size_t i)
{
    return i >= c->bytes.len || lp_pdf_blank(c->bytes.data[i]);
}

/* Whether what follows an EI reads like content: a picture can hold one. */
static bool
like_content(const struct lp_pdf_content *c, size_t i)
{
    for (size_t n = 0; n < 10 && i < c->bytes.len; n++, i++) {
        uint8_t b = c->bytes.data[i];

        if (b >= 0x7f || (b < 0x20 && !lp_pdf_blank(b)) || b == 0) {
            return false;
        }
    }
    return true;
}

/* Past an inline image, whose ID was just taken: to behind its EI. */
static enum lp_code
skip_image(struct lp_pdf_content *c, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (;;) {
        size_t i = c->at;

        for (; i + 13 < c->bytes.len || (c->ended && i + 2 < c->bytes.len);
             i++) {
            const uint8_t *p = c->bytes.data + i;

            if (lp_pdf_blank(p[0]) && p[1] == 'E' && p[2] == 'I' &&
                blank_or_none(c, i + 3) && like_content(c, i + 3)) {
                c->at = i + 3;
                return LP_OK;
            }
        }
        c->at = i;
        c->start = i;
        if (c->ended) {
            c->at = c->bytes.len;
            return LP_OK;
        }
        rc = refill(c, err);
        if (rc != LP_OK) {
            return rc;
        }
    }
}

static void
give(const struct lp_pdf_content *c, const struct spans *s,
     struct lp_pdf_operation *out, struct lp_slice name)
{
    const uint8_t *base = c->bytes.data + c->start;

    out->name = name;
    out->n = s->n;
    for (unsigned i = 0; i < s->n; i++) {
        out->of[i] = (struct lp_pdf_operand){
            s->of[i].kind, {base + s->of[i].at, s->of[i].len}, s->of[i].real};
    }
}

/* Blanks before the first operand need not be kept. */
static void
skip_blanks(struct lp_pdf_content *c, const struct spans *s)
{
    if (s->n > 0 || c->depth > 0) {
        return;
    }
    while (c->at < c->bytes.len && lp_pdf_blank(c->bytes.data[c->at])) {
        c->at++;
    }
    c->start = c->at;
}

enum lp_code
lp_pdf_content_next(struct lp_pdf_content *c, struct lp_pdf_operation *out,
                    bool *end, struct lp_err *err)
{
    struct spans s;
    struct lp_pdf_token t;
    enum lp_code rc = LP_OK;

    s.n = 0;
    s.open = (struct span){0};
    *end = false;
    c->start = c->at;
    c->depth = 0;
    for (;;) {
        size_t i = c->at;

        lp_pdf_token(lp_buf_slice(&c->bytes), &i, &t);
        if (t.open && !c->ended) {
            skip_blanks(c, &s);
            LP_TRY(refill(c, err));
            continue;
        }
        c->at = i;
        if (t.kind == LP_PDF_T_END) {
            *end = true;
            return LP_OK;
        }
        if (!collect(c, &s, &t, (size_t)(t.raw.data - c->bytes.data))) {
            continue;
        }
        if (!lp_slice_is(t.raw, "ID")) {
            give(c, &s, out, t.raw);
            return LP_OK;
        }
        LP_TRY(skip_image(c, err));
        s.n = 0;
        c->start = c->at;
    }

done:
    return rc;
}
