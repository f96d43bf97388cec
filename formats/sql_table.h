#ifndef LP_FORMATS_SQL_TABLE_H
#define LP_FORMATS_SQL_TABLE_H

#include "formats/sql_lex.h"

/* What CREATE TABLE said of the columns of the tables of a dump: of the first
 * so many, with so many bytes of names in all. Zeroed, there are none. */
#define LP_SQL_TABLES_MAX ((size_t)4096)
#define LP_SQL_TABLES_BYTES ((size_t)4 << 20)

struct lp_sql_table;

struct lp_sql_tables {
    struct lp_sql_table *of;
    size_t n;
    size_t cap;
    size_t bytes;
};

/* Take a name, "a.b.c" with or without quotes, from the token at hand on: its
 * parts with a dot between them. False if there is none. */
bool lp_sql_take_name(struct lp_sql *q, struct lp_buf *name);

/* The last part of it. */
struct lp_slice lp_sql_last_part(struct lp_slice name);

/* Take names in parentheses, of which the opening one is at hand, and go on to
 * behind the closing one. False if they are none. */
bool lp_sql_take_columns(struct lp_sql *q, struct lp_row_names *names);

/* CREATE is at hand: keep what it says, and go on to behind the statement. */
LP_MUST_USE enum lp_code
lp_sql_create(struct lp_sql *q, struct lp_sql_tables *t, struct lp_err *err);

/* The columns of this table; NULL if they are not known. */
const struct lp_row_names *lp_sql_columns(const struct lp_sql_tables *t,
                                          struct lp_slice name);

void lp_sql_tables_release(struct lp_sql_tables *t);

#endif
