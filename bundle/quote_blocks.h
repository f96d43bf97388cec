#ifndef LP_BUNDLE_QUOTE_BLOCKS_H
#define LP_BUNDLE_QUOTE_BLOCKS_H

#include "bundle/letters.h"
#include "bundle/quoting_told.h"

/* A piece of a quotation has so many letters and digits; shorter ones prove
 * nothing. */
#define LP_QUOTE_LETTERS_MIN 120

/* Quotations in quotations in quotations are looked at, and no deeper ones. */
#define LP_QUOTE_DEPTHS 4U

/* What is quoted at one depth: after an attribution one less deep; or behind
 * fields of the same depth, so that there may be one at depth 0. */
struct lp_quote_block {
    bool open;
    bool ended; /* at a signature */
    uint8_t by[LP_QUOTE_BY_MAX];
    struct lp_quote quote;
};

/*
 * The parts of a text: what it says itself, in one; and what it quotes, by
 * depth, in pieces. `begin` makes it ready.
 */
struct lp_quote_blocks {
    struct lp_err why; /* what failed first */
    struct lp_letters said;
    struct lp_letters piece;
    bool in_piece;
    unsigned piece_depth;
    unsigned least_n; /* prints of the piece under way */
    uint64_t least[LP_QUOTE_KEYS_MAX];
    bool link; /* within an address of the web, which is left out */
    struct lp_quote_block of[LP_QUOTE_DEPTHS];
    size_t quoted; /* bytes that are not said */
    struct lp_quoting_out out;
};

/* Where text goes. */
enum lp_quote_to {
    LP_QUOTE_TO_NOBODY,
    LP_QUOTE_TO_SAID,
    LP_QUOTE_TO_PIECE,
};

LP_MUST_USE enum lp_code lp_quote_blocks_begin(struct lp_quote_blocks *b,
                                               struct lp_err *err);

/* Where text of this depth goes; if it is a piece, one is begun. */
enum lp_quote_to lp_quote_blocks_at(struct lp_quote_blocks *b, unsigned depth);

/* More of a line; and its end. */
void lp_quote_blocks_put(struct lp_quote_blocks *b, enum lp_quote_to to,
                         struct lp_slice text);
void lp_quote_blocks_end_line(struct lp_quote_blocks *b, enum lp_quote_to to);
void lp_quote_blocks_end_piece(struct lp_quote_blocks *b);

/* What comes at this depth from now on is of another message: that of which
 * `by` says who wrote it. It has at most LP_QUOTE_BY_MAX bytes, or is cut. */
void lp_quote_blocks_open(struct lp_quote_blocks *b, unsigned depth,
                          struct lp_slice by);

/* What was quoted at this depth and deeper is over. */
void lp_quote_blocks_close(struct lp_quote_blocks *b, unsigned depth);

/* What comes at this depth is not looked at until another is opened. */
void lp_quote_blocks_skip(struct lp_quote_blocks *b, unsigned depth);

/* The text is over, and all is in `out`. */
LP_MUST_USE enum lp_code lp_quote_blocks_end(struct lp_quote_blocks *b,
                                             struct lp_err *err);
void lp_quote_blocks_release(struct lp_quote_blocks *b);

#endif
