#include "bundle/sink.h"

static enum lp_code
tee_open(void *self, const struct lp_record *r, const struct lp_where *at,
         struct lp_err *err)
{
    struct lp_tee *t = self;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; rc == LP_OK && i < t->n; i++) {
        if (t->to[i].ops->open != NULL) {
            rc = t->to[i].ops->open(t->to[i].self, r, at, err);
        }
    }
    return rc;
}

static enum lp_code
tee_item(void *self, const struct lp_record *r, const struct lp_where *at,
         struct lp_err *err)
{
    struct lp_tee *t = self;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; rc == LP_OK && i < t->n; i++) {
        rc = t->to[i].ops->item(t->to[i].self, r, at, err);
    }
    return rc;
}

static const struct lp_sink_ops tee_ops = {tee_open, tee_item};

void
lp_tee_add(struct lp_tee *t, struct lp_sink to)
{
    if (to.ops != NULL && t->n < LP_TEE_MAX) {
        t->to[t->n++] = to;
    }
}

struct lp_sink
lp_tee_sink(struct lp_tee *t)
{
    return (struct lp_sink){.ops = &tee_ops, .self = t};
}
