#ifndef LP_BUNDLE_LOOK_TREE_H
#define LP_BUNDLE_LOOK_TREE_H

#include "bundle/infile.h"
#include "bundle/walk.h"

/* Read a file for its tree alone, its pieces by all threads that are idle, and
 * put its record into the line at `own`. `rec` says what is known beforehand.
 */
void lp_look_tree(struct lp_walk *w, struct lp_seg *own,
                  const struct lp_record *rec, const struct lp_infile *file);

#endif
