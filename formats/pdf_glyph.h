#ifndef LP_FORMATS_PDF_GLYPH_H
#define LP_FORMATS_PDF_GLYPH_H

#include "base/buf.h"

/* Characters of the text of a PDF: what glyph names and encodings stand for.
 * What is put is UTF-8. */

/**
 * Append the character `c`; false, and nothing appended, if it says nothing to
 * a reader: U+0000, U+FFFD, private use, surrogates, noncharacters, and what
 * is past U+10FFFF. Controls become a blank.
 */
bool lp_pdf_character(struct lp_buf *to, uint32_t c);

/* Append UTF-16BE without a mark; false if not one character was appended. */
bool lp_pdf_utf16(struct lp_buf *to, struct lp_slice units);

/* Longer glyph names are cut. */
#define LP_PDF_GLYPH_MAX 128

/**
 * Append what the glyph `name` stands for, by the rules of the Adobe Glyph
 * List: what follows the first `.` does not count, parts between `_` stand
 * for themselves, each listed or uniXXXX or uXXXX. False if it is nothing.
 */
bool lp_pdf_glyph(struct lp_buf *to, struct lp_slice name);

/* What the list says of one part; 0 if nothing. */
uint32_t lp_pdf_glyph_listed(struct lp_slice name);

/* ISO 32000-1, annex D.2; DOC is for strings outside of fonts. */
enum lp_pdf_encoding {
    LP_PDF_STANDARD,
    LP_PDF_WIN_ANSI,
    LP_PDF_MAC_ROMAN,
    LP_PDF_DOC,
    LP_PDF_BUILT_IN, /* only the font's own program knows it */
};

/* The character at `code`; 0 if there is none. */
uint32_t lp_pdf_encoding(enum lp_pdf_encoding which, uint8_t code);

#endif
