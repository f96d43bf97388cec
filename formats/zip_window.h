#ifndef LP_FORMATS_ZIP_WINDOW_H
#define LP_FORMATS_ZIP_WINDOW_H

#include "base/slice.h"
#include "base/view.h"

/* A small stretch of a view, kept in memory, so that records which lie side by
 * side cost one read. Zeroed apart from `view`, it is ready. */
struct lp_zip_window {
    struct lp_view *view; /* borrowed */
    uint64_t at;
    size_t len;
    size_t cap;
    uint8_t *data;
};

/**
 * Show the `n` bytes at `at`; fewer only where the view ends.
 *
 * `*out` is borrowed until the next call on `w`.
 */
LP_MUST_USE enum lp_code lp_zip_window_show(struct lp_zip_window *w,
                                            uint64_t at, size_t n,
                                            struct lp_slice *out,
                                            struct lp_err *err);
void lp_zip_window_release(struct lp_zip_window *w);

#endif
