#ifndef LP_FORMATS_READ_ROWS_H
#define LP_FORMATS_READ_ROWS_H

#include "formats/reader.h"

/*
 * Tables. The members of all of them are the rows, "row 1" and so on, with the
 * name of the table behind that if it has one. The bytes of a row are its form
 * of row-v1 (docs/FORMAT-identity-rows.md), and not those that stand in the
 * file. A mail, or many bytes, in a row are a member of their own behind it.
 */

/* Separated values with a first line of names. */
extern const struct lp_reader_ops lp_read_rows_csv;

/* An object of JSON on each line. */
extern const struct lp_reader_ops lp_read_rows_jsonl;

/* A dump in SQL: INSERT of MySQL, PostgreSQL and SQLite, COPY of PostgreSQL. */
extern const struct lp_reader_ops lp_read_rows_sql;

/* A database of SQLite, by a helper. */
extern const struct lp_reader_ops lp_read_rows_sqlite;

#endif
