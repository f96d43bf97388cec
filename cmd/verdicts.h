#ifndef LP_CMD_VERDICTS_H
#define LP_CMD_VERDICTS_H

#include "bundle/do_verify.h"
#include "cmd/cmd.h"

/* How what verify and diff find is shown. */

/* "VERIFIED", ...; and how the process ends for it. */
const char *lp_verdicts_word(enum lp_verify_verdict v);
enum lp_exit lp_verdicts_exit(enum lp_verify_verdict v);

/* The code of a finding, of docs/FORMAT-records.md; of something unreadable,
 * that of the rule; else "". */
const char *lp_verdicts_code(const struct lp_verify_event *e);

/* A line. */
void lp_verdicts_event(FILE *to, const struct lp_verify_event *e);

/* The lines before the files are read. */
void lp_verdicts_signature(FILE *to, const struct lp_signature *s);
void lp_verdicts_claims(FILE *to, const struct lp_manifest_trailer *t);

/* Why the files were not even looked at, with the next step. */
void lp_verdicts_stopped(FILE *log, const char *manifest,
                         const struct lp_verify_report *r);

/* How many files there are of each; without an end of line. */
void lp_verdicts_files(FILE *to, const uint64_t n[LP_VERIFY_COUNT]);

/* The lines behind all events: counts, and the verdict. */
void lp_verdicts_counts(FILE *to, const struct lp_verify_report *r);
void lp_verdicts_close(FILE *to, const struct lp_verify_report *r);

#endif
