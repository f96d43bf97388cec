#ifndef LP_FORMATS_ARCHIVE_WALK_H
#define LP_FORMATS_ARCHIVE_WALK_H

#include "base/limits.h"
#include "base/view.h"
#include "formats/kind.h"

/**
 * Whether an archive that a helper reads goes to its own end: its blocks are
 * walked, and nothing in them is looked at. Libraries take the end of the file
 * for that of the archive, so one that was cut would be told as whole.
 *
 * `*whole` is false if it ends early, or where no block stands. Kinds whose
 * libraries find that themselves are whole.
 */
LP_MUST_USE enum lp_code lp_archive_walk(enum lp_kind kind, struct lp_view *v,
                                         const struct lp_limits *limits,
                                         bool *whole, struct lp_err *err);

#endif
