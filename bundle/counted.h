#ifndef LP_BUNDLE_COUNTED_H
#define LP_BUNDLE_COUNTED_H

#include "bundle/judgement.h"
#include "bundle/numbers.h"

/* Documents and bytes of them. */
struct lp_share {
    uint64_t documents;
    uint64_t bytes;
};

struct lp_shares {
    struct lp_share by[LP_VERDICT_COUNT];
    struct lp_share all;
    struct lp_share unique_by[LP_VERDICT_COUNT]; /* different bytes of each */
    struct lp_share unique;
    struct lp_share prior;              /* of the NEW ones: received before */
    uint64_t trivial[LP_TRIVIAL_COUNT]; /* documents */
    uint64_t sizeless;   /* documents of no known size, which count 0 bytes */
    uint64_t same_id;    /* messages with a public Message-ID and other
                            content */
    uint64_t news;       /* messages that are public, with attachments that
                            are not */
    struct lp_rows rows; /* of all tables: none of the documents above */
    uint64_t tables;     /* that were opened */
    uint64_t by_rows;    /* of these, not public, but all their rows are */
    uint64_t cut;        /* of these, not read to their end */
    struct lp_share *in; /* public, by the set that proves it: as many as
                            the index has sets, in its order */
};

/* What was counted. Zeroed but for shares.in, it is ready; that is the
 * caller's. */
struct lp_counted {
    struct lp_shares shares;
    struct lp_numbers seen; /* documents, by their bytes */
};

/* Count a document that has `bytes` of its own. */
LP_MUST_USE enum lp_code lp_counted_add(struct lp_counted *c,
                                        const struct lp_record *r,
                                        const struct lp_judgement *own,
                                        uint64_t bytes, struct lp_err *err);

/* Count one document that nobody saw, in `r`. */
LP_MUST_USE enum lp_code lp_counted_lost(struct lp_counted *c,
                                         const struct lp_record *r,
                                         uint64_t bytes, struct lp_err *err);
void lp_counted_release(struct lp_counted *c);

#endif
