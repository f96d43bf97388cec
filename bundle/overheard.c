#include "bundle/overheard.h"

static enum lp_code
overheard_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct lp_overheard *o = s->self;
    enum lp_code rc = lp_source_pull(&o->from, out, err);

    if (rc == LP_OK) {
        lp_reading_feed(o->reading, out->bytes);
    }
    return rc;
}

static const struct lp_source_ops overheard_ops = {overheard_pull, NULL};

enum lp_code
lp_overhear(struct lp_overheard *o, struct lp_source *bytes,
            const struct lp_walk *w, const struct lp_record *r,
            struct lp_slice head, struct lp_err *err)
{
    enum lp_code rc = lp_reading_new(&o->reading, w->readings, w->levels,
                                     w->facts, r, head, err);

    if (rc == LP_OK && o->reading != NULL) {
        o->from = *bytes;
        *bytes = (struct lp_source){&overheard_ops, o};
    }
    return rc;
}

enum lp_code
lp_overheard_end(struct lp_overheard *o, struct lp_reading **out,
                 struct lp_record *r, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (o->reading != NULL) {
        rc = lp_reading_end(o->reading, NULL, r, err);
        *out = o->reading;
        o->reading = NULL;
    }
    return rc;
}

void
lp_overheard_release(struct lp_overheard *o)
{
    lp_reading_free(o->reading);
    *o = (struct lp_overheard){0};
}
