#ifndef LP_FORMATS_TEXT_READ_H
#define LP_FORMATS_TEXT_READ_H

#include "base/limits.h"
#include "base/view.h"
#include "formats/text_form.h"
#include "formats/text_sink.h"

/* What is known beforehand of a document whose text is to be read. */
struct lp_text_input {
    enum lp_kind kind;
    enum lp_text_form form;
    struct lp_slice head;    /* its first bytes, LP_HEAD_MAX or all */
    struct lp_slice charset; /* as declared; or empty */
    bool flowed;             /* RFC 3676, as declared */
    bool delsp;
};

/* How the reading of a text went. */
enum lp_text_state {
    LP_TEXT_WHOLE,
    LP_TEXT_NO_LAYER, /* a PDF of pages on which there is no text */
    LP_TEXT_NOT_ONE,  /* not what it seemed to be: it is no document of its
                         kind that anybody could read */
    LP_TEXT_UNREAD,   /* the text, or some of it, could not be read */
};

/*
 * Reads the text of any document that has one (lp_text_form): from its bytes
 * as they come, or from the whole of them at the end.
 */
struct lp_text_read;

/**
 * Begin with a document. `sink` gets its text; `source` (its `text` may be
 * NULL) what it is written in, as UTF-8: for PLAIN and HTML only. Nothing of
 * `in` is kept.
 */
LP_MUST_USE enum lp_code
lp_text_read_new(struct lp_text_read **out, const struct lp_text_input *in,
                 struct lp_text_sink sink, struct lp_text_sink source,
                 const struct lp_limits *limits, struct lp_err *err);

/* Whether the text is read at the end, from a view. */
bool lp_text_read_seeks(const struct lp_text_read *t);
void lp_text_read_feed(struct lp_text_read *t, struct lp_slice bytes);

/* The bytes are over. `view` has all of them; it may be NULL if the text is
 * not read from it. What is wrong with the document is its `*state`; what is
 * returned is about us. */
LP_MUST_USE enum lp_code lp_text_read_end(struct lp_text_read *t,
                                          struct lp_view *view,
                                          enum lp_text_state *state,
                                          struct lp_err *err);

/* At the end: whether bytes were no text in the charset: then different bytes
 * may have become one text. */
bool lp_text_read_bad(const struct lp_text_read *t);
void lp_text_read_free(struct lp_text_read *t); /* NULL is nothing */

#endif
