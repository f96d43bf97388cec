#ifndef LP_FORMATS_MAIL_CUT_H
#define LP_FORMATS_MAIL_CUT_H

#include "formats/mail_hand.h"

/* The longest boundary; RFC 2046 allows 70 bytes. */
#define LP_MAIL_BOUNDARY_MAX 200

/* Where the reading of a message stands: before a delimiter line, or at the
 * end of all (level 0). */
struct lp_mail_met {
    unsigned level; /* of its boundary: 1 is the outermost */
    bool closes;
    size_t len; /* of the line end before it, and of the line */
};

struct lp_mail_mark {
    uint8_t len;
    uint8_t data[LP_MAIL_BOUNDARY_MAX];
};

/*
 * Cuts a message at the delimiter lines of the multiparts that are open: a
 * whole line of `--`, the boundary, perhaps `--` and blanks. The end of the
 * line before belongs to the delimiter. Zeroed but for hand.feed.from and
 * `begins`, it is ready.
 */
struct lp_mail_cut {
    struct lp_mail_hand hand;
    bool begins;  /* the next byte is the first of a line */
    size_t clear; /* so many bytes in sight are known to hold no delimiter */
    struct lp_mail_met met;
    struct lp_mail_mark *marks; /* the open boundaries ... */
    unsigned open;
    size_t cap; /* ... and for how many there is room */
};

/* What can be seen up to the next delimiter. Empty: there is one here, or the
 * end, as `met` says. Nothing is taken. */
LP_MUST_USE enum lp_code lp_mail_cut_peek(struct lp_mail_cut *c,
                                          struct lp_piece *out,
                                          struct lp_err *err);

/* Take `n` of the bytes that the last peek or line showed. */
void lp_mail_cut_took(struct lp_mail_cut *c, size_t n);

/* The line at hand, with its end, or as much as LP_MAIL_LINE_MAX bytes of it;
 * `*text` is its length without its end. Empty as with a peek. */
LP_MUST_USE enum lp_code lp_mail_cut_line(struct lp_mail_cut *c,
                                          struct lp_slice *line, size_t *text,
                                          struct lp_err *err);

/* Take the delimiter that was met. */
void lp_mail_cut_pass(struct lp_mail_cut *c);

/* Pass over all up to the next delimiter or the end. */
LP_MUST_USE enum lp_code lp_mail_cut_skip(struct lp_mail_cut *c,
                                          struct lp_err *err);

/* The same of what is of no part: before the first of a multipart, or behind
 * its last line (RFC 2046, 5.1.1). No mail program shows it. `*much` says that
 * somebody can have hidden something there: a line looks like the header of a
 * part, or there is more than a remark. */
LP_MUST_USE enum lp_code lp_mail_cut_outside(struct lp_mail_cut *c, bool *much,
                                             struct lp_err *err);

/* Open one level more, with a boundary of 1 to LP_MAIL_BOUNDARY_MAX bytes. */
LP_MUST_USE enum lp_code lp_mail_cut_open(struct lp_mail_cut *c,
                                          struct lp_slice boundary,
                                          struct lp_err *err);

/* Leave only `levels` open. */
void lp_mail_cut_close(struct lp_mail_cut *c, unsigned levels);

/* How many bytes were taken. */
uint64_t lp_mail_cut_at(const struct lp_mail_cut *c);

void lp_mail_cut_release(struct lp_mail_cut *c);

#endif
