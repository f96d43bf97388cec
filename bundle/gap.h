#ifndef LP_BUNDLE_GAP_H
#define LP_BUNDLE_GAP_H

#include "base/err.h"
#include "base/slice.h"

/* What a bundle lacks. A finding is a question for a person who knows the
 * documents, and proves nothing. */
enum lp_gap_kind {
    LP_GAP_MISSING_MESSAGE,     /* an identifier that no message has */
    LP_GAP_STRIPPED_ATTACHMENT, /* a place where one was */
    LP_GAP_SERIES_HOLE,         /* numbers that no name has */
    LP_GAP_SILENCE,             /* a time without messages */
    LP_GAP_ONE_SIDED,           /* a correspondent without messages */
    LP_GAP_QUOTED_MISSING,      /* what is quoted, and nobody says */
    LP_GAP_KINDS
};

/* How a stripped attachment shows. */
enum lp_gap_stripped {
    LP_STRIPPED_NONE,
    LP_STRIPPED_EXTERNAL, /* the part says that its content is elsewhere */
    LP_STRIPPED_DELETED, /* a mailer took it out and left a part that says so */
    LP_STRIPPED_EMPTY,   /* it has a name and no bytes */
    LP_STRIPPED_SAID,    /* a line of the text says so */
    LP_STRIPPED_NAMED,   /* the text names a file that the bundle has not */
};

/* A finding. What it says of each kind:
 *
 *            what         last      path        next        count    of
 * MISSING    identifier   -         1st to      -           messages -
 *                                   name it                 naming it
 * STRIPPED   its name     -         the part    -           1        -
 * SERIES     1st missing  last one  document    document    names    names
 *            name                   before      behind      missing  there
 * SILENCE    mailbox      -         message     message     -        messages
 *                                   before      behind               dated
 * ONE-SIDED  address      -         1st to it   -           messages answers
 *                                                           to it    to absent
 * QUOTED     attribution  -         1st to      -           messages letters
 *                                   quote it                quoting
 */
struct lp_gap {
    enum lp_gap_kind kind;
    enum lp_gap_stripped how;
    struct lp_slice what; /* as found: not printable before it is escaped */
    struct lp_slice last;
    struct lp_slice path; /* a locator, as it was given */
    struct lp_slice next;
    uint64_t count;
    uint64_t of;
    int64_t from; /* SILENCE: seconds since 1970 of the message before ... */
    int64_t to;   /* ... and behind */
};

typedef enum lp_code lp_gap_told(void *who, const struct lp_gap *gap,
                                 struct lp_err *err);

#endif
