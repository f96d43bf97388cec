#ifndef LP_CMD_ROW_LINES_H
#define LP_CMD_ROW_LINES_H

#include <stdio.h>

#include "base/buf.h"
#include "bundle/verdict.h"

/* Lines about the rows of one table: the first of each verdict stands for all,
 * or a table would fill the screen. Zeroed, there are none. */
struct lp_row_lines {
    struct lp_buf table;                   /* its path, */
    uint64_t alike[LP_VERDICT_COUNT];      /* how many rows of each verdict, */
    struct lp_buf first[LP_VERDICT_COUNT]; /* and the line of the first */
};

/* Count a row of the table at `table`. The buffer, empty, is for its line;
 * NULL: there is one of its verdict. The rows before were of this table. */
struct lp_buf *lp_row_lines_take(struct lp_row_lines *l, struct lp_slice table,
                                 enum lp_verdict v);

/* Whether there are lines, and what lies at `path` is none of their table. */
bool lp_row_lines_over(const struct lp_row_lines *l, struct lp_slice path);

/* Print what there is and forget it. Rows that all have one verdict are told by
 * their table's own line, and printed only with `alone`, where that may not be
 * shown. */
void lp_row_lines_put(struct lp_row_lines *l, FILE *to, bool alone);

void lp_row_lines_release(struct lp_row_lines *l);

#endif
