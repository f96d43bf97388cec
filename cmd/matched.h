#ifndef LP_CMD_MATCHED_H
#define LP_CMD_MATCHED_H

#include "bundle/judgement.h"
#include "cmd/json.h"

/* What of an item's record says whether it is public, and what proves that;
 * nothing if `v` is NULL. */
void lp_matched_verdict(struct lp_json *j, const struct lp_judgement *v);

/* How many rows there are, and what they are, into the open object. */
void lp_matched_rows(struct lp_json *j, const struct lp_rows *r);

/* A finding: a public message has the Message-ID of `r`, and says something
 * else. */
void lp_matched_same_id(struct lp_json *j, const struct lp_record *r,
                        const struct lp_where *at,
                        const struct lp_judgement *v);

#endif
