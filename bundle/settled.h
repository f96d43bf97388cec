#ifndef LP_BUNDLE_SETTLED_H
#define LP_BUNDLE_SETTLED_H

#include "bundle/record.h"
#include "bundle/tap.h"

/* A failure that says something about the input is kept in the record; any
 * other ends the walk. */
bool lp_settled_about_input(enum lp_code rc);

/* All that will be known of a body is: put into `r` what it means that its
 * source ended, or failed. `under` is the tap of the container that it streams
 * from, or NULL; `broke`: a member, not the reader, met the end of its bytes.
 */
void lp_settled(struct lp_record *r, const struct lp_tap *tap,
                const struct lp_tap *under, bool broke);

#endif
