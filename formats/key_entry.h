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
    uint64_t line; /* in the file, from 1; 0 in JSON */
};

typedef enum lp_code lp_key_told(void *who, const struct lp_key_entry *e,
                                 struct lp_err *err);

/* A time in an archive: a date, a date with a time of day (ISO 8601), or
 * seconds or milliseconds of 1970. False if it is none. */
LP_MUST_USE bool lp_key_time(struct lp_slice text, int64_t *seconds);

#endif
