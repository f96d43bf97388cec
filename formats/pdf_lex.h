#ifndef LP_FORMATS_PDF_LEX_H
#define LP_FORMATS_PDF_LEX_H

#include "base/slice.h"

/* The tokens of PDF (ISO 32000-1, 7.2 and 7.3). They borrow from the bytes
 * that were given. */

enum lp_pdf_token_kind {
    LP_PDF_T_END, /* nothing is left */
    LP_PDF_T_INT,
    LP_PDF_T_REAL,
    LP_PDF_T_STRING, /* literal: (text) */
    LP_PDF_T_HEX,    /* <6869> */
    LP_PDF_T_NAME,
    LP_PDF_T_ARRAY, /* [ */
    LP_PDF_T_ARRAY_END,
    LP_PDF_T_DICT, /* << */
    LP_PDF_T_DICT_END,
    LP_PDF_T_WORD, /* an operator, a keyword, or a stray delimiter */
};

struct lp_pdf_token {
    enum lp_pdf_token_kind kind;
    bool open;           /* it touches the end of the bytes: more may follow */
    struct lp_slice raw; /* as it stands, with its delimiters */
    int64_t integer;     /* of INT: within +-LP_PDF_NUMBER_MAX */
    double real;         /* of INT and REAL: finite, within the same */
};

/* Numbers that are larger count as this: no lawful document has them. */
#define LP_PDF_NUMBER_MAX ((int64_t)1 << 50)

/* Take the token at `*at` of `s`, after blanks and comments, and move `*at`
 * behind it. An odd number (two signs, a sign inside) has the value that
 * stands before the oddity; what is no number at all is a WORD. */
void lp_pdf_token(struct lp_slice s, size_t *at, struct lp_pdf_token *out);

/* White space of 7.2.2, and what ends a regular token. */
bool lp_pdf_blank(uint8_t c);
bool lp_pdf_delimiter(uint8_t c);

/* From `i`, past blanks and comments. */
size_t lp_pdf_skip(struct lp_slice s, size_t i);
bool lp_pdf_digit(uint8_t c);

/* The number, of at most ten digits and at most `max`, that ends before `*i`
 * in the bytes at `p`, with at least one blank behind it; `*i` is then where it
 * begins. False if there is none. */
bool lp_pdf_number_before(const uint8_t *p, size_t *i, uint64_t max,
                          uint64_t *v);

#endif
