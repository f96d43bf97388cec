#ifndef LP_FORMATS_MAIL_HAND_H
#define LP_FORMATS_MAIL_HAND_H

#include "base/buf.h"
#include "base/source.h"
#include "formats/entry.h"

/* A line whose end is not among so many bytes is no line of a grammar. */
#define LP_MAIL_LINE_MAX 1024

/*
 * A hand on a source that can see past the edge of a piece: what stands there
 * is held together in one place. All else is shown where it lies. Zeroed but
 * for feed.from, it is ready.
 *
 * If the source fails while bytes are in sight, these are still to be had, and
 * `broken` says that what follows them will never be seen: whoever waited for
 * more takes them for what they are. So no byte that came before the failure is
 * lost, whatever the pieces were.
 */
struct lp_mail_hand {
    struct lp_feed feed;
    bool broken;
    struct lp_err why; /* broken: how the source failed */
    size_t from;
    size_t to;
    uint8_t held[4 * LP_MAIL_LINE_MAX];
};

/* What can be seen, with the owner of the bytes: empty only at the end.
 * `*last`: nothing follows it. Nothing is taken. */
LP_MUST_USE enum lp_code lp_mail_hand_peek(struct lp_mail_hand *h,
                                           struct lp_piece *out, bool *last,
                                           struct lp_err *err);

/* See what was seen and at least one byte more, up to LP_MAIL_LINE_MAX; at the
 * end, the next peek says so; if the source fails, `broken` does. No more may
 * be in sight than two lines. */
LP_MUST_USE enum lp_code lp_mail_hand_more(struct lp_mail_hand *h,
                                           struct lp_err *err);

/* How the source failed, once it is broken. */
enum lp_code lp_mail_hand_why(const struct lp_mail_hand *h, struct lp_err *err);

/* Take `n` of the bytes in sight. */
void lp_mail_hand_took(struct lp_mail_hand *h, size_t n);

/* How many were taken in all. */
uint64_t lp_mail_hand_at(const struct lp_mail_hand *h);

/* How a line begins that is looked at. */
enum lp_mail_line {
    LP_MAIL_LINE_WHOLE, /* it ends */
    LP_MAIL_LINE_LONG,  /* not among its first LP_MAIL_LINE_MAX bytes */
    LP_MAIL_LINE_MORE,  /* not in sight */
};

/* Look at the line that `s` begins with; nothing follows `s` if `last`.
 * WHOLE: its text has `*text` bytes, and `*len` with its end (LF, CRLF, CR, or
 * none at the end of all). LONG: both are LP_MAIL_LINE_MAX. */
enum lp_mail_line lp_mail_line(struct lp_slice s, bool last, size_t *text,
                               size_t *len);

/* How many bytes before `at` are the end of the line before: 0, 1 or 2. */
size_t lp_mail_line_end_before(struct lp_slice s, size_t at);

/* The length of the blank line that ends at `at`; 0 if there is none. `begins`:
 * the first byte of `s` is the first of a line. */
size_t lp_mail_blank_before(struct lp_slice s, size_t at, bool begins);

/* Message `nth` of a mailbox begins here: what is known of it by now. `name`
 * and `after` are what `e` borrows; its end is to be kept in `after`. */
LP_MUST_USE enum lp_code lp_mail_hand_message(const struct lp_mail_hand *h,
                                              uint64_t nth, struct lp_buf *name,
                                              struct lp_after *after,
                                              struct lp_entry *e,
                                              struct lp_err *err);

#endif
