#ifndef LP_FORMATS_TEXT_CHARSET_H
#define LP_FORMATS_TEXT_CHARSET_H

#include "base/err.h"
#include "formats/text_sink.h"

/*
 * From the bytes of a text to UTF-8, as docs/FORMAT-identity.md says under
 * "Charset": a byte order mark tells what they are, then what was declared if
 * the bytes do not deny it, then the bytes themselves. What is wrong in the
 * charset becomes U+FFFD. Every text has exactly one result, in whatever
 * pieces it comes. The memory is bounded, whatever the text is.
 */
struct lp_text_charset;

/**
 * `declared` is the charset that came with the text ("iso-8859-1"), empty if
 * there was none; it is not needed later. What is decoded goes to `sink`,
 * whose `page` is not called. `*out` is to be freed with lp_text_charset_free.
 * LP_E_MEMORY if there is none.
 */
LP_MUST_USE enum lp_code lp_text_charset_new(struct lp_text_charset **out,
                                             struct lp_slice declared,
                                             struct lp_text_sink sink,
                                             struct lp_err *err);
void lp_text_charset_free(struct lp_text_charset *c);

/**
 * Take the next bytes. Nothing comes out before 65,536 bytes are there or the
 * end is. LP_E_ENGINE if the C library does not have the charset: then the text
 * cannot be told, nothing came out, and the next calls say the same.
 */
LP_MUST_USE enum lp_code lp_text_charset_feed(struct lp_text_charset *c,
                                              struct lp_slice bytes,
                                              struct lp_err *err);

/* The text is over. As lp_text_charset_feed; feed nothing after it. */
LP_MUST_USE enum lp_code lp_text_charset_end(struct lp_text_charset *c,
                                             struct lp_err *err);

/* Which charset it is: "utf-8", "windows-1252" ...; "" while nobody knows. */
const char *lp_text_charset_name(const struct lp_text_charset *c);

/* How many U+FFFD were put for what is wrong, so far. */
uint64_t lp_text_charset_wrong(const struct lp_text_charset *c);

#endif
