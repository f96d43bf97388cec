#ifndef LP_LEDGER_SET_META_H
#define LP_LEDGER_SET_META_H

#include "base/buf.h"
#include "ledger/level.h"

#define LP_SET_META_MAX ((size_t)65536)
#define LP_SET_META_LINES 17

/* What the documents of a set are to us. */
enum lp_set_status {
    LP_SET_PUBLISHED,
    LP_SET_RECEIVED, /* these three are nobody else's business: always keyed */
    LP_SET_REFUSED,
    LP_SET_WITHHELD,
    LP_SET_SOFTWARE, /* known software: a match is trivial */
    LP_SET_STATUS_COUNT
};

#define LP_SET_STATUS_BIT(status) (1U << (status))
#define LP_SET_STATUS_ALL (LP_SET_STATUS_BIT(LP_SET_STATUS_COUNT) - 1)

/* "published", ...; and back: LP_SET_STATUS_COUNT if there is none such. */
const char *lp_set_status_word(enum lp_set_status status);
enum lp_set_status lp_set_status_by_word(struct lp_slice word);

/* Whether sets of this status hold their keys under a secret. */
bool lp_set_status_keyed(enum lp_set_status status);

/*
 * What a set says about itself: the META text of docs/FORMAT-set.md. Texts
 * are printable UTF-8, without controls or bidi characters.
 */
struct lp_set_meta {
    struct lp_slice publication; /* its name; never empty */
    struct lp_slice date;        /* YYYY, YYYY-MM or YYYY-MM-DD; or empty */
    struct lp_slice url;         /* may be empty */
    int64_t made;                /* seconds since 1970 when it was written */
    bool list;              /* made from a flat list of digests; always partial:
                               a list says nothing of what is in containers */
    struct lp_slice source; /* 64 hex digits: SHA-256 of the manifest or list it
                               was made from; or empty, as in keyed sets */
    struct lp_slice readers; /* what could be opened, as "tar,zip": words of
                                [a-z0-9_.+-], strictly increasing; or empty */
    enum lp_set_status status;
    struct lp_slice keyed; /* 16 hex digits: the id of the secret; or empty */
    unsigned levels;       /* that it has: LP_LEVEL_BIT of each, at least one;
                              NEAR and PART only if it is not keyed */
    struct lp_slice rules; /* of these levels: see lp_level_rules_put */
    uint64_t documents;    /* documents it was made from */
    uint64_t unique;       /* different ones among them */
    uint64_t bytes;        /* in all documents */
    uint64_t containers;   /* containers found ... */
    uint64_t unopened;     /* ... and those that could not be opened */
    bool partial;          /* not all of the publication was seen */
};

/**
 * Append the META text of `m`.
 *
 * LP_E_USAGE, naming the field, if a field breaks the rules above or a number
 * is past 2^63-1; `to` is then as it was.
 */
LP_MUST_USE enum lp_code lp_set_meta_write(struct lp_buf *to,
                                           const struct lp_set_meta *m,
                                           struct lp_err *err);

/* Read a META text, strictly: only what lp_set_meta_write would write. `out`
 * borrows from `text` and is untouched on failure (LP_E_FORMAT). */
LP_MUST_USE enum lp_code lp_set_meta_read(struct lp_set_meta *out,
                                          struct lp_slice text,
                                          struct lp_err *err);

#endif
