#include "bundle/judgement.h"

bool
lp_judgement_alone(const struct lp_judgement *j)
{
    return j->rule == LP_RULE_TAINTED || j->rule == LP_RULE_LEFT ||
           j->rule == LP_RULE_INCOMPARABLE || j->rule == LP_RULE_NO_TEXT ||
           j->rule == LP_RULE_TEXT_UNREAD;
}
