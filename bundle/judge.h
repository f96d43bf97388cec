#ifndef LP_BUNDLE_JUDGE_H
#define LP_BUNDLE_JUDGE_H

#include "bundle/counted.h"
#include "bundle/query.h"
#include "bundle/recur.h"

/* Compares a submission with published sets, as docs/DESIGN.md says. */
struct lp_judge {
    struct lp_index *index;
    const struct lp_recur *recur; /* may be NULL */
    bool all; /* find every set that proves a verdict, and all weaker levels */
    lp_judged *told;
    void *who;
    struct lp_counted counted;
    struct lp_index_hit *also;
    size_t also_cap;
    struct lp_likeness_search search;
    bool rowless;             /* no published set has rows of tables */
    struct lp_numbers seen;   /* documents, by their bytes */
    struct lp_level_up *open; /* the containers around what comes next */
    size_t n;
    size_t cap;
};

struct lp_family lp_judge_family(struct lp_judge *j);

void lp_judge_release(struct lp_judge *j);

#endif
