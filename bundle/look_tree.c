#include "bundle/look_tree.h"

#include <string.h>

#include "bundle/tree.h"

void
lp_look_tree(struct lp_walk *w, struct lp_seg *own, const struct lp_record *rec,
             const struct lp_infile *file)
{
    const struct lp_tree_how how = {w->pool, w->threads, &w->bytes};
    struct lp_record r = *rec;
    struct lp_tree t = {0};
    struct lp_err err = {0};
    enum lp_code rc;

    LP_TRY(lp_tree_read(&t, file->view, &how, &err));
    LP_TRY(lp_infile_settled(file, t.size, &err));
    r.tree = true;
    r.algs = lp_alg_those_of(1U << LP_ALG_BTV2, t.size);
    memcpy(r.other[LP_ALG_BTV2], t.root, sizeof t.root);

done:
    if (rc == LP_E_IO) {
        lp_record_close(&r, &err);
    }
    if (rc == LP_OK || rc == LP_E_IO) {
        lp_walk_say(w, own, &r);
    } else {
        lp_walk_fatal(w, &err);
    }
    lp_tree_release(&t);
}
