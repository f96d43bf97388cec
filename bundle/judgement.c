#include "bundle/judgement.h"

bool
lp_judgement_alone(const struct lp_judgement *j)
{
    return j->rule == LP_RULE_TAINTED || j->rule == LP_RULE_LEFT ||
           j->rule == LP_RULE_INCOMPARABLE || j->rule == LP_RULE_NO_TEXT ||
           j->rule == LP_RULE_TEXT_UNREAD;
}

void
lp_judgement_scant(struct lp_judgement *j, const struct lp_judgement *holds)
{
    if (holds != NULL && lp_verdict_public(holds->verdict)) {
        *j = *holds;
        j->via_container = true;
    } else {
        *j = (struct lp_judgement){.verdict = LP_VERDICT_TRIVIAL,
                                   .trivial = LP_TRIVIAL_SCANT};
    }
}
