#ifndef LP_CMD_OVERLAP_H
#define LP_CMD_OVERLAP_H

#include <stdio.h>

#include "bundle/do_check.h"
#include "cmd/cmd.h"
#include "cmd/json.h"

/* What a check came to. */
struct lp_overlap {
    const struct lp_check_report *report;
    bool fail_on_new; /* what is new is the finding, not what is public */
    bool within;      /* say what is there more than once, too */
};

enum lp_exit lp_overlap_exit(const struct lp_overlap *v);
void lp_overlap_json(struct lp_json *j, const struct lp_overlap *v);
/* With `quiet` the last line alone. */
void lp_overlap_text(FILE *to, const struct lp_overlap *v, bool quiet);

#endif
