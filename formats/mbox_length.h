#ifndef LP_FORMATS_MBOX_LENGTH_H
#define LP_FORMATS_MBOX_LENGTH_H

#include "base/slice.h"

#define LP_MBOX_LENGTH_LINE 80

/*
 * Where a message of a mailbox says that it ends: the Content-Length of its
 * header, which some programs (mboxcl, mboxcl2) write and believe. It is proven
 * by what stands there: a `From ` line, or the end of the mailbox. What one
 * message says stands until its end is passed, over messages that seem to begin
 * within. Zeroed, nothing is said.
 */
struct lp_mbox_length {
    bool head;       /* in the header */
    bool odd;        /* the line at hand is longer than what is kept */
    bool there;      /* it says so ... */
    bool pending;    /* ... and `end` lies ahead */
    bool cut;        /* it was cut before that ... */
    uint64_t fed;    /* up to here */
    uint64_t length; /* bytes of its body */
    uint64_t end;
    uint64_t cut_at; /* ... here */
    size_t n;
    uint8_t line[LP_MBOX_LENGTH_LINE];
};

/* A message begins at `at`. */
void lp_mbox_length_begin(struct lp_mbox_length *l, uint64_t at);

/* What can be seen of the message at `at`: some of it may have been fed. */
void lp_mbox_length_feed(struct lp_mbox_length *l, struct lp_slice bytes,
                         uint64_t at);

/* Whether what is at `at` is where the message says that it ends. */
bool lp_mbox_length_is(const struct lp_mbox_length *l, uint64_t at);

/* At `at` is a `From ` line, or the end, with a blank line of `before` bytes
 * before it; `cut`: the message is taken to end there. Whether the place where
 * the message says that it ends is thereby proven, and is another than that
 * where it was cut (l->cut_at). */
bool lp_mbox_length_meets(struct lp_mbox_length *l, uint64_t at, size_t before,
                          bool cut);

#endif
