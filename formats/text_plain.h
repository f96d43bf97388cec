#ifndef LP_FORMATS_TEXT_PLAIN_H
#define LP_FORMATS_TEXT_PLAIN_H

#include "base/err.h"
#include "formats/text_sink.h"

/*
 * The text of a plain text, be it a file or a body of type text/plain: its
 * charset undone (formats/text_charset.h), and its lines if they are flowed
 * (RFC 3676), as docs/FORMAT-identity.md says.
 */
struct lp_text_plain;

/* What was said about the text. Zeroed, nothing was: so for a file. */
struct lp_text_plain_how {
    struct lp_slice charset;    /* the parameter, or empty; not needed later */
    bool flowed;                /* format=flowed */
    bool delsp;                 /* delsp=yes; only if it is flowed */
    struct lp_text_sink source; /* if its `text` is not NULL: gets the text
                                   before its lines are undone */
};

/**
 * What is decoded goes to `sink`, whose `page` is not called. `*out` is to be
 * freed with lp_text_plain_free. LP_E_MEMORY if there is none.
 */
LP_MUST_USE enum lp_code lp_text_plain_new(struct lp_text_plain **out,
                                           const struct lp_text_plain_how *how,
                                           struct lp_text_sink sink,
                                           struct lp_err *err);
void lp_text_plain_free(struct lp_text_plain *p);

/**
 * The next bytes; and that there are no more, after which nothing may be fed.
 * LP_E_ENGINE if the C library does not have the charset: then nothing of
 * the text came out, and it is not known.
 */
LP_MUST_USE enum lp_code lp_text_plain_feed(struct lp_text_plain *p,
                                            struct lp_slice bytes,
                                            struct lp_err *err);
LP_MUST_USE enum lp_code lp_text_plain_end(struct lp_text_plain *p,
                                           struct lp_err *err);

/* Which charset it was taken to be in, and how many U+FFFD were put for what
 * is wrong in it, so far. */
const char *lp_text_plain_charset(const struct lp_text_plain *p);
uint64_t lp_text_plain_wrong(const struct lp_text_plain *p);

#endif
