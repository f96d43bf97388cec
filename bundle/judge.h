#ifndef LP_BUNDLE_JUDGE_H
#define LP_BUNDLE_JUDGE_H

#include "bundle/recur.h"
#include "bundle/sink.h"
#include "bundle/verdict.h"
#include "ledger/index.h"

struct lp_judgement {
    enum lp_verdict verdict;
    bool via_container;        /* public because its container is */
    struct lp_index_hit match; /* what proves it; set NULL otherwise */
    struct lp_slice first;     /* an equal document of the submission that came
                                  before, or empty; see bundle/within.h */
    struct lp_index_hit prior; /* received before, and not public; likewise */
    enum lp_verdict prior_level; /* ... if so, how that is proven */
    enum lp_trivial trivial;
    enum lp_rule rule; /* UNKNOWN: why */
    unsigned tried;    /* NEW: the levels that were asked, LP_LEVEL_BIT each */
    const struct lp_index_hit *also; /* with lp_judge.all: the other sets that
                                        prove it */
    size_t also_n;
};

/* Whether the verdict's rule is the judge's own, and not the record's. */
bool lp_judgement_alone(const struct lp_judgement *j);

/* Told each verdict, containers after their members. */
typedef enum lp_code lp_judged(void *who, const struct lp_record *r,
                               const struct lp_where *at,
                               const struct lp_judgement *j,
                               struct lp_err *err);

/* Documents and bytes of them. */
struct lp_share {
    uint64_t documents;
    uint64_t bytes;
};

struct lp_shares {
    struct lp_share by[LP_VERDICT_COUNT];
    struct lp_share all;
    struct lp_share prior; /* of the NEW ones: received before */
    uint64_t trivial[4];   /* documents, by enum lp_trivial */
    uint64_t sizeless;     /* documents of no known size, which count 0 bytes */
    struct lp_share *in;   /* public, by the set that proves it: as many as
                              the index has sets, in its order */
};

/* Compares a submission with published sets, as docs/DESIGN.md says. */
struct lp_judge {
    struct lp_index *index;
    const struct lp_recur *recur; /* may be NULL */
    bool all;                     /* find every set that proves a verdict */
    lp_judged *told;
    void *who;
    struct lp_shares shares;
    struct lp_index_hit *also;
    size_t also_cap;
    struct lp_level_up *open; /* the containers around what comes next */
    size_t n;
    size_t cap;
};

struct lp_family lp_judge_family(struct lp_judge *j);

void lp_judge_release(struct lp_judge *j);

#endif
