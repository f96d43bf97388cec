#ifndef LP_CMD_PROGRESS_H
#define LP_CMD_PROGRESS_H

#include <stdio.h>

#include "bundle/listen.h"
#include "cmd/json.h"

/* How far a run is: one line that is drawn again and again on a terminal, or
 * `status` records. */
struct lp_progress_bar {
    FILE *to;
    bool line;            /* draw the line */
    struct lp_json *json; /* not NULL: write records */
    double began;         /* seconds; 0: not yet */
    bool drawn;
};

/* For lp_listener: `who` is the bar. */
void lp_progress_tell(void *who, const struct lp_status *s);

/* Take the line away before something else is printed. */
void lp_progress_clear(struct lp_progress_bar *p);

/* `bytes` as people read it: "9.8 GB". */
void lp_progress_size(char to[24], double bytes);

#endif
