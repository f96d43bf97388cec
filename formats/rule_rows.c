#include "formats/rule.h"

#define AT(rule) [LP_RULE_##rule - LP_RULE_ROW_FIELDS]

#define AT_ROW \
    "Look at the row with a text editor; get the table again if you can."

const struct lp_rule_info lp_rule_rows[LP_RULE_OF_ROWS] = {
    AT(ROW_FIELDS) =
        {"F0650", "row-fields", LP_CLASS_MALFORMED,
         "The row has another number of values than the table has columns, so "
         "that it is not known which value is of which column.",
         AT_ROW},
    AT(ROW_QUOTES) =
        {"F0651", "row-quotes", LP_CLASS_AMBIGUOUS,
         "Something stands between a closing quote and the end of its field, "
         "and programs differ in what they make of it, so that two readers "
         "can see two rows.",
         AT_ROW},
    AT(ROW_CHARSET) =
        {"F0652", "row-charset", LP_CLASS_MALFORMED,
         "The row has bytes that are not of the charset in which the rest of "
         "the table is written, so what it says is unknown.",
         AT_ROW},
    AT(ROW_VALUE) =
        {"F0653", "row-value", LP_CLASS_MALFORMED,
         "The statement brings a value, or rows, that only a database can work "
         "out, so what they say is unknown.",
         "Load the dump into a database of its kind, and check what it shows."},
    AT(SQL_TWO_READINGS) =
        {"F0654", "sql-two-readings", LP_CLASS_AMBIGUOUS,
         "What a backslash in a text, or a comment that brings rows, means "
         "depends on the database, and the dump does not say whose it is, so "
         "that two readers can see two rows.",
         "Find out which database wrote the dump; load it there, and check "
         "what it shows."},
    AT(ROW_NAMES) =
        {"F0655", "row-names", LP_CLASS_MALFORMED,
         "The columns of the table have no names, or too long ones, or two "
         "have the same, so that its rows cannot be compared with others.",
         AT_ROW},
    AT(SQL) =
        {"F0656", "bad-sql", LP_CLASS_MALFORMED,
         "A statement of the dump breaks its grammar, so what stands from "
         "there on was not read.",
         "Make the dump again if you can; look at the place with a text "
         "editor."},
    AT(SQLITE) =
        {"F0657", "sqlite-broken", LP_CLASS_MALFORMED,
         "The database breaks its own format, so what was not told by then is "
         "unknown.",
         "Get it again; the command .recover of sqlite3 shows what can be "
         "read of it."},
    AT(SQLITE_TAIL) = {"F0658", "sqlite-trailing-bytes", LP_CLASS_AMBIGUOUS,
                       "Bytes follow the last page of the database that no "
                       "program shows, and "
                       "that can hide something.",
                       "Look at the end of the file by hand."},
};
