#ifndef LP_BUNDLE_DO_PIECES_H
#define LP_BUNDLE_DO_PIECES_H

#include "base/err.h"

struct lp_pieces_options {
    const char *path; /* one regular file */
    const char *out;  /* where its pieces go */
    unsigned threads; /* at least 1 */
};

struct lp_pieces_report {
    uint64_t size;
    uint64_t pieces;
    uint8_t root[32];
};

/**
 * Write the pieces file of one file, docs/FORMAT-tree.md: a layer of its tree.
 *
 * It appears only once it is whole. LP_E_USAGE of what is no regular file, or
 * is empty: of that there is no tree.
 */
LP_MUST_USE enum lp_code lp_do_pieces(const struct lp_pieces_options *o,
                                      struct lp_pieces_report *report,
                                      struct lp_err *err);

#endif
