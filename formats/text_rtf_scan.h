#ifndef LP_FORMATS_TEXT_RTF_SCAN_H
#define LP_FORMATS_TEXT_RTF_SCAN_H

#include "formats/text_rtf_word.h"

/* What a document in RTF is made of. */
enum lp_rtf_token {
    LP_RTF_CUT,    /* no whole token is left */
    LP_RTF_OPEN,   /* `{` */
    LP_RTF_CLOSE,  /* `}` */
    LP_RTF_WORD,   /* a control word */
    LP_RTF_SYMBOL, /* a control symbol, `byte` */
    LP_RTF_BYTE,   /* a byte of text */
    LP_RTF_RUN,    /* one or more, all of them ASCII */
};

/* Where in the grammar the next byte stands: behind what, or in what. */
enum lp_rtf_state {
    LP_RTF_BEFORE, /* the first `{` */
    LP_RTF_TEXT,
    LP_RTF_SLASH,  /* a backslash */
    LP_RTF_NAME,   /* the name of a control word */
    LP_RTF_MINUS,  /* that and `-` */
    LP_RTF_NUMBER, /* its number */
    LP_RTF_QUOTE,  /* `\'` and perhaps a digit */
    LP_RTF_BYTES,  /* `\bin` and its number */
};

/* No control word is longer. */
#define LP_RTF_WORD_MAX 32

/* Zeroed, it is ready. It owns nothing. */
struct lp_rtf_scan {
    enum lp_rtf_token token; /* the last, and what belongs to it */
    const struct lp_rtf_word *word;
    bool numbered; /* the word has a number */
    int32_t n;     /* which is this, else 0; over 2147483639 it is 2^31-1 */
    uint8_t byte;
    struct lp_slice run; /* borrows from what was fed */

    enum lp_rtf_state state;
    uint8_t name[LP_RTF_WORD_MAX];
    size_t name_len; /* one more than there is room for: longer */
    bool minus;
    uint32_t number;
    int digit;      /* the first of two, or -1 */
    uint32_t bytes; /* that are left of those behind `\bin` */
};

/* Read up to the end of the next token: returns how many bytes that took. */
size_t lp_rtf_scan(struct lp_rtf_scan *r, struct lp_slice s);

/* The document is over; a control word may end there. */
void lp_rtf_scan_end(struct lp_rtf_scan *r);

#endif
