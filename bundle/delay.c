#include "bundle/delay.h"

enum lp_code
lp_delay_init(struct lp_delay *d, struct lp_family to, struct lp_err *err)
{
    *d = (struct lp_delay){.to = to};
    return lp_shelf_init(&d->shelf, err);
}

/* The trail stands still while records are held back: it is where they will
 * be told from. */
static enum lp_code
delay_enter(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct lp_delay *d = self;
    enum lp_code rc;

    if (d->held) {
        return lp_shelf_put(&d->shelf, LP_FRAME_OPEN, r, err);
    }
    rc = d->to.ops->enter(d->to.self, r, at, err);
    return rc == LP_OK ? lp_trail_enter(&d->trail, r, err) : rc;
}

static enum lp_code
delay_item(void *self, const struct lp_record *r, const struct lp_where *at,
           struct lp_err *err)
{
    struct lp_delay *d = self;

    return d->held ? lp_shelf_put(&d->shelf, LP_FRAME_ITEM, r, err)
                   : d->to.ops->item(d->to.self, r, at, err);
}

static enum lp_code
delay_leave(void *self, const struct lp_record *r, const struct lp_where *at,
            struct lp_err *err)
{
    struct lp_delay *d = self;
    struct lp_where own;

    if (d->held) {
        return lp_shelf_put(&d->shelf, LP_FRAME_ITEM, r, err);
    }
    lp_trail_leave(&d->trail, &own);
    return d->to.ops->leave == NULL ? LP_OK
                                    : d->to.ops->leave(d->to.self, r, at, err);
}

static const struct lp_family_ops delay_ops = {
    .enter = delay_enter, .item = delay_item, .leave = delay_leave};

struct lp_family
lp_delay_family(struct lp_delay *d)
{
    return (struct lp_family){.ops = &delay_ops, .self = d};
}

void
lp_delay_hold(struct lp_delay *d)
{
    d->held = true;
}

/* A container's frame is OPEN where it was entered, and ITEM where it was
 * left. */
static enum lp_code
tell(void *who, const struct lp_event *ev, struct lp_view *v,
     struct lp_err *err)
{
    struct lp_delay *d = who;
    const struct lp_record *r = &ev->record;
    struct lp_where at = {0};
    enum lp_code rc = LP_OK;

    (void)v;
    if (ev->type == LP_FRAME_ITEM && r->container) {
        lp_trail_leave(&d->trail, &at);
        if (d->to.ops->leave != NULL) {
            rc = d->to.ops->leave(d->to.self, r, &at, err);
        }
        return rc;
    }
    LP_TRY(lp_trail_at(&d->trail, r, &at, err));
    if (ev->type == LP_FRAME_OPEN) {
        LP_TRY(d->to.ops->enter(d->to.self, r, &at, err));
        LP_TRY(lp_trail_enter(&d->trail, r, err));
    } else {
        LP_TRY(d->to.ops->item(d->to.self, r, &at, err));
    }

done:
    return rc;
}

enum lp_code
lp_delay_end(struct lp_delay *d, struct lp_err *err)
{
    d->held = false;
    return lp_shelf_take(&d->shelf, tell, d, err);
}

void
lp_delay_release(struct lp_delay *d)
{
    lp_shelf_release(&d->shelf);
    lp_trail_release(&d->trail);
    *d = (struct lp_delay){0};
}
