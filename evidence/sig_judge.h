#ifndef LP_EVIDENCE_SIG_JUDGE_H
#define LP_EVIDENCE_SIG_JUDGE_H

#include "evidence/evidence.h"
#include "evidence/key_archive.h"
#include "evidence/mail_claim.h"

/* With what signatures are judged. */
struct lp_judging {
    struct lp_key_archive *keys;
    int64_t now;
    struct lp_buf room;
};

/* Judge one signature of a message: DKIM, DomainKeys, or one of the two of an
 * ARC set. `e` is filled wholly. */
LP_MUST_USE enum lp_code lp_sig_judge(struct lp_evidence *e,
                                      struct lp_judging *j,
                                      const struct lp_claim *c,
                                      const struct lp_mail_said *said,
                                      struct lp_err *err);

#endif
