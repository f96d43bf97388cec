#ifndef LP_FORMATS_MAIL_FIELD_H
#define LP_FORMATS_MAIL_FIELD_H

#include "base/slice.h"

/* The longest value that is kept. */
#define LP_MAIL_VALUE_MAX 65536

/* The fields of a header that say something to us: that it is one, or what is
 * in the body. */
enum lp_mail_field {
    LP_MAIL_FROM,
    LP_MAIL_TO,
    LP_MAIL_CC,
    LP_MAIL_SENDER,
    LP_MAIL_DATE,
    LP_MAIL_SUBJECT,
    LP_MAIL_MESSAGE_ID,
    LP_MAIL_ONCE, /* of those above, a message has one each */
    LP_MAIL_TYPE = LP_MAIL_ONCE,
    LP_MAIL_ENCODING,
    LP_MAIL_DISPOSITION,
    LP_MAIL_IN_REPLY_TO,
    LP_MAIL_REFERENCES,
    LP_MAIL_REPLY_TO,
    LP_MAIL_KNOWN,
    LP_MAIL_UNKNOWN = 31,
};

/* What a message's own header says of who it is: raw unfolded values, the
 * first of each field. One without data is not there. */
struct lp_mail_fields {
    struct lp_slice from;
    struct lp_slice sender;
    struct lp_slice to;
    struct lp_slice cc;
    struct lp_slice date;
    struct lp_slice subject;
    struct lp_slice message_id;
    struct lp_slice in_reply_to;
    struct lp_slice references;
    struct lp_slice reply_to;
    bool reply_odd; /* Reply-To stands twice, or is too long to be here */
    bool too_long;  /* one was longer than LP_MAIL_VALUE_MAX, and is not here */
};

/* How a line of a header reads. */
enum lp_mail_read {
    LP_MAIL_READ_BLANK, /* the header ends with it */
    LP_MAIL_READ_FIELD,
    LP_MAIL_READ_MORE,     /* of the field before */
    LP_MAIL_READ_ENVELOPE, /* "From " or ">From ", as mailboxes have it */
    LP_MAIL_READ_OTHER,    /* it is no line of a header */
};

/* Read a line without its end; of a field, `*name` (not empty, unless the line
 * begins with a colon) and `*value`. */
enum lp_mail_read lp_mail_field_read(struct lp_slice line,
                                     struct lp_slice *name,
                                     struct lp_slice *value);

/* Which field has this name, in letters of any case: one up to LP_MAIL_KNOWN,
 * or one of its own number up to 30 of those that only messages have, or
 * LP_MAIL_UNKNOWN. */
unsigned lp_mail_field_find(struct lp_slice name);

/* Whether a field with this number shows that a header is a message's. */
bool lp_mail_field_listed(unsigned field);

#endif
