#ifndef LP_TEST_VIEW_BOX_H
#define LP_TEST_VIEW_BOX_H

#include "base/slice.h"
#include "base/view.h"

/* A view of bytes in memory. */
struct view_box {
    struct lp_view base;
    struct lp_slice bytes;
};

static inline enum lp_code
view_box_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n,
              size_t *got, struct lp_err *err)
{
    const struct view_box *b = (const struct view_box *)v;
    struct lp_slice s = at > b->bytes.len ? (struct lp_slice){0}
                                          : lp_slice_from(b->bytes, (size_t)at);

    (void)err;
    s = lp_slice_head(s, n);
    if (s.len > 0) {
        memcpy(to, s.data, s.len);
    }
    *got = s.len;
    return LP_OK;
}

static inline void
view_box_free(struct lp_view *v)
{
    (void)v;
}

static const struct lp_view_ops view_box_ops = {view_box_read, view_box_free};

static inline struct view_box
view_box(struct lp_slice bytes)
{
    return (struct view_box){{&view_box_ops, bytes.len, 1}, bytes};
}

#endif
