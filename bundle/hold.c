#include "bundle/hold.h"

#include <stdlib.h>

#include "base/mem.h"
#include "bundle/shelf.h"

struct lp_hold {
    const struct lp_family *family;
    struct lp_shelf shelf; /* what lies in the file that is under way */
    uint64_t *closed_at;   /* where the ITEM frame of the n-th container is */
    size_t n;
    size_t cap;
    size_t *open; /* numbers of the containers that are open */
    size_t open_n;
    size_t open_cap;
    size_t told; /* containers that were, when it is told again */
    struct lp_trail trail;
};

enum lp_code
lp_hold_new(struct lp_hold **out, const struct lp_family *family,
            struct lp_err *err)
{
    struct lp_hold *h = calloc(1, sizeof *h);
    enum lp_code rc;

    if (h == NULL) {
        return lp_no_memory(err);
    }
    h->family = family;
    rc = lp_shelf_init(&h->shelf, err);
    if (rc != LP_OK) {
        lp_hold_free(h);
        return rc;
    }
    *out = h;
    return LP_OK;
}

void
lp_hold_free(struct lp_hold *h)
{
    if (h == NULL) {
        return;
    }
    lp_shelf_release(&h->shelf);
    free(h->closed_at);
    free(h->open);
    lp_trail_release(&h->trail);
    free(h);
}

static enum lp_code
hold_open(void *self, const struct lp_record *r, const struct lp_where *at,
          struct lp_err *err)
{
    struct lp_hold *h = self;
    uint64_t *closed_at;
    size_t *opened;

    (void)at;
    if (r->depth == 0) {
        h->n = 0;
        h->open_n = 0;
    }
    closed_at = lp_mem_grow(h->closed_at, h->n, &h->cap, sizeof *h->closed_at);
    if (closed_at == NULL) {
        return lp_no_memory(err);
    }
    h->closed_at = closed_at;
    opened = lp_mem_grow(h->open, h->open_n, &h->open_cap, sizeof *h->open);
    if (opened == NULL) {
        return lp_no_memory(err);
    }
    h->open = opened;
    h->open[h->open_n++] = h->n++;
    return lp_shelf_put(&h->shelf, LP_FRAME_OPEN, r, err);
}

static enum lp_code
tell(void *who, const struct lp_event *ev, struct lp_view *v,
     struct lp_err *err)
{
    struct lp_hold *h = who;
    const struct lp_family *f = h->family;
    struct lp_where at = {0};
    struct lp_event whole;
    enum lp_code rc = LP_OK;

    if (ev->type == LP_FRAME_OPEN) {
        LP_TRY(
            lp_shelf_fetch(&h->shelf, v, h->closed_at[h->told++], &whole, err));
        LP_TRY(lp_trail_at(&h->trail, &whole.record, &at, err));
        LP_TRY(f->ops->enter(f->self, &whole.record, &at, err));
        LP_TRY(lp_trail_enter(&h->trail, &whole.record, err));
    } else if (ev->record.container) {
        lp_trail_leave(&h->trail, &at);
        if (f->ops->leave != NULL) {
            LP_TRY(f->ops->leave(f->self, &ev->record, &at, err));
        }
    } else {
        LP_TRY(lp_trail_at(&h->trail, &ev->record, &at, err));
        LP_TRY(f->ops->item(f->self, &ev->record, &at, err));
    }

done:
    return rc;
}

static enum lp_code
put(struct lp_hold *h, const struct lp_record *r, struct lp_err *err)
{
    const struct lp_family *f = h->family;
    struct lp_record less;
    enum lp_code rc;

    if (f->ops->sift == NULL) {
        return lp_shelf_put(&h->shelf, LP_FRAME_ITEM, r, err);
    }
    less = *r;
    LP_TRY(f->ops->sift(f->self, &less, err));
    rc = lp_shelf_put(&h->shelf, LP_FRAME_ITEM, &less, err);

done:
    return rc;
}

static enum lp_code
hold_item(void *self, const struct lp_record *r, const struct lp_where *at,
          struct lp_err *err)
{
    struct lp_hold *h = self;
    enum lp_code rc;

    if (r->depth == 0 && !r->container) {
        return h->family->ops->item(h->family->self, r, at, err);
    }
    if (r->container) {
        h->closed_at[h->open[--h->open_n]] = h->shelf.size;
    }
    LP_TRY(put(h, r, err));
    if (r->depth == 0) {
        h->told = 0;
        rc = lp_shelf_take(&h->shelf, tell, h, err);
    }

done:
    return rc;
}

static const struct lp_sink_ops hold_ops = {hold_open, hold_item};

struct lp_sink
lp_hold_sink(struct lp_hold *h)
{
    return (struct lp_sink){.ops = &hold_ops, .self = h};
}
