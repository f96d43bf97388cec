#ifndef LP_TEST_MAIL_DRIP_H
#define LP_TEST_MAIL_DRIP_H

#include <string.h>

#include "base/source.h"

/* A source that shows its bytes `step` at a time, each piece in memory of its
 * own: one that is used too long shows. */
struct drip {
    struct lp_slice left;
    size_t step;
    struct lp_block *piece;
};

static enum lp_code
drip_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct drip *d = s->self;
    struct lp_slice now = lp_slice_head(d->left, d->step);

    lp_block_unref(d->piece);
    d->piece = NULL;
    if (now.len == 0) {
        return LP_OK;
    }
    d->piece = lp_block_new(now.len);
    if (d->piece == NULL) {
        return lp_no_memory(err);
    }
    memcpy(d->piece->data, now.data, now.len);
    *out = (struct lp_piece){{d->piece->data, now.len}, d->piece};
    d->left = lp_slice_from(d->left, now.len);
    return LP_OK;
}

static const struct lp_source_ops drip_ops = {.pull = drip_pull};

#endif
