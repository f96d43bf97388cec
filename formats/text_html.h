#ifndef LP_FORMATS_TEXT_HTML_H
#define LP_FORMATS_TEXT_HTML_H

#include "base/err.h"
#include "formats/text_sink.h"

/*
 * The text of a document in HTML as a reader sees it; what that is exactly is
 * in docs/FORMAT-identity-markup.md. It follows the tokenizer of the HTML
 * Living Standard (13.2.5) without scripting. White space is passed on as it
 * stands; tags that part lines or cells become LF or TAB.
 */
struct lp_text_html;

/* How many bytes lp_text_html_charset looks at. */
#define LP_TEXT_HTML_HEAD 1024

/* Set `*h`, which the caller frees, to read a document and tell `sink` its
 * text. The document takes a bounded amount of memory whatever is in it, and
 * all of it here. */
LP_MUST_USE enum lp_code lp_text_html_new(struct lp_text_html **h,
                                          struct lp_text_sink sink,
                                          struct lp_err *err);

/* The next bytes of the document, in UTF-8, cut anywhere. What is malformed
 * becomes U+FFFD; a byte order mark at the beginning is not of the text. */
void lp_text_html_feed(struct lp_text_html *h, struct lp_slice bytes);

/* The document is over: the sink has all of its text then. */
void lp_text_html_end(struct lp_text_html *h);

/* Whether elements were nested deeper than 512. None of the text is missing
 * for it, but what is hidden down there may be in it. */
bool lp_text_html_deep(const struct lp_text_html *h);

void lp_text_html_free(struct lp_text_html *h);

/**
 * Find the charset that a document which begins with `head` says it is in: in
 * its first 1024 bytes, by the prescan of the HTML Living Standard (13.2.3.2),
 * and in an XML declaration at its beginning.
 *
 * True if it says so: then `*name` is what it says, which borrows from `head`
 * or lasts for ever. What has a byte order mark is for the caller to know.
 */
LP_MUST_USE bool lp_text_html_charset(struct lp_slice head,
                                      struct lp_slice *name);

#endif
