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

enum lp_code
lp_judgement_prior(struct lp_judgement *j, struct lp_index *ix,
                   const struct lp_record *r, struct lp_err *err)
{
    enum lp_level level;
    enum lp_code rc = LP_OK;

    for (unsigned v = LP_VERDICT_EXACT;
         rc == LP_OK && j->prior.set == NULL && v <= LP_VERDICT_PROBABLE; v++) {
        rc = lp_query_find(ix, r, (enum lp_verdict)v, LP_QUERY_HELD, &j->prior,
                           &level, err);
        j->prior_level = (enum lp_verdict)v;
    }
    return rc;
}

enum lp_code
lp_judgement_weaker(struct lp_judgement *j, struct lp_index *ix,
                    const struct lp_record *r, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (unsigned v = j->verdict + 1; v <= LP_VERDICT_PROBABLE; v++) {
        struct lp_weaker w = {.verdict = (enum lp_verdict)v};

        LP_TRY(lp_query_find(ix, r, w.verdict, LP_QUERY_PUBLISHED, &w.match,
                             &w.level, err));
        if (w.match.set != NULL && j->weaker_n < LP_WEAKER_MAX) {
            j->weaker[j->weaker_n++] = w;
        }
    }

done:
    return rc;
}
