#ifndef LP_FORMATS_ROW_CSV_H
#define LP_FORMATS_ROW_CSV_H

#include "formats/row.h"
#include "formats/row_chars.h"
#include "formats/rule.h"

/*
 * Rows of separated values (RFC 4180), with `,`, `;` or TAB between them, and
 * LF, CR LF or CR at the end of each. A quote in a field that does not begin
 * with one is a character, as programs that write such files mean it.
 */

/* What stands between the fields of a table whose first line is `line`: what
 * is there most often outside of quotes; 0 if there is none of the three. */
uint8_t lp_row_csv_separator(struct lp_slice line);

/* Take the first line that is not empty, up to its end outside of quotes, into
 * `line`, which has a maximum. False if there is none, or it is longer. */
bool lp_row_csv_line(struct lp_row_chars *c, struct lp_buf *line);

/* A row, as it lies in its table. */
struct lp_row_csv {
    uint64_t at;
    uint64_t end; /* of it, without the end of its line */
    enum lp_rule wrong;
};

/* Take the next row into `row`, as texts; lines without anything are passed
 * over. False if there is none. */
bool lp_row_csv_take(struct lp_row_chars *c, uint8_t separator,
                     struct lp_row *row, struct lp_row_csv *out);

/* In which charset a table is, as far as its rows have said. */
enum lp_row_charset {
    LP_ROW_CHARSET_OPEN, /* there was only ASCII so far */
    LP_ROW_CHARSET_UTF8,
    LP_ROW_CHARSET_1252,
};

/* Whether `row` can be read; it is, then, UTF-8: what is in windows-1252 goes
 * through `room`. */
bool lp_row_csv_charset(enum lp_row_charset *of, struct lp_row *row,
                        struct lp_row *room);

#endif
