#ifndef LP_BUNDLE_QUOTING_TOLD_H
#define LP_BUNDLE_QUOTING_TOLD_H

#include "base/buf.h"

/*
 * How it travels what a text says itself and what it quotes: as fingerprints
 * of letters and digits (crypto/winnow.h), the low 40 bits of each; so neither
 * line breaks nor charsets matter. The rule is that of docs/FORMAT-gaps.md.
 */
#define LP_QUOTE_KEY_SIZE ((size_t)5)

#define LP_QUOTE_PIECES_MAX 6 /* of a quotation that are looked at ... */
#define LP_QUOTE_KEYS_MAX 3   /* ... by so many fingerprints: the least */
#define LP_QUOTE_BY_MAX ((size_t)300)            /* bytes of an attribution */
#define LP_QUOTES_MAX 1000                       /* of one text, */
#define LP_QUOTES_BYTES_MAX ((size_t)256 * 1024) /* and in bytes */

/* Of what one text says, no more fingerprints are told. */
#define LP_QUOTE_SAID_MAX ((size_t)131072)

/* A run of lines of a quotation. */
struct lp_quote_piece {
    unsigned n;                      /* one at least */
    uint64_t key[LP_QUOTE_KEYS_MAX]; /* the least print first */
};

struct lp_quote {
    struct lp_slice by; /* the attribution, as found */
    uint32_t letters;   /* and digits */
    unsigned pieces;    /* one at least */
    struct lp_quote_piece piece[LP_QUOTE_PIECES_MAX];
};

/* What is told, as it comes together. */
struct lp_quoting_out {
    struct lp_buf said;
    struct lp_buf quotes;
    uint32_t n;
    uint32_t passed_over; /* quotations for which there was no room */
};

void lp_quoting_out_clear(struct lp_quoting_out *o);
void lp_quoting_out_release(struct lp_quoting_out *o);

/* A fingerprint of what it says; beyond LP_QUOTE_SAID_MAX it is left out. */
void lp_quoting_out_said(struct lp_quoting_out *o, uint64_t print);

/* A quotation; there may be no room for it. */
void lp_quoting_out_quote(struct lp_quoting_out *o, const struct lp_quote *q);

/* Append it all to `to`: at most 915 KiB. */
LP_MUST_USE enum lp_code lp_quoting_out_end(const struct lp_quoting_out *o,
                                            bool markup, bool quotes,
                                            struct lp_buf *to,
                                            struct lp_err *err);

/* That, taken apart; it borrows. */
struct lp_quoting_told {
    bool markup; /* the text was HTML */
    bool quotes; /* not all of it is said by it itself */
    uint32_t passed_over;
    struct lp_slice said; /* keys, LP_QUOTE_KEY_SIZE bytes each */
    struct lp_cursor rest;
};

/* False if it is none. No bytes are a text that says nothing. */
LP_MUST_USE bool lp_quoting_read(struct lp_quoting_told *t,
                                 struct lp_slice bytes);

/* The next quotation; false after the last, or where `t->rest` failed. */
LP_MUST_USE bool lp_quoting_next(struct lp_quoting_told *t, struct lp_quote *q);

/* A key from its bytes. */
uint64_t lp_quote_key(const uint8_t bytes[LP_QUOTE_KEY_SIZE]);

#endif
