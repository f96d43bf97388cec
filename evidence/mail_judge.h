#ifndef LP_EVIDENCE_MAIL_JUDGE_H
#define LP_EVIDENCE_MAIL_JUDGE_H

#include "evidence/sig_judge.h"

typedef enum lp_code lp_evidence_told(void *who, const struct lp_evidence *e,
                                      struct lp_err *err);

/**
 * Judge all that a message claims: `told` gets an entry for each DKIM and
 * DomainKeys signature in the order of the header, then one for each ARC set,
 * the first one first. An ARC set proves something only as part of a chain: its
 * `result` is LP_RESULT_MATCH if the whole chain passes (RFC 8617, 5.2), and
 * for no set if it does not.
 *
 * Claims that break their grammar are LP_E_FORMAT. `*passed_over` counts
 * signatures that were not looked at. `hints`, empty before, gets what the
 * header says of itself that does not fit; it may be NULL.
 */
LP_MUST_USE enum lp_code
lp_mail_judge(struct lp_judging *j, struct lp_slice claims,
              uint64_t *passed_over, struct lp_hints *hints,
              lp_evidence_told *told, void *who, struct lp_err *err);

#endif
