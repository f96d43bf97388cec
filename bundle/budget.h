#ifndef LP_BUNDLE_BUDGET_H
#define LP_BUNDLE_BUDGET_H

#include "base/limits.h"
#include "bundle/record.h"
#include "bundle/wire.h"

/*
 * The total output of a run. Sizes are charged in the order of the records,
 * and what comes after the limit is told as if the walker had stopped right
 * there, whatever its threads did meanwhile: so the answer does not depend on
 * them.
 */
struct lp_budget {
    const struct lp_limits *limits;
    uint64_t input;  /* sizes of the files on disk so far */
    uint64_t output; /* sizes of what was found in them */
    bool over;
    unsigned told; /* containers that are open and were told */
    uint64_t size[LP_WIRE_DEPTH_MAX + 1]; /* of each, when it was opened */
};

/* A container begins: whether to tell. */
bool lp_budget_open(struct lp_budget *b, const struct lp_record *r);

/* Something was established: whether to tell; changed to what is to be told
 * if the limit cut it short. */
bool lp_budget_item(struct lp_budget *b, struct lp_record *r);

#endif
