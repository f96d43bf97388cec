#ifndef LP_FORMATS_ISO_TREES_H
#define LP_FORMATS_ISO_TREES_H

#include "base/limits.h"
#include "base/view.h"

/**
 * Whether programs can disagree about the files in an ISO 9660 image. It can
 * have several trees of folders over the same files: its own, ones with other
 * names (Joliet, ISO 9660:1999), and those of UDF and HFS. Each program shows
 * one of them, so a file that only one tree has is shown by some alone.
 *
 * `*differ`: the files of those of ISO 9660 (by place and length; empty ones do
 * not count) are not the same or not told in the usual way, there is one of UDF
 * or HFS, which nothing here reads, or the trees have more entries than the
 * limit.
 */
LP_MUST_USE enum lp_code lp_iso_trees(struct lp_view *v,
                                      const struct lp_limits *limits,
                                      bool *differ, struct lp_err *err);

#endif
