#ifndef LP_CMD_VERDICTS_JSON_H
#define LP_CMD_VERDICTS_JSON_H

#include "bundle/do_verify.h"
#include "cmd/json.h"

/* What verify and diff find, as records. */

/* `of` (may be empty) is the bundle that it is about, escaped. */
void lp_verdicts_event_json(struct lp_json *j, struct lp_slice of,
                            const struct lp_verify_event *e);

/* The fields of a summary. */
void lp_verdicts_report_json(struct lp_json *j,
                             const struct lp_verify_report *r);

#endif
