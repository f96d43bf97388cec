#ifndef LP_BUNDLE_JUDGEMENT_H
#define LP_BUNDLE_JUDGEMENT_H

#include "bundle/likeness.h"
#include "bundle/query.h"
#include "bundle/sink.h"
#include "bundle/verdict.h"

/* A level that is weaker than the one that gave the verdict, and agrees too. */
struct lp_weaker {
    enum lp_verdict verdict;
    enum lp_level level;
    struct lp_index_hit match;
};

#define LP_WEAKER_MAX 8

/* What lies in a message, beside what it says: the attachments. */
struct lp_attached {
    uint64_t known; /* public, or trivial */
    uint64_t new;   /* not found, or only alike */
    uint64_t unknown;
};

/* Rows, of a table or of all. */
struct lp_rows {
    uint64_t known;   /* public: EXACT or DECODED */
    uint64_t trivial; /* public, and say too little to be known by; or known
                         software */
    uint64_t alike;   /* neither the same nor new */
    uint64_t new;     /* not found */
    uint64_t unknown;
};

struct lp_judgement {
    enum lp_verdict verdict;
    enum lp_level level;       /* at which it matches; NONE: does not, or only
                                  its container does */
    bool via_container;        /* public because its container is */
    struct lp_index_hit match; /* what proves it; set NULL otherwise */
    struct lp_likeness like;   /* NEAR, PARTIAL; with lp_judge.all, whenever
                                  something is like it */
    struct lp_weaker weaker[LP_WEAKER_MAX]; /* with lp_judge.all */
    unsigned weaker_n;
    struct lp_index_hit same_id; /* MESSAGE: one with its Message-ID, and other
                                    content; set NULL: none */
    struct lp_attached attached; /* MESSAGE */
    struct lp_rows rows;         /* a table that was opened */
    bool by_rows;   /* PARTIAL, since rows of it are public: share and covered
                       are of its rows */
    bool in_public; /* a row, of a table that is public itself */
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

/* A row that says little is public: it is in many tables, so that this does not
 * make this one so, unless what holds it (NULL: nothing does) is public. */
void lp_judgement_scant(struct lp_judgement *j,
                        const struct lp_judgement *holds);

/* What is neither public nor trivial: find whether it was received before, and
 * not published ... */
LP_MUST_USE enum lp_code lp_judgement_prior(struct lp_judgement *j,
                                            struct lp_index *ix,
                                            const struct lp_record *r,
                                            struct lp_err *err);

/* ... and the levels that agree beside the one that gave the verdict. */
LP_MUST_USE enum lp_code lp_judgement_weaker(struct lp_judgement *j,
                                             struct lp_index *ix,
                                             const struct lp_record *r,
                                             struct lp_err *err);

/* Told each verdict, containers after their members. */
typedef enum lp_code lp_judged(void *who, const struct lp_record *r,
                               const struct lp_where *at,
                               const struct lp_judgement *j,
                               struct lp_err *err);

#endif
