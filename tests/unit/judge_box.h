#ifndef LP_TESTS_UNIT_JUDGE_BOX_H
#define LP_TESTS_UNIT_JUDGE_BOX_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bundle/judge.h"
#include "ledger/set_build.h"
#include "tests/unit/test.h"

/* What the tests of verdicts have in common. */

static char path[4200];

static inline struct lp_digest
digest_of(const char *content)
{
    struct lp_digest d = {0};

    CHECK(lp_digest_of(&d, LP_ALG_SHA256, lp_slice_str(content), NULL) == LP_OK,
          "digest");
    return d;
}

/* A line for each verdict: its word, what proves it, or why it is unknown. */
static inline enum lp_code
judged(void *who, const struct lp_record *r, const struct lp_where *at,
       const struct lp_judgement *j, struct lp_err *err)
{
    struct lp_buf *to = who;

    (void)r;
    (void)at;
    (void)err;
    CHECK((lp_verdict_public(j->verdict) ||
           j->trivial == LP_TRIVIAL_SOFTWARE) == (j->match.set != NULL),
          "what is public has a proof, and nothing else has");
    lp_buf_str(to, lp_verdict_word(j->verdict));
    if (j->match.set != NULL) {
        lp_buf_printf(to, " %.*s", (int)j->match.record.locator.len,
                      (const char *)j->match.record.locator.data);
    }
    if (j->via_container) {
        lp_buf_str(to, " via");
    }
    if (j->trivial > LP_TRIVIAL_EMPTY) {
        lp_buf_printf(to, " %s", lp_trivial_word(j->trivial));
    }
    if (j->prior.set != NULL) {
        lp_buf_printf(to, " %s",
                      lp_set_status_word(lp_set_about(j->prior.set)->status));
    }
    if (j->rule != LP_RULE_NONE) {
        lp_buf_printf(to, " %s", lp_rule_info(j->rule)->word);
    }
    lp_buf_str(to, ",");
    return LP_OK;
}

#endif
