#ifndef LP_FORMATS_MAIL_TEXT_H
#define LP_FORMATS_MAIL_TEXT_H

#include "base/buf.h"

/* No more of one thing is held back: of a run of more blanks or newlines each
 * full so many stay, and a run of more `>` stays as it stands. */
#define LP_MAIL_TEXT_HELD ((size_t)65536)

/*
 * The form in which a text stands in the identity of its message, msg-v1 of
 * docs/FORMAT-identity.md: what transport does to lines is undone. CRLF and CR
 * become LF; blanks (SP and TAB) at the ends of lines, newlines at the end of
 * the text, and each `>` of a line that begins with some of them and `From `
 * are dropped.
 *
 * Zeroed, it stands before the first byte.
 */
struct lp_mail_text {
    struct lp_buf blanks; /* held back: they may be the last of their line */
    size_t lines;         /* LFs held back: they may be the last */
    size_t quotes;        /* `>` held back: `From ` may follow */
    unsigned matched;     /* how many bytes of it did */
    bool within;          /* past what may be quotes and `From ` */
    bool cr;              /* the last byte was a CR, which stood for an LF */
};

/* Take more of a text in UTF-8, cut anywhere, and append to `to` what is
 * certain of its form: at most its length and three times LP_MAIL_TEXT_HELD. */
void lp_mail_text_feed(struct lp_mail_text *t, struct lp_slice utf8,
                       struct lp_buf *to);

/* The end: what was held back and belongs to the text. */
void lp_mail_text_end(struct lp_mail_text *t, struct lp_buf *to);
void lp_mail_text_release(struct lp_mail_text *t);

#endif
