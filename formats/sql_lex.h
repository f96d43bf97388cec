#ifndef LP_FORMATS_SQL_LEX_H
#define LP_FORMATS_SQL_LEX_H

#include "formats/row.h"
#include "formats/row_chars.h"
#include "formats/rule.h"

/* Whose SQL it is: what a backslash in a text means depends on that. */
enum lp_sql_of {
    LP_SQL_NOBODY, /* not known (yet) */
    LP_SQL_MYSQL,
    LP_SQL_POSTGRES,
    LP_SQL_SQLITE,
};

enum lp_sql_token {
    LP_SQL_END,
    LP_SQL_WORD,   /* bare */
    LP_SQL_NAME,   /* in backquotes or brackets */
    LP_SQL_QUOTED, /* in double quotes: a name, and for MySQL a text as well */
    LP_SQL_STRING, /* in single quotes, or between dollars */
    LP_SQL_NUMBER, /* digits and what may belong to them */
    LP_SQL_MARK,   /* any other byte */
};

/* Tokens of SQL, one after the other; comments and blanks are passed over, but
 * for what they say of whose it is. `chars` must be open; zeroed otherwise, it
 * is ready. */
struct lp_sql {
    struct lp_row_chars chars;
    enum lp_sql_of of;
    enum lp_sql_token token; /* the one at hand ... */
    struct lp_buf text;      /* ... what it says ... */
    uint8_t mark;            /* ... or is ... */
    uint64_t at;             /* ... where it begins */
    bool too_long;           /* ... and more than LP_ROW_MAX */
    bool doubt;              /* a backslash since this was cleared, of which
                                nobody knows what it means ... */
    bool lost;               /* ... and where its text ends */
    bool hidden;             /* a comment that MySQL runs brings rows */
    bool open;               /* the end came in a text or a comment */
};

/* Go on to the next token. */
void lp_sql_next(struct lp_sql *q);

/* Whether the token at hand is this word (in upper case), or this mark. */
bool lp_sql_word(const struct lp_sql *q, const char *word);
bool lp_sql_mark(const struct lp_sql *q, char mark);

/* Whether it can name a table or column. */
bool lp_sql_named(const struct lp_sql *q);

/* Go on to the `;` that ends the statement, or to the end. */
void lp_sql_skip(struct lp_sql *q);

/* Pass over the rest of the line that the last token stands in. */
void lp_sql_skip_line(struct lp_sql *q);

/* Whose it is, by words that only one of them uses; what is known stays. */
void lp_sql_hint(struct lp_sql *q, struct lp_slice said);

/* The value of a hexadecimal digit; 16 if it is none. */
unsigned lp_sql_hex(int b);

void lp_sql_release(struct lp_sql *q);

#endif
