#ifndef LP_BUNDLE_ROW_COUNT_H
#define LP_BUNDLE_ROW_COUNT_H

#include "bundle/judgement.h"

/*
 * Rows of tables, counted apart from documents: a table is one document,
 * however many rows it has. A row is public only if it is the same: that its
 * text is in something public says nothing of its other values.
 */

/* Count one row. */
void lp_row_count_add(struct lp_rows *rows, const struct lp_judgement *row);

/* How many there are. */
uint64_t lp_row_count_all(const struct lp_rows *rows);

/* Whether all that say enough are public, and any does. */
bool lp_row_count_known(const struct lp_rows *rows);

/* What the rows of one table come to; zeroed, there are none yet. */
struct lp_row_count {
    struct lp_rows rows;
    struct lp_index_hit first; /* of the public ones; set NULL: none is */
    uint64_t in_first;         /* those that its set proves */
};

/* Count one row of the table. */
void lp_row_count_note(struct lp_row_count *c, const struct lp_judgement *row);

/* All its rows were seen: put them into `table`, its own judgement. If it would
 * be new, and enough of its rows is public, a part of it is: PARTIAL, and never
 * more. */
void lp_row_count_settle(const struct lp_row_count *c,
                         struct lp_judgement *table);

#endif
