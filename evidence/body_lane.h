#ifndef LP_EVIDENCE_BODY_LANE_H
#define LP_EVIDENCE_BODY_LANE_H

#include "crypto/digest.h"
#include "formats/canon_body.h"

/* A place in the canonical body where a signature stops (l=), and the digest
 * of all before it. */
struct lp_body_cut {
    uint64_t at;
    bool reached;
    struct lp_digest digest;
};

/*
 * The digest of one canonical form of a body, and of its beginnings. Zeroed, it
 * is closed.
 */
struct lp_body_lane {
    enum lp_alg alg;
    struct lp_canon_body canon;
    struct lp_engine *engine;
    struct lp_hasher *hasher;
    struct lp_buf out;
    struct lp_body_cut *cuts; /* in ascending order of `at` */
    size_t n;
    size_t cap;
    size_t next;    /* the first that was not reached */
    uint64_t total; /* of the canonical form */
    struct lp_digest digest;
    bool cut_short; /* the last line has no end; and without the one that the
                       canonical form gives it, it is: */
    struct lp_digest bare;
};

/* Open it; `before` is digested in front of the body. Cuts may have been asked
 * for before. */
LP_MUST_USE enum lp_code lp_body_lane_open(struct lp_body_lane *l,
                                           struct lp_engine *e, enum lp_alg alg,
                                           enum lp_canon canon, enum lp_eol eol,
                                           struct lp_slice before,
                                           struct lp_err *err);

/* Keep the digest of the first `at` bytes too. Before the first feed. */
LP_MUST_USE enum lp_code lp_body_lane_cut(struct lp_body_lane *l, uint64_t at,
                                          struct lp_err *err);

LP_MUST_USE enum lp_code lp_body_lane_feed(struct lp_body_lane *l,
                                           struct lp_slice bytes,
                                           struct lp_err *err);

/* The body is over: `total` and `digest` stand. */
LP_MUST_USE enum lp_code lp_body_lane_end(struct lp_body_lane *l,
                                          struct lp_err *err);

/* The digest up to `at`, after the end; NULL: the body is shorter. */
const struct lp_digest *lp_body_lane_at(const struct lp_body_lane *l,
                                        uint64_t at);
void lp_body_lane_release(struct lp_body_lane *l);

#endif
