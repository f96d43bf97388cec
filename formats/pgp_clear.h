#ifndef LP_FORMATS_PGP_CLEAR_H
#define LP_FORMATS_PGP_CLEAR_H

#include "base/buf.h"

/*
 * Finds cleartext signatures in a text (RFC 9580, section 7): the lines of a
 * message as they are signed, and the armor behind them. Fed in pieces of any
 * size; what is held is bounded.
 */

/* A message in the text of a message, so deep. */
#define LP_PGP_CLEAR_LEVELS 4

/* A block whose armor, or a run of blanks, is longer is given up. */
#define LP_PGP_CLEAR_LINE ((size_t)64 << 10)
#define LP_PGP_CLEAR_ARMOR ((size_t)1 << 20)

struct lp_pgp_clear_sink {
    void *who;
    /* A message begins; `level` 0 is the outermost. */
    void (*begin)(void *who, unsigned level);
    /* More of what is signed: without dash-escapes and the blanks at the ends
     * of lines, with CRLF between lines. `quoted`: the bytes begin a line, with
     * the `>` that mailboxes put before "From ". */
    void (*text)(void *who, unsigned level, struct lp_slice bytes, bool quoted);
    /* It is over. `armor` has the lines of its signatures, or is empty; `wrong`
     * is NULL, or in words what makes it none. */
    void (*end)(void *who, unsigned level, struct lp_slice armor,
                const char *wrong);
    /* A line begins a message that is encrypted, or packed with its signature
     * ("BEGIN PGP MESSAGE"). */
    void (*packed)(void *who, unsigned level);
};

/* Why, if text stands where only the names of digests may. */
extern const char lp_pgp_clear_smuggled[];

/* Zeroed but for `sink`, it is ready. It must not move. */
struct lp_pgp_clear {
    struct lp_pgp_clear_sink sink;
    unsigned level;
    unsigned state;
    bool began;         /* the first line is over, with a mark on top or not */
    bool passing;       /* what comes is of a line that was begun to be told */
    bool lines;         /* a line of the message was told */
    bool versioned;     /* its armor has a line with a version */
    const char *wrong;  /* with the message at hand */
    struct lp_buf line; /* of the line at hand, what was not told yet */
    struct lp_buf armor;
    uint64_t outside; /* bytes in lines outside of messages that are not blank,
                         without their LF */
    bool shown;       /* of the line outside at hand: it is not blank */
    uint64_t skipped; /* likewise: so long is it */
    struct lp_pgp_clear *inner;
};

/* LP_E_MEMORY, or LP_OK. */
LP_MUST_USE enum lp_code lp_pgp_clear_feed(struct lp_pgp_clear *c,
                                           struct lp_slice bytes,
                                           struct lp_err *err);

/* The text is over: a message that is not is told as cut. */
LP_MUST_USE enum lp_code lp_pgp_clear_end(struct lp_pgp_clear *c,
                                          struct lp_err *err);
void lp_pgp_clear_release(struct lp_pgp_clear *c);

#endif
