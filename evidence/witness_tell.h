#ifndef LP_EVIDENCE_WITNESS_TELL_H
#define LP_EVIDENCE_WITNESS_TELL_H

#include "evidence/witness_head.h"

/* What is known once a message is over. */
struct lp_witness_told {
    struct lp_witness_head *head;
    struct lp_slice body; /* all of it, if it was kept */
    bool kept;
    struct lp_slice body_end; /* its last LP_BODY_FRAME_END bytes */
    enum lp_eol body_eol;
    const char *top; /* in words, what was left out on top; or "" */
};

/* Append the claims of all signatures. */
LP_MUST_USE enum lp_code lp_witness_tell(struct lp_buf *to,
                                         const struct lp_witness_told *t,
                                         struct lp_err *err);

#endif
