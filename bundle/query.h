#ifndef LP_BUNDLE_QUERY_H
#define LP_BUNDLE_QUERY_H

#include "bundle/record.h"
#include "bundle/verdict.h"
#include "ledger/index.h"

/* What published sets know of one thing: its keys, asked level by level. */

/* The statuses of sets: of what is public, of known software, and of what was
 * received, refused or withheld. */
#define LP_QUERY_PUBLISHED LP_SET_STATUS_BIT(LP_SET_PUBLISHED)
#define LP_QUERY_SOFTWARE LP_SET_STATUS_BIT(LP_SET_SOFTWARE)
#define LP_QUERY_HELD                                                         \
    (LP_SET_STATUS_BIT(LP_SET_RECEIVED) | LP_SET_STATUS_BIT(LP_SET_REFUSED) | \
     LP_SET_STATUS_BIT(LP_SET_WITHHELD))

/* The levels at which a match means the verdict `v` (EXACT .. PROBABLE), the
 * strongest first, ended by LP_LEVEL_NONE; for other verdicts, none. */
const enum lp_level *lp_query_levels_for(enum lp_verdict v);

/* What `r` is looked up by at a level of keys; false if that is not known of
 * it. */
bool lp_query_key(const struct lp_record *r, enum lp_level level,
                  struct lp_set_key *key);

/* The levels at which some set of `ix` can be asked for `r`, as bits; those of
 * likeness too. */
unsigned lp_query_levels(const struct lp_index *ix, const struct lp_record *r);

/* The earliest of the sets of these statuses that has `r` at a level that means
 * `v`; `*level` is that. out->set is NULL if there is none. */
LP_MUST_USE enum lp_code
lp_query_find(struct lp_index *ix, const struct lp_record *r, enum lp_verdict v,
              unsigned statuses, struct lp_index_hit *out, enum lp_level *level,
              struct lp_err *err);

/* Whether some set could know it by a digest that is not known here. */
bool lp_query_incomparable(const struct lp_index *ix,
                           const struct lp_record *r);

/* Why the text of it could not be compared with those of the sets. */
enum lp_rule lp_query_unread(const struct lp_index *ix,
                             const struct lp_record *r);

#endif
