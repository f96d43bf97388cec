#ifndef LP_LEDGER_SET_META_H
#define LP_LEDGER_SET_META_H

#include "base/buf.h"

#define LP_SET_META_MAX ((size_t)65536)

/*
 * What a set says about itself: the META text of docs/FORMAT-set.md. Texts
 * are printable UTF-8, without controls or bidi characters.
 */
struct lp_set_meta {
    struct lp_slice publication; /* its name; never empty */
    struct lp_slice date;        /* YYYY, YYYY-MM or YYYY-MM-DD */
    struct lp_slice url;         /* may be empty */
    int64_t made;                /* seconds since 1970 when it was written */
    struct lp_slice source;  /* 64 hex digits: SHA-256 of the manifest it was
                                made from; or empty */
    struct lp_slice readers; /* what could be opened, as "tar,zip": words of
                                [a-z0-9_.+-], strictly increasing; or empty */
    uint64_t documents;      /* documents it was made from */
    uint64_t unique;         /* different ones among them, at level raw */
    uint64_t bytes;          /* in all documents */
    uint64_t containers;     /* containers found ... */
    uint64_t unopened;       /* ... and those that could not be opened */
    bool partial;            /* not all of the publication was seen */
};

/**
 * Append the META text of `m`, with `raw` as its only level.
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
