#ifndef LP_CMD_RECORDS_H
#define LP_CMD_RECORDS_H

#include "bundle/judge.h"
#include "bundle/tally.h"
#include "cmd/cmd.h"
#include "cmd/json.h"

/* The records of docs/FORMAT-records.md that several commands write. */

void lp_records_start(struct lp_json *j, const struct lp_env *env);

/* An `item`, and a `finding` for each rule that it breaks. `verdict` may be
 * NULL: not compared with anything. */
void lp_records_item(struct lp_json *j, const struct lp_record *r,
                     const struct lp_where *at,
                     const struct lp_judgement *verdict);

/* An `item` that is left open for more, to be ended with lp_json_end; and its
 * findings. */
void lp_records_begin(struct lp_json *j, const struct lp_record *r,
                      const struct lp_where *at);
void lp_records_findings(struct lp_json *j, const struct lp_record *r,
                         const struct lp_where *at);

/* `flags`: LP_FLAG_*, and LP_RULE_FLAG_* of `more`. */
void lp_records_flags(struct lp_json *j, uint32_t flags, uint32_t more);

/* An element of `rules`. */
void lp_records_rule(struct lp_json *j, unsigned rule, uint64_t at);

/* An element of `incomplete` that no rule stands for; nothing if `count` is
 * 0. */
void lp_records_reason(struct lp_json *j, const char *word, uint64_t count);

/* `counts` of a walk, for a summary. */
void lp_records_counts(struct lp_json *j, const struct lp_tally *t);

/* The elements of a summary's `incomplete`: why not everything is known. */
void lp_records_incomplete(struct lp_json *j, const struct lp_tally *t);

/* COMPLETE, FINDINGS or INCOMPLETE. */
const char *lp_records_verdict(enum lp_exit exit);

/* `checked`: what was read of the files on disk. */
void lp_records_checked(struct lp_json *j, const struct lp_tally *t);

/* All three, for a summary that says nothing else about the walk. */
void lp_records_totals(struct lp_json *j, const struct lp_tally *t);

/* What a walk alone says: a finding, or incomplete, or good. */
enum lp_exit lp_records_exit(const struct lp_tally *t);

/* A line for each rule that one record names, with its place. */
void lp_records_problem(FILE *to, const struct lp_record *r,
                        const struct lp_where *at);

/* A line about tables, if there are any: their rows are no documents. */
void lp_records_rows(FILE *to, const struct lp_tally *t);

/* A line for each rule that occurred in a whole run. */
void lp_records_reasons(FILE *to, const struct lp_tally *t);

#endif
