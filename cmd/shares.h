#ifndef LP_CMD_SHARES_H
#define LP_CMD_SHARES_H

#include <stdio.h>

#include "bundle/do_check.h"
#include "cmd/json.h"

/* What share of a submission is public, for people and for programs. */
void lp_shares_text(FILE *to, const struct lp_check_report *r);
void lp_shares_json(struct lp_json *j, const struct lp_check_report *r);

/* All that is public, whatever proves it, unless that can be forged. */
struct lp_share lp_shares_public(const struct lp_shares *s);

/* "47.2 %"; never 0.0 or 100.0 unless it is none or all. */
void lp_shares_percent(char to[24], uint64_t part, uint64_t whole);

#endif
