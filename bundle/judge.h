#ifndef LP_BUNDLE_JUDGE_H
#define LP_BUNDLE_JUDGE_H

#include "bundle/sink.h"
#include "ledger/index.h"

/* Whether something is already public. */
enum lp_verdict {
    LP_VERDICT_NONE, /* has no bytes: a folder, a link */
    LP_VERDICT_EXACT,
    LP_VERDICT_NEW,
    LP_VERDICT_TRIVIAL,
    LP_VERDICT_UNKNOWN,
    LP_VERDICT_COUNT
};

/* "EXACT", ... */
const char *lp_verdict_word(enum lp_verdict v);

struct lp_judgement {
    enum lp_verdict verdict;
    bool via_container;        /* EXACT because its container is */
    struct lp_index_hit match; /* EXACT: what proves it; set NULL otherwise */
    enum lp_rule rule;         /* UNKNOWN: why */
};

/* Told each verdict, containers after their members. */
typedef enum lp_code lp_judged(void *who, const struct lp_record *r,
                               const struct lp_where *at,
                               const struct lp_judgement *j,
                               struct lp_err *err);

/* Documents and bytes, by verdict. */
struct lp_shares {
    uint64_t documents[LP_VERDICT_COUNT];
    uint64_t bytes[LP_VERDICT_COUNT];
    uint64_t all_documents;
    uint64_t all_bytes;
};

/* Compares a submission with published sets, as docs/DESIGN.md says. */
struct lp_judge {
    struct lp_index *index;
    lp_judged *told;
    void *who;
    struct lp_shares shares;
    struct lp_level_up *open; /* the containers around what comes next */
    size_t n;
    size_t cap;
};

struct lp_family lp_judge_family(struct lp_judge *j);
void lp_judge_release(struct lp_judge *j);

#endif
