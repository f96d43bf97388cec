#include "formats/pdf_fonts.h"

#include <stdlib.h>

#define HELD_MAX ((size_t)32 << 20)
#define HELD_LONG ((size_t)8 << 20)
#define MANY 128
/* What a font costs, whatever its bytes: 256 codes are looked up. */
#define COST 8192

void
lp_pdf_fonts_release(struct lp_pdf_fonts *f)
{
    for (size_t i = 0; i < f->n; i++) {
        lp_pdf_font_release(f->of[i]);
        free(f->of[i]);
    }
    f->n = 0;
    f->held = 0;
}

void
lp_pdf_fonts_page(struct lp_pdf_fonts *f)
{
    if (f->n > MANY || f->held > HELD_LONG) {
        lp_pdf_fonts_release(f);
    }
}

static enum lp_code
add(struct lp_pdf_fonts *f, struct lp_pdf *pdf, size_t revision, uint32_t num,
    const struct lp_pdf_value *dict, struct lp_err *err)
{
    struct lp_pdf_font *font = calloc(1, sizeof *font);
    enum lp_code rc;

    if (font == NULL) {
        return lp_no_memory(err);
    }
    rc = lp_pdf_font_read(font, pdf, revision, dict, err);
    if (rc != LP_OK) {
        lp_pdf_font_release(font);
        free(font);
        return rc;
    }
    f->held += lp_pdf_font_held(font);
    f->num[f->n] = num;
    f->of[f->n++] = font;
    return LP_OK;
}

enum lp_code
lp_pdf_fonts_get(struct lp_pdf_fonts *f, struct lp_pdf *pdf, size_t revision,
                 const struct lp_pdf_value *v, struct lp_pdf_font **out,
                 struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value dict;
    uint32_t num = v->kind == LP_PDF_REF ? v->num : 0;
    enum lp_code rc = LP_OK;

    *out = NULL;
    for (size_t i = 0; num > 0 && i < f->n; i++) {
        if (f->num[i] == num) {
            *out = f->of[i];
            return LP_OK;
        }
    }
    if (f->n == LP_PDF_FONTS_MAX || f->held > HELD_MAX) {
        lp_pdf_work_broken(lp_pdf_work(pdf), LP_RULE_LIMIT_ENTRIES);
        return LP_OK;
    }
    LP_TRY(lp_pdf_work_take(lp_pdf_work(pdf), COST, err));
    LP_TRY(lp_pdf_follow(pdf, revision, v, &hold, &dict, err));
    if (dict.kind == LP_PDF_DICT) {
        LP_TRY(add(f, pdf, revision, num, &dict, err));
        *out = f->of[f->n - 1];
    }

done:
    lp_pdf_object_release(&hold);
    return rc;
}
