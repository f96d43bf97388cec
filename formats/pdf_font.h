#ifndef LP_FORMATS_PDF_FONT_H
#define LP_FORMATS_PDF_FONT_H

#include "formats/pdf_cmap.h"
#include "formats/pdf_widths.h"

/* What a font says of its codes: characters and widths. Glyphs and font
 * programs are not looked at. */

enum lp_pdf_codes {
    LP_PDF_CODES_ONE,   /* a byte each */
    LP_PDF_CODES_TWO,   /* two bytes each */
    LP_PDF_CODES_UTF16, /* UTF-16BE */
    LP_PDF_CODES_MAP,   /* by the codespace of a CMap */
};

struct lp_pdf_simple {
    uint32_t at; /* in `text` */
    uint32_t len;
    double width;
};

/* Zeroed, it is a font that knows nothing. */
struct lp_pdf_font {
    enum lp_pdf_codes codes;
    bool vertical;
    bool unicode;  /* its codes are characters */
    bool identity; /* its codes are CIDs */
    struct lp_pdf_cmap encoding;
    struct lp_pdf_cmap to_unicode;
    struct lp_pdf_simple *simple; /* 256 of them, for CODES_ONE */
    struct lp_buf text;
    struct lp_pdf_widths widths; /* of all but CODES_ONE */
    struct lp_buf shown;
};

void lp_pdf_font_release(struct lp_pdf_font *f);
size_t lp_pdf_font_held(const struct lp_pdf_font *f); /* bytes */

/* Read the font whose dictionary is `dict`, as revision `revision` sees it,
 * into `f`, which is empty. What is wrong with a font makes its characters
 * unknown, and is no error. */
LP_MUST_USE enum lp_code lp_pdf_font_read(struct lp_pdf_font *f,
                                          struct lp_pdf *pdf, size_t revision,
                                          const struct lp_pdf_value *dict,
                                          struct lp_err *err);

struct lp_pdf_shown {
    struct lp_slice text; /* empty: nobody knows */
    double width;
    bool blank; /* the one-byte code 32, which word spacing is for */
};

/* Take a code from the head of `codes`, which is not empty. The text is
 * borrowed until the next call. */
LP_MUST_USE enum lp_code lp_pdf_font_next(struct lp_pdf_font *f,
                                          struct lp_slice *codes,
                                          struct lp_pdf_shown *out,
                                          struct lp_err *err);

#endif
