#ifndef LP_BUNDLE_INFILE_H
#define LP_BUNDLE_INFILE_H

#include <sys/stat.h>

#include "base/view.h"

/*
 * One open file of a submission: its bytes as a stream and at any place. The
 * stream ends well only if the file is, at its end, what it was at its
 * beginning; else with LP_E_IO and LP_RULE_CHANGED.
 */
struct lp_infile {
    int fd; /* the view's */
    struct stat at_first;
    struct lp_view *view;
    struct lp_source range;
    struct lp_source bytes;
    uint64_t seen;
};

/* Takes `fd` over, also on failure. `st` is its fstat. The struct must not
 * move while it is in use. */
LP_MUST_USE enum lp_code lp_infile_init(struct lp_infile *f, int fd,
                                        const struct stat *st,
                                        struct lp_err *err);

/* Whether the file is still what it was, `seen` bytes of it having been read.
 */
LP_MUST_USE enum lp_code lp_infile_settled(const struct lp_infile *f,
                                           uint64_t seen, struct lp_err *err);
void lp_infile_release(struct lp_infile *f);

#endif
