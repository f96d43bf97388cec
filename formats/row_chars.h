#ifndef LP_FORMATS_ROW_CHARS_H
#define LP_FORMATS_ROW_CHARS_H

#include "base/buf.h"
#include "base/source.h"

/*
 * The bytes of a table that is a text, one at a time. A byte order mark is not
 * told; what is UTF-16 by its mark is told as UTF-8, in which a unit that
 * belongs to no character is one byte FF. All else comes as it stands.
 */
struct lp_row_chars {
    struct lp_feed feed;
    struct lp_err why;    /* the source failed */
    const uint8_t *p;     /* the next byte ... */
    const uint8_t *end;   /* ... of those at hand */
    const uint8_t *since; /* up to here `at` counts */
    uint64_t at;
    bool over;
    enum { LP_ROW_CHARS_BYTES, LP_ROW_CHARS_LE, LP_ROW_CHARS_BE } form;
    struct lp_buf told; /* of UTF-16: what is at hand */
    uint8_t half[4];    /* what came of a character so far */
    size_t half_n;
};

/* Begin with a source, which outlives `c`. */
LP_MUST_USE enum lp_code lp_row_chars_open(struct lp_row_chars *c,
                                           struct lp_source *from,
                                           struct lp_err *err);

/* Begin with bytes in memory, as they stand, which outlive `c`. */
void lp_row_chars_over(struct lp_row_chars *c, struct lp_slice bytes);

/* Bring more to hand: false at the end, and if the source failed. */
bool lp_row_chars_more(struct lp_row_chars *c);

/* The next byte, which is not taken; -1 if there is none. */
static inline int
lp_row_chars_peek(struct lp_row_chars *c)
{
    return c->p < c->end || lp_row_chars_more(c) ? *c->p : -1;
}

/* Take the next byte; -1 if there is none. */
static inline int
lp_row_chars_take(struct lp_row_chars *c)
{
    return c->p < c->end || lp_row_chars_more(c) ? *c->p++ : -1;
}

/* How many bytes of the source were taken. */
uint64_t lp_row_chars_at(struct lp_row_chars *c);

/* The first bytes of a text without its byte order mark, in UTF-8; `wide` holds
 * them if the mark says that they are UTF-16. */
struct lp_slice lp_row_chars_head(struct lp_slice head, struct lp_buf *wide);

void lp_row_chars_release(struct lp_row_chars *c);

#endif
