#ifndef LP_FORMATS_TEXT_RTF_FONT_H
#define LP_FORMATS_TEXT_RTF_FONT_H

#include "formats/text_codepage.h"

/* No more fonts of one document are kept. */
#define LP_RTF_FONTS_MAX 1024

/* A font of a document. */
struct lp_rtf_font {
    int32_t number;
    bool used;
    uint8_t page; /* LP_CODEPAGE_NONE: that of the document */
};

/* The fonts of a document and the code pages that their text is in. It owns
 * nothing. */
struct lp_rtf_fonts {
    int32_t preset;           /* the font of the document, or -1 */
    unsigned page;            /* its code page */
    struct lp_rtf_font *last; /* that was added, or NULL */
    size_t n;
    bool known; /* the answer that was given last */
    int32_t asked;
    unsigned answer;
    struct lp_rtf_font slots[2 * LP_RTF_FONTS_MAX];
};

/* No fonts, and the code page 1252. */
void lp_rtf_fonts_init(struct lp_rtf_fonts *f);

/* The document has the code page `number`, the font `number`. */
void lp_rtf_fonts_page(struct lp_rtf_fonts *f, int32_t number);
void lp_rtf_fonts_default(struct lp_rtf_fonts *f, int32_t number);

/* There is a font `number`, of which nothing more is known. False if there are
 * too many: then it is as if there were none. */
bool lp_rtf_fonts_add(struct lp_rtf_fonts *f, int32_t number);

/* The font that was added last has this code page. */
void lp_rtf_fonts_set(struct lp_rtf_fonts *f, unsigned page);

/* The code page of a font, -1 being that of the document. */
unsigned lp_rtf_font_page(struct lp_rtf_fonts *f, int32_t number);

#endif
