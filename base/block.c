#include "base/block.h"

#include <stdatomic.h>
#include <stdlib.h>

struct lp_block *
lp_block_new(size_t cap)
{
    struct lp_block *b = malloc(sizeof *b + cap);

    if (b != NULL) {
        atomic_init(&b->refs, 1);
        b->cap = cap;
    }
    return b;
}

struct lp_block *
lp_block_ref(struct lp_block *b)
{
    (void)atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
    return b;
}

void
lp_block_unref(struct lp_block *b)
{
    if (b != NULL &&
        atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) == 1) {
        free(b);
    }
}

bool
lp_block_alone(const struct lp_block *b)
{
    return atomic_load_explicit(&b->refs, memory_order_acquire) == 1;
}
