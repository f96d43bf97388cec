#ifndef LP_FORMATS_FLOWED_H
#define LP_FORMATS_FLOWED_H

#include "formats/text_sink.h"

/*
 * Text of the form `format=flowed` (RFC 3676), taken out of its lines: a
 * paragraph comes out as one line, with its marks of quotation once at its
 * beginning, and without what was stuffed. Set `sink` and `delsp` (the
 * parameter `DelSp=yes`) and leave the rest zero; holds nothing that must be
 * released.
 */
struct lp_flowed {
    struct lp_text_sink sink;
    bool delsp;

    /* The rest is for flowed.c alone. */
    unsigned at;
    bool cr;         /* the last character was CR: LF is of the same end */
    bool soft;       /* the line before goes on, */
    uint64_t before; /* with so many marks of quotation */
    uint64_t depth;  /* marks of this line */
    unsigned sign;   /* how much of a signature's separator it is so far */
    bool space;      /* a space that may be its last character */
};

/* Take the next piece, which is UTF-8. */
void lp_flowed_feed(struct lp_flowed *f, struct lp_slice utf8);

/* The text is over. */
void lp_flowed_end(struct lp_flowed *f);

#endif
