#ifndef LP_FORMATS_MAIL_ZONE_H
#define LP_FORMATS_MAIL_ZONE_H

#include "base/err.h"
#include "base/slice.h"

/* The zone that a date of mail states (RFC 5322, 3.3 and 4.3). */
struct lp_mail_zone {
    bool has_offset; /* a sign and four digits, or hh:mm */
    bool west;
    unsigned hours;
    unsigned minutes;
    struct lp_slice name; /* "PST", bare or in a comment; else empty */
};

/* Read it off the unfolded value of a Date, from behind its time of day. False
 * if there is no time of day. */
LP_MUST_USE bool lp_mail_zone(struct lp_mail_zone *out, struct lp_slice value);

/* Whether a clock somewhere may show this: at most 14:00 from Greenwich, and
 * minutes below 60. Without an offset, yes. */
bool lp_mail_zone_can_be(const struct lp_mail_zone *z);

/* Whether its name is one that is known, and never stood for its offset. */
bool lp_mail_zone_contradicts(const struct lp_mail_zone *z);

#endif
