#ifndef LP_FORMATS_BAG_TEXT_H
#define LP_FORMATS_BAG_TEXT_H

#include "base/buf.h"

/* The text of a tag file of a bag (RFC 8493, 2.3), strictly: nothing is
 * guessed, and nothing is replaced. */

enum lp_bag_text {
    LP_BAG_TEXT_GOOD,
    LP_BAG_TEXT_MARKED,  /* good, behind a byte order mark that is too much */
    LP_BAG_TEXT_BROKEN,  /* not in that encoding */
    LP_BAG_TEXT_UNKNOWN, /* the encoding is not read here */
};

/**
 * Append `raw`, which is said to be in `encoding`, to `utf8`, without a byte
 * order mark. LP_E_MEMORY or LP_E_LIMIT if that cannot be held.
 */
LP_MUST_USE enum lp_code lp_bag_text(struct lp_buf *utf8, struct lp_slice raw,
                                     struct lp_slice encoding,
                                     enum lp_bag_text *what,
                                     struct lp_err *err);

/* The lines of a text, which end in LF, CR, or CR LF. */
struct lp_bag_lines {
    struct lp_slice rest;
    uint64_t line; /* number of the last one, from 1 */
    bool open;     /* the last one has no end */
};

/* False: there is none. */
bool lp_bag_line(struct lp_bag_lines *l, struct lp_slice *line);

#endif
