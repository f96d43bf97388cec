#include "bundle/do_hash.h"

#include "bundle/hold.h"
#include "bundle/leaf.h"

enum lp_code
lp_do_hash(const struct lp_hash_options *o, const struct lp_listener *listener,
           struct lp_hash_report *report, struct lp_err *err)
{
    struct lp_inputs in = {0};
    struct lp_tee tee = {0};
    struct lp_leaf *leaf = NULL;
    struct lp_family family;
    struct lp_hold *hold = NULL;
    struct lp_sink sink = lp_tee_sink(&tee);
    enum lp_code rc;

    *report = (struct lp_hash_report){0};
    lp_tee_add(&tee, lp_tally_sink(&report->tally));
    LP_TRY(lp_inputs_open(&in, o->paths, o->n, false, err));
    if (o->out != NULL) {
        LP_TRY(lp_leaf_new(&leaf, o->out, in.tree, &o->how, err));
        LP_TRY(lp_inputs_skip(&in, o->out, lp_leaf_temp(leaf), err));
        family = lp_leaf_family(leaf);
        LP_TRY(lp_hold_new(&hold, &family, err));
        lp_tee_add(&tee, lp_hold_sink(hold));
    }
    LP_TRY(lp_inputs_walk(&in, &o->how, &sink, listener, err));
    if (leaf != NULL) {
        LP_TRY(lp_leaf_finish(leaf, report->sha256, err));
    }

done:
    lp_hold_free(hold);
    lp_leaf_free(leaf);
    lp_inputs_release(&in);
    return rc;
}
