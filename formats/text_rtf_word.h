#ifndef LP_FORMATS_TEXT_RTF_WORD_H
#define LP_FORMATS_TEXT_RTF_WORD_H

#include "base/slice.h"

/* What a control word of RTF means for the text; the lists are in
 * docs/FORMAT-identity-markup.md. Its number is N. */
enum lp_rtf_does {
    LP_RTF_NOTHING,
    LP_RTF_CHAR,      /* it is a character */
    LP_RTF_PAGE,      /* another page begins */
    LP_RTF_SKIP,      /* no text in this group */
    LP_RTF_PASS,      /* there is, even behind `\*` ... */
    LP_RTF_APART,     /* ... and apart from what is around it */
    LP_RTF_FONTS,     /* the table of fonts */
    LP_RTF_CODEPAGE,  /* the code page of the document is `value`, or N */
    LP_RTF_DEFAULT,   /* its font is N */
    LP_RTF_FONT,      /* the font is N */
    LP_RTF_CHARSET,   /* the font has the charset N */
    LP_RTF_FONT_PAGE, /* the font has the code page N */
    LP_RTF_PLAIN,     /* the formatting is that of the document */
    LP_RTF_HIDDEN,    /* what follows is hidden, unless N is 0 */
    LP_RTF_DELETED,
    LP_RTF_NOT_HTML,
    LP_RTF_UNICODE,   /* the character N */
    LP_RTF_FALLBACK,  /* N characters stand behind it for others to read */
    LP_RTF_BINARY,    /* N bytes follow */
    LP_RTF_FROM_HTML, /* this is HTML in RTF */
    LP_RTF_HTML_TAG,  /* this group is markup of it */
};

struct lp_rtf_word {
    char name[20]; /* filled up with zeros */
    enum lp_rtf_does does;
    uint32_t value;
};

/* What `name`, without the backslash, means. Never NULL. */
const struct lp_rtf_word *lp_rtf_word(struct lp_slice name);

#endif
