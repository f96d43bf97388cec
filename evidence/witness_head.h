#ifndef LP_EVIDENCE_WITNESS_HEAD_H
#define LP_EVIDENCE_WITNESS_HEAD_H

#include "base/limits.h"
#include "evidence/arc_digest.h"
#include "evidence/body_lane.h"
#include "evidence/mail_claim.h"

/* DomainKeys signatures of which the digest is made, and readings of each. */
#define LP_WITNESS_OLD_MAX 8
#define LP_WITNESS_OLD_WAYS 3      /* in which the header of one is read */
#define LP_WITNESS_OLD_LISTED 1000 /* names in h= */

/* A signature, and where it stands. */
struct lp_witness_sig {
    struct lp_mail_sig *sig;
    size_t own; /* in heads[0] */
};

/* The digest of a DomainKeys signature, over header and body in one. */
struct lp_witness_old {
    size_t sig;
    enum lp_eol head_eol;
    struct lp_buf head;
    struct lp_body_lane lane;
};

/* What the header of a message asks to be digested. Zeroed, it is empty. */
struct lp_witness_head {
    struct lp_engine *engine;
    struct lp_headers heads[LP_EOLS]; /* readings, the usual one first */
    size_t n_heads;
    bool too_large;
    struct lp_arc_sets arc;
    struct lp_witness_sig *sigs;
    size_t n;
    size_t cap;
    uint64_t passed_over;
    struct lp_buf room;
    struct lp_body_lane lanes[2][2]; /* simple, relaxed; SHA-1, SHA-256 */
    bool wanted[2][2];
    struct lp_witness_old old[LP_WITNESS_OLD_WAYS * LP_WITNESS_OLD_MAX];
    size_t n_old;
};

/* Read a header (without the empty line behind it), which must stay. */
LP_MUST_USE enum lp_code lp_witness_head_read(struct lp_witness_head *w,
                                              struct lp_slice text,
                                              const struct lp_limits *limits,
                                              struct lp_err *err);

/* Now it is known how the lines of the body end: open its lanes. */
LP_MUST_USE enum lp_code lp_witness_head_lanes(struct lp_witness_head *w,
                                               enum lp_eol eol,
                                               struct lp_err *err);
LP_MUST_USE enum lp_code lp_witness_head_feed(struct lp_witness_head *w,
                                              struct lp_slice body,
                                              struct lp_err *err);
LP_MUST_USE enum lp_code lp_witness_head_end(struct lp_witness_head *w,
                                             struct lp_err *err);

/* The lane of a body canonicalised in that way; NULL: none was wanted. */
struct lp_body_lane *lp_witness_head_lane(struct lp_witness_head *w,
                                          enum lp_canon canon, enum lp_alg alg);
/* The place of the same field in another reading; SIZE_MAX: not there. */
size_t lp_witness_own_in(const struct lp_headers *h,
                         const struct lp_headers *usual, size_t own);

void lp_witness_head_release(struct lp_witness_head *w);

#endif
