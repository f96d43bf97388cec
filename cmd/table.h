#ifndef LP_CMD_TABLE_H
#define LP_CMD_TABLE_H

#include <stdio.h>

#include "base/buf.h"

#define LP_TABLE_COLUMNS 12

/*
 * Columns that are as wide as their widest cell. Cells are added row by row,
 * the first row being the heads; they must be printable. Zeroed but for
 * `columns`, it is empty and safe to release.
 */
struct lp_table {
    size_t columns;
    unsigned right; /* bits: columns that are aligned at their right */
    size_t n;       /* cells */
    size_t width[LP_TABLE_COLUMNS];
    struct lp_buf cells; /* each ends in NUL */
};

void lp_table_cell(struct lp_table *t, struct lp_slice text);
void lp_table_text(struct lp_table *t, const char *text);
void lp_table_number(struct lp_table *t, uint64_t number);

/* Print what was added. LP_E_MEMORY if there was no room for it. */
LP_MUST_USE enum lp_code lp_table_print(const struct lp_table *t, FILE *to,
                                        struct lp_err *err);
void lp_table_release(struct lp_table *t);

#endif
