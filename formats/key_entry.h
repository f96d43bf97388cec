#ifndef LP_FORMATS_KEY_ENTRY_H
#define LP_FORMATS_KEY_ENTRY_H

#include "base/buf.h"

/* One key record of an archive, as the archive has it. */
struct lp_key_entry {
    struct lp_slice name; /* in DNS, all of it */
    struct lp_slice text; /* of its TXT record */
    struct lp_slice source;
    int64_t first; /* when it was seen, in seconds of 1970; 0: not said */
    int64_t last;
    uint64_t line; /* where it stands in the file: from 1 ... */
    uint64_t at;   /* ... and the byte */
};

/* Something in an archive that is no record, where it stands, and why. */
struct lp_key_bad {
    uint64_t line;
    uint64_t at;
    const char *why;
};

typedef enum lp_code lp_key_told(void *who, const struct lp_key_entry *e,
                                 struct lp_err *err);
typedef enum lp_code lp_key_bad_told(void *who, const struct lp_key_bad *bad,
                                     struct lp_err *err);

/* A time in an archive: a date, a date with a time of day (ISO 8601), or
 * seconds or milliseconds of 1970. False if it is none, or is behind the year
 * 9999. */
LP_MUST_USE bool lp_key_time(struct lp_slice text, int64_t *seconds);

/* Tell `bad` of something that is none; LP_E_FORMAT if that is NULL. */
LP_MUST_USE enum lp_code lp_key_is_none(const struct lp_key_bad *what,
                                        lp_key_bad_told *bad, void *who,
                                        struct lp_err *err);

/* Append `e` as a line of five columns, with its end. No column may hold a
 * control character. */
void lp_key_entry_put(struct lp_buf *to, const struct lp_key_entry *e);

#endif
