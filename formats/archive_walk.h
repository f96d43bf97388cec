#ifndef LP_FORMATS_ARCHIVE_WALK_H
#define LP_FORMATS_ARCHIVE_WALK_H

#include "base/limits.h"
#include "base/view.h"
#include "formats/kind.h"
#include "formats/rule.h"

/* How far an archive goes by its own account. */
struct lp_archive_extent {
    bool whole;    /* it goes to its own end; false: it ends early, or a block
                      stands where none can */
    bool trailing; /* other bytes than zeros follow its end */
    uint64_t end;  /* whole: the first byte behind it */
    uint64_t members; /* LHA: how many there are ... */
    uint64_t folders; /* ... of these, folders and links, which have no data */
};

/**
 * Measure an archive that a helper reads: its blocks are walked, and nothing in
 * them is looked at. Libraries take the end of the file for that of the
 * archive, so one that was cut would be told as whole, and bytes behind it
 * would be told by nobody.
 *
 * Kinds that do not say where they end are whole and end with the view.
 */
LP_MUST_USE enum lp_code lp_archive_walk(enum lp_kind kind, struct lp_view *v,
                                         const struct lp_limits *limits,
                                         struct lp_archive_extent *out,
                                         struct lp_err *err);

/* The same, and the trees of an ISO image, as findings. */
LP_MUST_USE enum lp_code lp_archive_look(struct lp_findings *found,
                                         struct lp_archive_extent *out,
                                         enum lp_kind kind, struct lp_view *v,
                                         const struct lp_limits *limits,
                                         struct lp_err *err);

#endif
