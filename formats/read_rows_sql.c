#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "formats/read_rows.h"
#include "formats/row_item.h"
#include "formats/sql_row.h"
#include "formats/sql_table.h"

struct sql {
    struct lp_sql lex;
    struct lp_sql_tables tables;
    enum { STATEMENTS, VALUES, COPIED } in;
    bool cut;                   /* the last statement with rows does not end */
    struct lp_buf table;        /* that rows go to now */
    struct lp_row_names listed; /* columns, as the statement names them */
    const struct lp_row_names *columns; /* these, or those of the table */
    struct lp_row row;
    struct lp_row_items items;
    struct lp_err why; /* once something failed, it stays so */
};

static const struct lp_row_names none;

static enum lp_code
broken(const struct sql *r, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT,
                      r->lex.open || r->lex.token == LP_SQL_END
                          ? LP_RULE_TRUNCATED
                          : LP_RULE_SQL,
                      r->lex.at, "sql: a statement breaks the grammar");
}

/* The table of a statement and, if it names them, its columns. The token at
 * hand names the table. */
static enum lp_code
take_table(struct sql *r, struct lp_err *err)
{
    bool good = true;
    enum lp_code rc = LP_OK;

    if (!lp_sql_take_name(&r->lex, &r->table)) {
        return broken(r, err);
    }
    LP_TRY(lp_buf_check(&r->table, err));
    r->columns = lp_sql_columns(&r->tables, lp_buf_slice(&r->table));
    if (lp_sql_mark(&r->lex, '(')) {
        if (!lp_sql_take_columns(&r->lex, &r->listed)) {
            return broken(r, err);
        }
        LP_TRY(lp_row_names_ready(&r->listed, &good, err));
        r->columns = good ? &r->listed : NULL;
    }

done:
    return rc;
}

/* A row was taken, well or not: tell it. */
static enum lp_code
tell(struct sql *r, struct lp_entry *e, struct lp_source *body, uint64_t at,
     uint64_t end, enum lp_rule wrong, struct lp_err *err)
{
    struct lp_row_found found = {.table =
                                     lp_sql_last_part(lp_buf_slice(&r->table)),
                                 .has_span = true,
                                 .at = at,
                                 .end = end,
                                 .front = end,
                                 .wrong = wrong};

    if (wrong == LP_RULE_NONE && r->columns == NULL) {
        found.wrong = LP_RULE_ROW_NAMES;
    } else if (wrong == LP_RULE_NONE && r->row.n != r->columns->n) {
        found.wrong = LP_RULE_ROW_FIELDS;
    }
    return lp_row_item(&r->items, e, body, &r->row,
                       r->columns != NULL ? r->columns : &none, &found, err);
}

/* INSERT or REPLACE is at hand. If what it brings cannot be read, that is told
 * as one row. */
static enum lp_code
insert(struct sql *r, struct lp_entry *e, struct lp_source *body, bool *told,
       struct lp_err *err)
{
    uint64_t at = r->lex.at;
    enum lp_code rc;

    do {
        lp_sql_next(&r->lex);
    } while (lp_sql_word(&r->lex, "LOW_PRIORITY") ||
             lp_sql_word(&r->lex, "DELAYED") ||
             lp_sql_word(&r->lex, "HIGH_PRIORITY") ||
             lp_sql_word(&r->lex, "IGNORE") || lp_sql_word(&r->lex, "OR") ||
             lp_sql_word(&r->lex, "REPLACE"));
    if (lp_sql_word(&r->lex, "INTO")) {
        lp_sql_next(&r->lex);
    }
    LP_TRY(take_table(r, err));
    if (lp_sql_word(&r->lex, "OVERRIDING")) {
        while (lp_sql_word(&r->lex, "OVERRIDING") ||
               lp_sql_word(&r->lex, "SYSTEM") || lp_sql_word(&r->lex, "USER") ||
               lp_sql_word(&r->lex, "VALUE")) {
            lp_sql_next(&r->lex);
        }
    }
    if (lp_sql_word(&r->lex, "VALUES") || lp_sql_word(&r->lex, "VALUE")) {
        lp_sql_next(&r->lex);
        r->in = VALUES;
        return LP_OK;
    }
    lp_sql_skip(&r->lex);
    if (r->lex.token == LP_SQL_END) {
        return broken(r, err);
    }
    lp_row_clear(&r->row);
    *told = true;
    rc = tell(r, e, body, at, r->lex.at, LP_RULE_ROW_VALUE, err);

done:
    return rc;
}

/* COPY is at hand. */
static enum lp_code
copy(struct sql *r, struct lp_err *err)
{
    bool text;
    enum lp_code rc;

    r->lex.of = LP_SQL_POSTGRES;
    lp_sql_next(&r->lex);
    LP_TRY(take_table(r, err));
    if (!lp_sql_word(&r->lex, "FROM")) {
        lp_sql_skip(&r->lex);
        return LP_OK; /* out of the table */
    }
    lp_sql_next(&r->lex);
    text = lp_sql_word(&r->lex, "STDIN");
    lp_sql_next(&r->lex);
    if (!text || !lp_sql_mark(&r->lex, ';')) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_UNSUPPORTED_METHOD,
                          r->lex.at, "sql: COPY in another form than text");
    }
    lp_sql_skip_line(&r->lex);
    r->in = COPIED;

