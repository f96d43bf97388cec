#ifndef LP_FORMATS_SQL_ROW_H
#define LP_FORMATS_SQL_ROW_H

#include "formats/sql_lex.h"

/**
 * Take a row of values, from the opening parenthesis at hand to the closing
 * one, which is at hand then. What is no literal is `*wrong`. False if the row
 * does not end.
 */
bool lp_sql_row(struct lp_sql *q, struct lp_row *row, enum lp_rule *wrong);

/* What a line of COPY is. */
enum lp_sql_line { LP_SQL_LINE_ROW, LP_SQL_LINE_LAST, LP_SQL_LINE_NONE };

/* Take the next line of COPY's text format; LAST is the line `\.`. `*at` and
 * `*end` are where it stands, without the end of the line. */
enum lp_sql_line lp_sql_copied(struct lp_sql *q, struct lp_row *row,
                               uint64_t *at, uint64_t *end);

#endif
