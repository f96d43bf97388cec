#include "formats/pdf_show.h"

#include "base/text.h"
#include "formats/pdf_glyph.h"

const struct lp_pdf_matrix lp_pdf_unit = {1, 0, 0, 1, 0, 0};

/* No page has such numbers; they would only grow. */
static double
tame(double v)
{
    return v > -1e12 && v < 1e12 ? v : 0;
}

void
lp_pdf_show_matrix(struct lp_pdf_matrix *m, const struct lp_pdf_matrix *before)
{
    const struct lp_pdf_matrix x = *before;
    const struct lp_pdf_matrix y = *m;

    m->a = tame(x.a * y.a + x.b * y.c);
    m->b = tame(x.a * y.b + x.b * y.d);
    m->c = tame(x.c * y.a + x.d * y.c);
    m->d = tame(x.c * y.b + x.d * y.d);
    m->e = tame(x.e * y.a + x.f * y.c + y.e);
    m->f = tame(x.e * y.b + x.f * y.d + y.f);
}

void
lp_pdf_show_init(struct lp_pdf_show *s, struct lp_pdf_lines *lines)
{
    *s = (struct lp_pdf_show){
        .lines = lines,
        .now = {.ctm = lp_pdf_unit, .scale = 1},
        .text = lp_pdf_unit,
        .line = lp_pdf_unit,
    };
}

void
lp_pdf_show_release(struct lp_pdf_show *s)
{
    lp_buf_release(&s->codes);
    lp_buf_release(&s->actual);
}

void
lp_pdf_show_begin(struct lp_pdf_show *s)
{
    s->text = lp_pdf_unit;
    s->line = lp_pdf_unit;
}

void
lp_pdf_show_next(struct lp_pdf_show *s, double x, double y)
{
    const struct lp_pdf_matrix m = {1, 0, 0, 1, x, y};
    struct lp_pdf_matrix line = s->line;

    lp_pdf_show_matrix(&line, &m);
    s->line = line;
    s->text = line;
}

/* `by` along the line, in text space. */
static void
advance(struct lp_pdf_show *s, double by)
{
    bool down = s->now.font != NULL && s->now.font->vertical;

    s->text.e = tame(s->text.e + by * (down ? s->text.c : s->text.a));
    s->text.f = tame(s->text.f + by * (down ? s->text.d : s->text.b));
}

void
lp_pdf_show_gap(struct lp_pdf_show *s, double thousandths)
{
    bool down = s->now.font != NULL && s->now.font->vertical;
    double scale = down ? 1 : s->now.scale;

    advance(s, -thousandths * 0.001 * s->now.size * scale);
}

/* What an /ActualText stands for is put in its place once. */
static void
put_actual(struct lp_pdf_show *s)
{
    struct lp_slice text = lp_buf_slice(&s->actual);

    s->waiting = false;
    while (text.len > 0) {
        size_t n = text.len < 1024 ? text.len : 1024;

        while (n < text.len && (text.data[n] & 0xc0) == 0x80) {
            n--;
        }
        lp_pdf_lines_put(s->lines, lp_slice_head(text, n));
        text = lp_slice_from(text, n);
    }
}

static void
put_shown(struct lp_pdf_show *s, const struct lp_pdf_shown *g)
{
    if (s->actual_at > 0) {
        return;
    }
    if (g->text.len > 0) {
        lp_pdf_lines_put(s->lines, g->text);
    } else {
        s->unmapped++;
    }
}

/* The codes one after the other; how far they reach, in text space. */
static enum lp_code
put_codes(struct lp_pdf_show *s, struct lp_slice codes, double *reach,
          struct lp_err *err)
{
    const struct lp_pdf_state *now = &s->now;
    struct lp_pdf_font nobody = {.widths.other = 0.5};
    struct lp_pdf_font *font = now->font == NULL ? &nobody : now->font;
    double scale = font->vertical ? 1 : now->scale;
    struct lp_pdf_shown g;
    enum lp_code rc = LP_OK;

    *reach = 0;
    while (codes.len > 0) {
        LP_TRY(lp_pdf_font_next(font, &codes, &g, err));
        put_shown(s, &g);
        *reach += (g.width * now->size + now->char_space +
                   (g.blank ? now->word_space : 0)) *
                  scale;
    }

done:
    return rc;
}

enum lp_code
lp_pdf_show_string(struct lp_pdf_show *s, struct lp_slice raw,
                   struct lp_err *err)
{
    const struct lp_pdf_state *now = &s->now;
    struct lp_pdf_matrix m = now->ctm;
    bool down = now->font != NULL && now->font->vertical;
    struct lp_pdf_point em;
    struct lp_pdf_point up;
    double reach = 0;
    enum lp_code rc;

    lp_buf_clear(&s->codes);
    lp_pdf_undo(&s->codes, raw);
    LP_TRY(lp_buf_check(&s->codes, err));
    if (s->codes.len == 0) {
        goto done;
    }
    lp_pdf_show_matrix(&m, &s->text);
    em.x = now->size * now->scale * m.a;
    em.y = now->size * now->scale * m.b;
    up.x = now->size * m.c;
    up.y = now->size * m.d;
    lp_pdf_lines_move(
        s->lines,
        (struct lp_pdf_point){m.e + now->rise * m.c, m.f + now->rise * m.d},
        down ? (struct lp_pdf_point){-up.x, -up.y} : em, down ? em : up);
    if (s->waiting) {
        put_actual(s);
    }
    LP_TRY(put_codes(s, lp_buf_slice(&s->codes), &reach, err));
    advance(s, reach);
    m = now->ctm;
    lp_pdf_show_matrix(&m, &s->text);
    lp_pdf_lines_end(s->lines, (struct lp_pdf_point){m.e + now->rise * m.c,
                                                     m.f + now->rise * m.d});

done:
    return rc;
}

/* A text string (7.9.2.2): UTF-16BE or UTF-8 with a mark, else PDFDoc. */
static void
put_text_string(struct lp_buf *to, struct lp_slice s)
{
    if (lp_slice_begins(s, lp_slice_str("\xfe\xff"))) {
        (void)lp_pdf_utf16(to, lp_slice_from(s, 2));
        return;
    }
    if (lp_slice_begins(s, lp_slice_str("\xef\xbb\xbf"))) {
        for (size_t i = 3; i < s.len;) {
            uint32_t c = lp_text_next(s, &i);

            (void)lp_pdf_character(to, c);
        }
        return;
    }
    for (size_t i = 0; i < s.len; i++) {
        (void)lp_pdf_character(to, lp_pdf_encoding(LP_PDF_DOC, s.data[i]));
    }
}

enum lp_code
lp_pdf_show_mark(struct lp_pdf_show *s, struct lp_slice actual,
                 struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    s->marks++;
    if (actual.len == 0 || s->actual_at > 0) {
        return LP_OK;
    }
    lp_buf_clear(&s->codes);
    lp_pdf_undo(&s->codes, actual);
    LP_TRY(lp_buf_check(&s->codes, err));
    lp_buf_clear(&s->actual);
    put_text_string(&s->actual, lp_buf_slice(&s->codes));
    LP_TRY(lp_buf_check(&s->actual, err));
    s->actual_at = s->marks;
    s->waiting = true;

done:
    return rc;
}

void
lp_pdf_show_unmark(struct lp_pdf_show *s)
{
    if (s->marks == 0) {
        return;
    }
    if (s->actual_at == s->marks) {
        if (s->waiting) {
            put_actual(s);
        }
        s->actual_at = 0;
    }
    s->marks--;
}
