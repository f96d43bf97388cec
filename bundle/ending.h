#ifndef LP_BUNDLE_ENDING_H
#define LP_BUNDLE_ENDING_H

#include "bundle/reading.h"
#include "bundle/walk.h"

/**
 * Keep the next place in the line at `*own` for `r`, finish the digests of
 * `tap`, and put the record there when they have come.
 *
 * What `r` borrows from its container is copied; what it borrows from
 * `reading` (may be NULL), which is used up, is kept.
 */
void lp_ending_wait(struct lp_walk *w, struct lp_seg **own,
                    const struct lp_record *r, struct lp_tap *tap,
                    struct lp_reading *reading);

#endif
