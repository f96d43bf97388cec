#ifndef LP_FORMATS_ZIP_LOCAL_H
#define LP_FORMATS_ZIP_LOCAL_H

#include "formats/rule.h"
#include "formats/zip_header.h"

/* Where a member and what belongs to it lie. */
struct lp_zip_extent {
    uint64_t local; /* in: its local header */
    uint64_t next;  /* in: what comes next: another header, or the directory */
    uint64_t limit; /* in: where the directory begins */
    enum lp_rule closed; /* LOCAL or OVERLAP: its data cannot be had */
    uint64_t data;       /* where the packed data begins */
    uint64_t front;      /* just after the data and its descriptor */
};

/**
 * Read the local header of the member that `central` describes and what may
 * stand behind its data, and note in `found` where they do not agree.
 *
 * If `x` is closed afterwards, x->front is where the member should end.
 */
LP_MUST_USE enum lp_code lp_zip_local_read(struct lp_zip_extent *x,
                                           const struct lp_zip_header *central,
                                           struct lp_zip_window *w,
                                           struct lp_findings *found,
                                           struct lp_err *err);

#endif
