#include "bundle/do_check.h"

#include <string.h>

/* Counts what the judge is told, on its way. */
struct teller {
    struct lp_tally *tally;
    lp_judged *told;
    void *who;
};

static enum lp_code
count_and_tell(void *who, const struct lp_record *r, const struct lp_where *at,
               const struct lp_judgement *j, struct lp_err *err)
{
    const struct teller *c = who;
    struct lp_record counted = *r;

    /* What is public as it is need not be opened to be known. */
    if (j->verdict == LP_VERDICT_EXACT && lp_record_is_closed(r)) {
        counted.closed = LP_RULE_NONE;
    }
    lp_tally_add(c->tally, &counted);
    if (j->rule == LP_RULE_TAINTED || j->rule == LP_RULE_LEFT) {
        c->tally->rule[j->rule]++;
    }
    return c->told(c->who, r, at, j, err);
}

enum lp_code
lp_do_check(const struct lp_check_options *o,
            const struct lp_listener *listener, struct lp_check_report *report,
            struct lp_err *err)
{
    struct teller teller = {&report->tally, o->told, o->who};
    struct lp_judge judge = {.told = count_and_tell, .who = &teller};
    struct lp_family family = lp_judge_family(&judge);
    const struct lp_index_caveat *caveats;
    struct lp_submission_report told;
    size_t n = 0;
    enum lp_code rc;

    *report = (struct lp_check_report){0};
    LP_TRY(lp_index_open(&judge.index, o->against, o->sets, NULL, err));
    LP_TRY(lp_submission_tell(&o->what, &family, listener, &told, err));
    report->shares = judge.shares;
    report->manifests = told.manifests;
    report->searched = lp_index_totals(judge.index);
    caveats = lp_index_caveats(judge.index, &n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(caveats[i].word, "partial") == 0) {
            report->partial += caveats[i].count;
        } else if (strcmp(caveats[i].word, "unopened-containers") == 0) {
            report->unopened += caveats[i].count;
        }
    }

done:
    lp_judge_release(&judge);
    lp_index_free(judge.index);
    return rc;
}