done:
    return rc;
}

/* DELIMITER is at hand, a word of the client of MySQL: what stands up to the
 * line that takes it back are routines, which bring no rows here. */
static void
skip_routines(struct sql *r)
{
    lp_sql_skip_line(&r->lex);
    do {
        lp_sql_next(&r->lex);
        if (lp_sql_word(&r->lex, "DELIMITER")) {
            lp_sql_next(&r->lex);
            if (lp_sql_mark(&r->lex, ';')) {
                return;
            }
        }
    } while (r->lex.token != LP_SQL_END);
}

/* Go through statements up to the next row, or to the end. */
static enum lp_code
statement(struct sql *r, struct lp_entry *e, struct lp_source *body, bool *told,
          struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    lp_sql_next(&r->lex);
    if (lp_sql_word(&r->lex, "INSERT") || lp_sql_word(&r->lex, "REPLACE")) {
        return insert(r, e, body, told, err);
    }
    if (lp_sql_word(&r->lex, "COPY")) {
        return copy(r, err);
    }
    if (lp_sql_word(&r->lex, "DELIMITER")) {
        skip_routines(r);
        return LP_OK;
    }
    if (lp_sql_mark(&r->lex, '\\')) {
        lp_sql_skip_line(&r->lex); /* for psql */
        return LP_OK;
    }
    if (lp_sql_word(&r->lex, "CREATE")) {
        LP_TRY(lp_sql_create(&r->lex, &r->tables, err));
        r->columns = NULL;
    }
    while (r->lex.token != LP_SQL_END && !lp_sql_mark(&r->lex, ';')) {
        lp_sql_hint(&r->lex, lp_buf_slice(&r->lex.text));
        lp_sql_next(&r->lex);
    }

done:
    return rc;
}

/* The next row of VALUES, at whose parenthesis we are, or the end of them. */
static enum lp_code
next_values(struct sql *r, struct lp_entry *e, struct lp_source *body,
            bool *told, struct lp_err *err)
{
    uint64_t at = r->lex.at;
    uint64_t end;
    enum lp_rule wrong;
    enum lp_code rc;

    if (!lp_sql_mark(&r->lex, '(') || !lp_sql_row(&r->lex, &r->row, &wrong)) {
        return broken(r, err);
    }
    if (r->lex.lost) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_SQL_TWO_READINGS, at,
                          "sql: a text ends in two ways");
    }
    end = lp_row_chars_at(&r->lex.chars);
    *told = true;
    LP_TRY(tell(r, e, body, at, end, wrong, err));
    lp_sql_next(&r->lex);
    if (lp_sql_mark(&r->lex, ',')) {
        lp_sql_next(&r->lex);
    } else {
        lp_sql_skip(&r->lex); /* ON CONFLICT ... */
        r->cut = r->lex.token == LP_SQL_END;
        r->in = STATEMENTS;
    }

done:
    return rc;
}

static enum lp_code
next_copied(struct sql *r, struct lp_entry *e, struct lp_source *body,
            bool *told, struct lp_err *err)
{
    uint64_t at = 0;
    uint64_t end = 0;

    switch (lp_sql_copied(&r->lex, &r->row, &at, &end)) {
    case LP_SQL_LINE_ROW:
        *told = true;
        return tell(r, e, body, at, end, LP_RULE_NONE, err);
    case LP_SQL_LINE_LAST:
        r->in = STATEMENTS;
        return LP_OK;
    default:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, at,
                          "sql: COPY does not end");
    }
}

/* No rows at all, where there is a dump: then they are said in another way. */
static enum lp_code
finish(const struct sql *r, bool *end, struct lp_err *err)
{
    if (r->cut) {
        return broken(r, err);
    }
    *end = r->items.rows > 0;
    return *end ? LP_OK
                : lp_fail_at(err, LP_E_LIMIT, LP_RULE_UNSUPPORTED_METHOD, 0,
                             "sql: there is no row in it");
}

static enum lp_code
step(struct lp_reader *reader, struct lp_entry *e, struct lp_source *body,
     bool *end, struct lp_err *err)
{
    struct sql *r = reader->state;
    bool told = false;
    enum lp_code rc = LP_OK;

    if (r->columns != NULL) {
        LP_TRY(
            lp_row_inner(&r->items, e, body, &r->row, r->columns, &told, err));
    }
    while (!told && !*end) {
        if (r->in == VALUES) {
            rc = next_values(r, e, body, &told, err);
        } else if (r->in == COPIED) {
            rc = next_copied(r, e, body, &told, err);
        } else {
            rc = statement(r, e, body, &told, err);
            if (rc == LP_OK && r->lex.open) {
                rc = broken(r, err);
            } else if (rc == LP_OK && !told && r->in == STATEMENTS &&
                       r->lex.token == LP_SQL_END) {
                rc = finish(r, end, err);
            }
        }
        if (r->lex.chars.why.code != LP_OK) {
            *err = r->lex.chars.why; /* of what is at hand more may follow */
            rc = r->lex.chars.why.code;
        }
        if (r->lex.hidden) {
            r->lex.hidden = false;
            lp_findings_add(&reader->found, LP_RULE_SQL_TWO_READINGS,
                            r->lex.at);
        }
        LP_TRY(rc);
    }

done:
    return rc;
}

