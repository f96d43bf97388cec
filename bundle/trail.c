#include "bundle/trail.h"

#include <stdlib.h>

#include "base/mem.h"
#include "formats/locator.h"

static size_t
open_end(const struct lp_trail *t, size_t level)
{
    return level == 0 ? 0 : t->end[level - 1];
}

static enum lp_code
append(struct lp_trail *t, const struct lp_record *r, struct lp_err *err)
{
    t->path.len = open_end(t, t->n);
    if (t->path.len > 0) {
        lp_buf_str(&t->path, LP_LOCATOR_STEP);
    }
    lp_locator_put(&t->path, r->name, r->ordinal);
    return lp_buf_check(&t->path, err);
}

enum lp_code
lp_trail_enter(struct lp_trail *t, const struct lp_record *r,
               struct lp_err *err)
{
    enum lp_code rc;
    size_t *grown;

    grown = lp_mem_grow(t->end, t->n, &t->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    t->end = grown;
    rc = append(t, r, err);
    if (rc == LP_OK) {
        t->end[t->n++] = t->path.len;
    }
    return rc;
}

enum lp_code
lp_trail_at(struct lp_trail *t, const struct lp_record *r, struct lp_where *out,
            struct lp_err *err)
{
    enum lp_code rc = append(t, r, err);

    out->path = lp_buf_slice(&t->path);
    out->parent = lp_slice_head(out->path, open_end(t, t->n));
    return rc;
}

void
lp_trail_leave(struct lp_trail *t, struct lp_where *out)
{
    t->n--;
    t->path.len = t->end[t->n];
    out->path = lp_buf_slice(&t->path);
    out->parent = lp_slice_head(out->path, open_end(t, t->n));
}

void
lp_trail_release(struct lp_trail *t)
{
    lp_buf_release(&t->path);
    free(t->end);
    *t = (struct lp_trail){0};
}
