#ifndef LP_FORMATS_MAIL_HEAD_H
#define LP_FORMATS_MAIL_HEAD_H

#include "base/buf.h"
#include "base/limits.h"
#include "formats/mail_cut.h"
#include "formats/mail_field.h"

/* The values of a header that say who its message is. Zeroed, it is ready. */
struct lp_mail_own {
    struct lp_buf text; /* one behind the other */
    struct {
        bool there;
        bool again; /* more than once: the first is kept */
        bool too_long;
        size_t at; /* in `text` */
        size_t len;
    } of[LP_MAIL_KNOWN];
};

/* What a header says of the body behind it. Zeroed, it is ready. */
struct lp_mail_head {
    uint64_t at;        /* where it begins */
    bool too_much;      /* it is larger than the limits let us read */
    bool bad;           /* a line is neither a field nor of one */
    bool repeated;      /* a field stands again that may stand once */
    bool two_readings;  /* a field that tells of the body says two things */
    uint32_t there;     /* 1 << field for each that is there */
    struct lp_buf type; /* the first value of each, unfolded */
    struct lp_buf encoding;
    struct lp_buf disposition;
    struct lp_buf other;     /* what one of them says the second time */
    struct lp_mail_own *own; /* NULL unless the next header's are wanted; what
                                was in it is forgotten */
};

/* Take the header that begins here: up to its blank line, which is taken too,
 * or to a line that is none of its lines, or to a delimiter or the end. If it
 * is `too_much`, what was taken is some of it. What was in `h` is forgotten. */
LP_MUST_USE enum lp_code lp_mail_head_take(struct lp_mail_head *h,
                                           struct lp_mail_cut *c,
                                           const struct lp_limits *limits,
                                           struct lp_err *err);

void lp_mail_head_release(struct lp_mail_head *h);

/* The values in `own`, borrowed from it. */
void lp_mail_own_fields(const struct lp_mail_own *own,
                        struct lp_mail_fields *out);

void lp_mail_own_release(struct lp_mail_own *own);

/* What stands before a header: blank lines of so many bytes, with a byte order
 * mark; they are told from an empty header by the bytes up to here. */
#define LP_MAIL_LEAD_MAX 64
#define LP_MAIL_LEAD_SEEN 2048

/* How much of `s`, the first LP_MAIL_LEAD_SEEN bytes of a message or more, or
 * all of it, stands before its header: a byte order mark, and blank lines if
 * what follows them shows at least three fields of a header, two of them
 * well known. */
size_t lp_mail_head_lead(struct lp_slice s);

/* Whether that may be any. */
bool lp_mail_head_may_lead(struct lp_slice s);

/* Pass over it, at the beginning of a message. */
LP_MUST_USE enum lp_code lp_mail_head_pass(struct lp_mail_cut *c,
                                           struct lp_err *err);

/* How sure it is that `head`, whole if it is shorter than `most`, begins with
 * the header of a message: 0 or 16. */
unsigned lp_mail_head_bid(struct lp_slice head, size_t most);

#endif
