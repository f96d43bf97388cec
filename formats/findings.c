#include "formats/rule.h"

void
lp_findings_add(struct lp_findings *f, enum lp_rule rule, uint64_t at)
{
    if (rule == LP_RULE_NONE) {
        return;
    }
    for (unsigned i = 0; i < f->n; i++) {
        if (f->of[i].rule == rule) {
            return;
        }
    }
    if (f->n < LP_FINDINGS_MAX) {
        f->of[f->n].rule = (uint16_t)rule;
        f->of[f->n].at = at;
        f->n++;
    }
}

void
lp_findings_doubt(struct lp_findings *f, const struct lp_findings *from)
{
    for (unsigned i = 0; i < from->n; i++) {
        if (lp_rule_info(from->of[i].rule)->class == LP_CLASS_AMBIGUOUS) {
            lp_findings_add(f, (enum lp_rule)from->of[i].rule, from->of[i].at);
        }
    }
}

bool
lp_findings_any(const struct lp_findings *f, enum lp_rule_class class)
{
    for (unsigned i = 0; i < f->n; i++) {
        if (lp_rule_info(f->of[i].rule)->class == class) {
            return true;
        }
    }
    return false;
}
