#include "bundle/trail.h"

#include <stdlib.h>

#include "base/mem.h"
#include "formats/locator.h"

static size_t
open_end(const struct lp_trail *t, size_t level)
{
    return level == 0 ? 0 : t->step[level - 1].end;
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

static void
fill(const struct lp_trail *t, struct lp_where *out)
{
    out->path = lp_buf_slice(&t->path);
    out->parent = lp_slice_head(out->path, open_end(t, t->n));
    out->in = t->n == 0 ? LP_KIND_OTHER : t->step[t->n - 1].kind;
}

enum lp_code
lp_trail_enter(struct lp_trail *t, const struct lp_record *r,
               struct lp_err *err)
{
    enum lp_code rc;
    struct lp_step *grown;

    grown = lp_mem_grow(t->step, t->n, &t->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    t->step = grown;
    rc = append(t, r, err);
    if (rc == LP_OK) {
        t->step[t->n++] = (struct lp_step){t->path.len, r->kind};
    }
    return rc;
}

enum lp_code
lp_trail_at(struct lp_trail *t, const struct lp_record *r, struct lp_where *out,
            struct lp_err *err)
{
    enum lp_code rc = append(t, r, err);

    fill(t, out);
    return rc;
}

void
lp_trail_leave(struct lp_trail *t, struct lp_where *out)
{
    t->n--;
    t->path.len = t->step[t->n].end;
    fill(t, out);
}

void
lp_trail_release(struct lp_trail *t)
{
    lp_buf_release(&t->path);
    free(t->step);
    *t = (struct lp_trail){0};
}