static enum lp_code
sql_next(struct lp_reader *reader, struct lp_entry *entry,
         struct lp_source *body, bool *end, struct lp_err *err)
{
    struct sql *r = reader->state;

    if (r->why.code == LP_OK) {
        r->why.code = step(reader, entry, body, end, &r->why);
    }
    if (r->why.code != LP_OK) {
        *err = r->why;
    }
    return r->why.code;
}

static enum lp_code
sql_open(struct lp_reader *reader, const struct lp_input *in,
         struct lp_err *err)
{
    struct sql *r = calloc(1, sizeof *r);

    if (r == NULL) {
        return lp_no_memory(err);
    }
    reader->state = r;
    r->items.limits = in->limits;
    return lp_row_chars_open(&r->lex.chars, in->stream, err);
}

static void
sql_release(struct lp_reader *reader)
{
    struct sql *r = reader->state;

    if (r != NULL) {
        lp_sql_release(&r->lex);
        lp_sql_tables_release(&r->tables);
        lp_buf_release(&r->table);
        lp_row_names_release(&r->listed);
        lp_row_release(&r->row);
        lp_row_items_release(&r->items);
        free(r);
    }
    reader->state = NULL;
}

/* ------------------------------------------------------------------ bidding */

/* What dumps begin with, comments aside. */
static bool
begins_dump(const struct lp_sql *q)
{
    static const char *const words[] = {
        "CREATE", "DROP",  "INSERT",  "SET",    "BEGIN",
        "PRAGMA", "USE",   "LOCK",    "COPY",   "START",
        "SELECT", "ALTER", "REPLACE", "DELETE", "DELIMITER",
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (lp_sql_word(q, words[i])) {
            return true;
        }
    }
    return lp_sql_mark(q, '\\');
}

/* Whether a statement at hand brings rows, as far as is shown. */
static bool
brings(struct lp_sql *q, struct lp_buf *name, struct lp_row_names *names)
{
    bool in = lp_sql_word(q, "COPY");

    if (!in && !lp_sql_word(q, "INSERT") && !lp_sql_word(q, "REPLACE")) {
        return false;
    }
    for (unsigned i = 0; i < 4 && !in; i++) {
        lp_sql_next(q);
        in = lp_sql_word(q, "INTO");
    }
    lp_sql_next(q);
    if (!in || !lp_sql_take_name(q, name)) {
        return false;
    }
    if (lp_sql_mark(q, '(') && !lp_sql_take_columns(q, names)) {
        return false;
    }
    return lp_sql_word(q, "VALUES") || lp_sql_word(q, "FROM") ||
           lp_sql_word(q, "OVERRIDING");
}

static bool
is_dump(struct lp_slice text, bool cut)
{
    struct lp_sql q = {0};
    struct lp_buf name = {0};
    struct lp_row_names names = {0};
    bool good = false;
    bool marked;

    lp_row_chars_over(&q.chars, text);
    lp_sql_next(&q);
    while (lp_sql_mark(&q, ';')) {
        lp_sql_next(&q); /* behind comments that MySQL runs */
    }
    marked = q.of != LP_SQL_NOBODY;
    if (begins_dump(&q)) {
        while (!good && q.token != LP_SQL_END) {
            if (lp_sql_mark(&q, '\\')) {
                lp_sql_skip_line(&q);
                lp_sql_next(&q);
                continue;
            }
            good = brings(&q, &name, &names);
            if (!good) {
                lp_sql_skip(&q);
                lp_sql_next(&q);
            }
        }
        /* The tables may be told before all rows. */
        good = good || (marked && cut);
    }
    lp_row_names_release(&names);
    lp_buf_release(&name);
    lp_sql_release(&q);
    return good;
}

static unsigned
sql_bid(struct lp_slice head)
{
    struct lp_buf wide = {0};
    struct lp_slice text = lp_row_chars_head(head, &wide);
    bool good;

    good = is_dump(text, head.len >= LP_HEAD_MAX);
    lp_buf_release(&wide);
    return good ? 24 : 0;
}

const struct lp_reader_ops lp_read_rows_sql = {
    .name = "rows-sql-1",
    .kind = LP_KIND_ROWS,
    .access = LP_ACCESS_STREAM,
    .spread = true,
    .bid = sql_bid,
    .open = sql_open,
    .next = sql_next,
    .release = sql_release,
};
