#ifndef LP_FORMATS_TEXT_RTF_H
#define LP_FORMATS_TEXT_RTF_H

#include "base/err.h"
#include "formats/text_sink.h"

/*
 * The text of a document in the Rich Text Format (1.9.1) as a reader sees it;
 * what that is exactly is in docs/FORMAT-identity-markup.md. HTML that a mail
 * program wrapped in it (MS-OXRTFEX) is unwrapped and read as HTML.
 */
struct lp_text_rtf;

/* Set `*h`, which the caller frees, to read a document and tell `sink` its
 * text. It takes a bounded amount of memory whatever is in the document, and
 * all of it here but for what iconv takes for a code page. */
LP_MUST_USE enum lp_code lp_text_rtf_new(struct lp_text_rtf **h,
                                         struct lp_text_sink sink,
                                         struct lp_err *err);

/* The next bytes of the document, cut anywhere. What stands before its first
 * `{` and behind the `}` of that is not of it. Whether it begins with `{\rtf`
 * is for the caller to know. */
void lp_text_rtf_feed(struct lp_text_rtf *h, struct lp_slice bytes);

/* The document is over: the sink has all of its text then. */
void lp_text_rtf_end(struct lp_text_rtf *h);

/* When it is over: whether the text may be wrong, since groups or elements of
 * its HTML were nested too deep (256, 512), there were too many fonts (1024),
 * or the document was cut off. */
bool lp_text_rtf_broken(const struct lp_text_rtf *h);

void lp_text_rtf_free(struct lp_text_rtf *h);

#endif
