#ifndef LP_BASE_VIEW_H
#define LP_BASE_VIEW_H

#include "base/err.h"
#include "base/source.h"

struct lp_view;

struct lp_view_ops {
    /* Read up to `n` bytes at `at`; `*got` is less only at the end. */
    enum lp_code (*read)(struct lp_view *v, uint64_t at, uint8_t *to, size_t n,
                         size_t *got, struct lp_err *err);
    void (*free)(struct lp_view *v);
};

/*
 * Bytes of known length that can be read at any place, by several threads at
 * once. Counted: whoever needs it beyond the call that showed it takes a
 * reference.
 */
struct lp_view {
    const struct lp_view_ops *ops;
    uint64_t size;
    _Atomic unsigned refs;
};

struct lp_view *lp_view_ref(struct lp_view *v);
void lp_view_unref(struct lp_view *v); /* NULL is nothing */

LP_MUST_USE enum lp_code lp_view_read(struct lp_view *v, uint64_t at,
                                      uint8_t *to, size_t n, size_t *got,
                                      struct lp_err *err);

/* Whether all bytes from `from` on are zeros; so they are if there are none. */
LP_MUST_USE enum lp_code lp_view_zeros(struct lp_view *v, uint64_t from,
                                       bool *yes, struct lp_err *err);

/* A view of an open, regular file; `fd` is closed with the last reference,
 * unless `borrowed`. */
LP_MUST_USE enum lp_code lp_view_file(struct lp_view **out, int fd,
                                      uint64_t size, bool borrowed,
                                      struct lp_err *err);

/* The first `size` bytes of `v` (or all of them, if it has fewer), as if there
 * were no more. Holds a reference on `v`. */
LP_MUST_USE enum lp_code lp_view_head(struct lp_view **out, struct lp_view *v,
                                      uint64_t size, struct lp_err *err);

/* The `size` bytes of `v` that start at `at`, as a stream. Holds a reference
 * on `v`. An end of `v` before that is simply the end. */
LP_MUST_USE enum lp_code lp_source_range(struct lp_source *out,
                                         struct lp_view *v, uint64_t at,
                                         uint64_t size, struct lp_err *err);

#endif
