#ifndef LP_FORMATS_TEXT_RTF_CHAR_H
#define LP_FORMATS_TEXT_RTF_CHAR_H

#include "formats/text_put.h"
#include "formats/text_rtf_font.h"

/* The characters of a document in RTF, of which some are made of two. Released
 * when done. */
struct lp_rtf_chars {
    struct lp_text_put put;
    int lead;           /* the first byte of a pair, or -1 */
    uint32_t surrogate; /* the first of a pair, or 0 */
    struct lp_rtf_fonts fonts;
    struct lp_codepage pages[LP_CODEPAGE_COUNT];
};

/* The text goes to `sink`. */
void lp_rtf_chars_init(struct lp_rtf_chars *c, struct lp_text_sink sink);

/* A byte of text in the code page of `font`, -1 being that of the document. */
void lp_rtf_chars_byte(struct lp_rtf_chars *c, int32_t font, uint8_t b);

/* Bytes of text that are ASCII; no first byte of a pair is waiting. */
void lp_rtf_chars_run(struct lp_rtf_chars *c, struct lp_slice ascii);

/* A character; U+0000 is none. */
void lp_rtf_chars_point(struct lp_rtf_chars *c, uint32_t point);

/* What `\uN` says: a character, or half of one. */
void lp_rtf_chars_unicode(struct lp_rtf_chars *c, int32_t n);

/* What comes is apart from what came; another page begins. */
void lp_rtf_chars_line(struct lp_rtf_chars *c);
void lp_rtf_chars_page(struct lp_rtf_chars *c);

/* No second byte comes for one that waits for it. */
void lp_rtf_chars_cut(struct lp_rtf_chars *c);

/* The text is over: the sink has all of it. */
void lp_rtf_chars_end(struct lp_rtf_chars *c);

void lp_rtf_chars_release(struct lp_rtf_chars *c);

#endif
