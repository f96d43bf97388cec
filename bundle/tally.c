#include "bundle/tally.h"

void
lp_tally_add(struct lp_tally *t, const struct lp_record *r)
{
    bool disk = r->depth == 0;
    bool row = r->kind == LP_KIND_ROW;

    t->items += row ? 0 : 1;
    t->inside += disk || row ? 0 : 1;
    t->rows += row ? 1 : 0;
    t->tables += r->container && r->kind == LP_KIND_ROWS ? 1 : 0;
    t->containers += r->container && r->kind != LP_KIND_ROWS ? 1 : 0;
    t->messages += lp_record_is_message(r) ? 1 : 0;
    t->attachments += lp_record_is_attachment(r) ? 1 : 0;
    t->documents += lp_record_is_document(r) ? 1 : 0;
    if (disk && lp_record_is_read(r)) {
        t->files++;
        t->bytes += r->size;
    }
    t->unread +=
        disk && r->closed != LP_RULE_NONE && !lp_record_is_read(r) ? 1 : 0;
    t->opaque += (r->flags & LP_FLAG_OPAQUE) != 0 ? 1 : 0;
    t->closed += lp_record_is_closed(r) ? 1 : 0;
    t->findings += lp_record_is_finding(r) ? 1 : 0;
    if (r->closed != LP_RULE_NONE) {
        t->rule[r->closed]++;
    }
    for (unsigned i = 0; i < r->found.n; i++) {
        t->rule[r->found.of[i].rule] +=
            r->found.of[i].rule == r->closed ? 0 : 1;
    }
}

static enum lp_code
tally_item(void *self, const struct lp_record *r, const struct lp_where *at,
           struct lp_err *err)
{
    (void)at;
    (void)err;
    lp_tally_add(self, r);
    return LP_OK;
}

static const struct lp_sink_ops tally_ops = {.item = tally_item};

struct lp_sink
lp_tally_sink(struct lp_tally *t)
{
    return (struct lp_sink){.ops = &tally_ops, .self = t};
}
