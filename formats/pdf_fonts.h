#ifndef LP_FORMATS_PDF_FONTS_H
#define LP_FORMATS_PDF_FONTS_H

#include "formats/pdf_font.h"

/* The fonts of a document that were read. A font stays until the next page
 * begins. */
#define LP_PDF_FONTS_MAX 512

struct lp_pdf_fonts {
    struct lp_pdf_font *of[LP_PDF_FONTS_MAX];
    uint32_t num[LP_PDF_FONTS_MAX]; /* their objects; 0: they are in none */
    size_t n;
    size_t held;
};

void lp_pdf_fonts_release(struct lp_pdf_fonts *f);

/* No font is in use: forget them if they are many. */
void lp_pdf_fonts_page(struct lp_pdf_fonts *f);

/**
 * The font that `v` is or refers to. `*out` is NULL if it is none, or if a
 * page uses more than can be held (and then the work is broken). It lives
 * until the next lp_pdf_fonts_page.
 */
LP_MUST_USE enum lp_code lp_pdf_fonts_get(struct lp_pdf_fonts *f,
                                          struct lp_pdf *pdf, size_t revision,
                                          const struct lp_pdf_value *v,
                                          struct lp_pdf_font **out,
                                          struct lp_err *err);

#endif
