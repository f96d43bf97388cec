#include "crypto/btv2_hasher.h"

#include <stdlib.h>

#include "crypto/btv2.h"

struct tree {
    struct lp_hasher base;
    struct lp_btv2 is;
};

static enum lp_code tree_fork(struct lp_hasher *h, struct lp_hasher **out,
                              struct lp_err *err);

static enum lp_code
tree_submit(struct lp_hasher *h, const struct lp_piece *piece,
            struct lp_err *err)
{
    (void)err;
    lp_btv2_feed(&((struct tree *)h)->is, piece->bytes);
    return LP_OK;
}

static void
tree_finish(struct lp_hasher *h, lp_digest_done *done, void *who)
{
    struct lp_digest d = {.alg = LP_ALG_BTV2};

    if (lp_btv2_root(&((struct tree *)h)->is, d.bytes)) {
        d.len = LP_BTV2_LEN;
    }
    free(h);
    done(who, LP_OK, &d);
}

static void
tree_abandon(struct lp_hasher *h)
{
    free(h);
}

static const struct lp_engine_ops tree_ops = {
    .name = "tree",
    .fork = tree_fork,
    .submit = tree_submit,
    .finish = tree_finish,
    .abandon = tree_abandon,
};

static enum lp_code
tree_fork(struct lp_hasher *h, struct lp_hasher **out, struct lp_err *err)
{
    enum lp_code rc = lp_btv2_hasher(out, err);

    if (rc == LP_OK) {
        ((struct tree *)*out)->is = ((struct tree *)h)->is;
    }
    return rc;
}

enum lp_code
lp_btv2_hasher(struct lp_hasher **out, struct lp_err *err)
{
    struct tree *t = malloc(sizeof *t);

    if (t == NULL) {
        return lp_no_memory(err);
    }
    t->base.ops = &tree_ops;
    t->is.stack.leaves = 0; /* that is all that makes it empty */
    t->is.part = 0;
    *out = &t->base;
    return LP_OK;
}
