#ifndef LP_LEDGER_SET_PATHS_H
#define LP_LEDGER_SET_PATHS_H

#include <stddef.h>

#include "base/err.h"

/* Where sets lie. Zeroed, it is empty and safe to release. */
struct lp_set_paths {
    char **of;
    size_t n;
    size_t cap;
};

/**
 * Put `path` down, or if it is a folder all that is called `*.set` in it, in
 * byte order of their names; not what lies in folders below. Nothing is opened.
 *
 * LP_E_USAGE if a folder has none in it; LP_E_IO if there is no such path.
 */
LP_MUST_USE enum lp_code lp_set_paths_add(struct lp_set_paths *p,
                                          const char *path, struct lp_err *err);
void lp_set_paths_release(struct lp_set_paths *p);

#endif
