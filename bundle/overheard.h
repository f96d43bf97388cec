#ifndef LP_BUNDLE_OVERHEARD_H
#define LP_BUNDLE_OVERHEARD_H

#include "bundle/reading.h"
#include "bundle/walk.h"

/*
 * A table is opened, and is a document with a text all the same: so it is read
 * as one on its way to its reader. Zeroed, nothing is overheard.
 */
struct lp_overheard {
    struct lp_source from;
    struct lp_reading *reading;
};

/* Put an ear between `*bytes` and who pulls from it: the bytes of `r`, a table
 * that begins with `head` and is not told to be one yet. */
LP_MUST_USE enum lp_code lp_overhear(struct lp_overheard *o,
                                     struct lp_source *bytes,
                                     const struct lp_walk *w,
                                     const struct lp_record *r,
                                     struct lp_slice head, struct lp_err *err);

/* The bytes are over. `*out` is what was read, to be finished with the record;
 * NULL if there was nothing. */
LP_MUST_USE enum lp_code lp_overheard_end(struct lp_overheard *o,
                                          struct lp_reading **out,
                                          struct lp_record *r,
                                          struct lp_err *err);
void lp_overheard_release(struct lp_overheard *o);

#endif
