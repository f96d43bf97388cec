#ifndef LP_FORMATS_TEXT_CODEPAGE_H
#define LP_FORMATS_TEXT_CODEPAGE_H

#include "base/slice.h"

/* The code pages of Windows that documents are written in byte by byte. */

enum {
    LP_CODEPAGE_NONE,   /* one that we do not know */
    LP_CODEPAGE_SYMBOL, /* 42: a byte above 127 is U+F000 and the byte */
    LP_CODEPAGE_COUNT = 21,
};

/* Zeroed, it is not open; one that is open is released. */
struct lp_codepage {
    bool open;
    void *iconv;          /* NULL if no character has two bytes */
    uint32_t single[256]; /* UINT32_MAX: no character */
    bool lead[256];       /* the first of two bytes */
};

/* Which of them Windows calls `number`: LP_CODEPAGE_NONE if we do not know
 * it. */
unsigned lp_codepage_which(int32_t number);

/* Which of them RTF calls \fcharsetN; LP_CODEPAGE_NONE if that does not
 * say. */
unsigned lp_codepage_charset(int32_t charset);

/* Open a code page. The bytes below 128 are ASCII in all of them; of
 * LP_CODEPAGE_NONE, or if the library does not have it, no others are
 * characters. */
void lp_codepage_open(struct lp_codepage *c, unsigned which);

/* The character of two bytes, the first of which is a lead; UINT32_MAX if they
 * are none. */
uint32_t lp_codepage_pair(struct lp_codepage *c, uint8_t lead, uint8_t trail);

void lp_codepage_release(struct lp_codepage *c);

#endif
