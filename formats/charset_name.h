#ifndef LP_FORMATS_CHARSET_NAME_H
#define LP_FORMATS_CHARSET_NAME_H

#include "base/slice.h"

/* How bytes of a charset become text. */
enum lp_charset_way {
    LP_CHARSET_GUESS, /* the name says nothing: look at the bytes */
    LP_CHARSET_UTF8,
    LP_CHARSET_UTF16, /* in the byte order that the bytes tell */
    LP_CHARSET_UTF16LE,
    LP_CHARSET_UTF16BE,
    LP_CHARSET_UTF32,
    LP_CHARSET_UTF32LE,
    LP_CHARSET_UTF32BE,
    LP_CHARSET_BYTES, /* ASCII, and one character for each byte above */
    LP_CHARSET_MULTI, /* one or more bytes for a character */
    LP_CHARSET_SEVEN, /* the same without bytes above 7F */
};

struct lp_charset {
    enum lp_charset_way way;
    const char *name; /* which; also what iconv(3) calls it */
};

/**
 * The charset that a mail, a web page or an archive means by `label`: the
 * letters and digits of it count, in either case. docs/FORMAT-identity.md has
 * the table. LP_CHARSET_GUESS for what says nothing ("us-ascii", "utf-8") and
 * for what is not in the table.
 */
struct lp_charset lp_charset_named(struct lp_slice label);

/* A charset by the name that is in struct lp_charset. */
struct lp_charset lp_charset_of(enum lp_charset_way way, const char *name);

#endif
