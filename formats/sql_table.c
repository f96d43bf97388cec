#include "formats/sql_table.h"

#include <stdlib.h>

#include "base/mem.h"

struct lp_sql_table {
    struct lp_buf name;
    struct lp_row_names columns;
};

bool
lp_sql_take_name(struct lp_sql *q, struct lp_buf *name)
{
    lp_buf_clear(name);
    while (lp_sql_named(q) && !q->too_long && name->len < LP_ROW_NAME_MAX) {
        lp_buf_put(name, lp_buf_slice(&q->text));
        lp_sql_next(q);
        if (!lp_sql_mark(q, '.')) {
            return name->len <= LP_ROW_NAME_MAX;
        }
        lp_buf_byte(name, '.');
        lp_sql_next(q);
    }
    return false;
}

struct lp_slice
lp_sql_last_part(struct lp_slice name)
{
    for (size_t i = name.len; i > 0; i--) {
        if (name.data[i - 1] == '.') {
            return lp_slice_from(name, i);
        }
    }
    return name;
}

bool
lp_sql_take_columns(struct lp_sql *q, struct lp_row_names *names)
{
    lp_row_names_clear(names);
    do {
        lp_sql_next(q);
        if (!lp_sql_named(q)) {
            return false;
        }
        lp_row_names_add(names, lp_buf_slice(&q->text));
        lp_sql_next(q);
    } while (lp_sql_mark(q, ','));
    if (!lp_sql_mark(q, ')')) {
        return false;
    }
    lp_sql_next(q);
    return true;
}

/* Words that begin what is no column of a table. */
static bool
is_constraint(const struct lp_sql *q)
{
    static const char *const words[] = {
        "PRIMARY", "KEY",   "UNIQUE",  "CONSTRAINT", "INDEX",  "FULLTEXT",
        "SPATIAL", "CHECK", "FOREIGN", "EXCLUDE",    "PERIOD", "LIKE",
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (lp_sql_word(q, words[i])) {
            return true;
        }
    }
    return false;
}

/* Go on to the mark that ends a column: `,` or `)`. */
static void
skip_column(struct lp_sql *q)
{
    size_t depth = 0;

    while (q->token != LP_SQL_END && !lp_sql_mark(q, ';') &&
           !(depth == 0 && (lp_sql_mark(q, ',') || lp_sql_mark(q, ')')))) {
        depth += lp_sql_mark(q, '(') ? 1 : 0;
        depth -= lp_sql_mark(q, ')') ? 1 : 0;
        lp_sql_next(q);
    }
}

/* The columns, from the opening parenthesis on. */
static bool
take_definitions(struct lp_sql *q, struct lp_row_names *names)
{
    do {
        lp_sql_next(q);
        if (!lp_sql_named(q)) {
            return false;
        }
        if (!is_constraint(q)) {
            lp_row_names_add(names, lp_buf_slice(&q->text));
        }
        lp_sql_next(q);
        skip_column(q);
    } while (lp_sql_mark(q, ','));
    return lp_sql_mark(q, ')');
}

static size_t
find(const struct lp_sql_tables *t, struct lp_slice name)
{
    size_t i = t->n;

    while (i > 0 && !lp_slice_equal(lp_buf_slice(&t->of[i - 1].name), name)) {
        i--;
    }
    return i;
}

static void
drop(struct lp_sql_table *one)
{
    lp_buf_release(&one->name);
    lp_row_names_release(&one->columns);
}

/* Keep it, in place of what was said of it before. */
static enum lp_code
add(struct lp_sql_tables *t, struct lp_sql_table *one, struct lp_err *err)
{
    size_t at = find(t, lp_buf_slice(&one->name));
    struct lp_sql_table *grown;

    t->bytes += one->name.len + one->columns.text.len;
    if (at > 0) {
        drop(&t->of[at - 1]);
        t->of[at - 1] = *one;
        *one = (struct lp_sql_table){0};
        return LP_OK;
    }
    if (t->n == LP_SQL_TABLES_MAX || t->bytes > LP_SQL_TABLES_BYTES) {
        return LP_OK;
    }
    grown = lp_mem_grow(t->of, t->n, &t->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    t->of = grown;
    t->of[t->n++] = *one;
    *one = (struct lp_sql_table){0};
    return LP_OK;
}

/* TABLE was taken. */
static enum lp_code
create_table(struct lp_sql *q, struct lp_sql_tables *t, struct lp_err *err)
{
    struct lp_sql_table one = {0};
    bool good = false;
    enum lp_code rc = LP_OK;

    while (lp_sql_word(q, "IF") || lp_sql_word(q, "NOT") ||
           lp_sql_word(q, "EXISTS")) {
        lp_sql_next(q);
    }
    if (lp_sql_take_name(q, &one.name) && lp_sql_mark(q, '(') &&
        take_definitions(q, &one.columns)) {
        LP_TRY(lp_row_names_ready(&one.columns, &good, err));
    }
    if (one.name.len > 0) {
        if (!good) {
            lp_row_names_clear(&one.columns); /* what was known is wrong now */
        }
        LP_TRY(lp_buf_check(&one.name, err));
        rc = add(t, &one, err);
    }

done:
    drop(&one);
    lp_sql_skip(q);
    return rc;
}

/* What SQLite and MySQL run when rows change brings no rows here: up to END. */
static void
skip_trigger(struct lp_sql *q)
{
    bool begun = false;
    bool ended = false;
    size_t cases = 0;

    while (q->token != LP_SQL_END) {
        if (lp_sql_mark(q, ';') && (!begun || ended)) {
            return;
        }
        cases += lp_sql_word(q, "CASE") ? 1 : 0;
        begun = begun || lp_sql_word(q, "BEGIN");
        ended = lp_sql_word(q, "END") && cases == 0;
        cases -= lp_sql_word(q, "END") && cases > 0 ? 1 : 0;
        lp_sql_next(q);
    }
}

enum lp_code
lp_sql_create(struct lp_sql *q, struct lp_sql_tables *t, struct lp_err *err)
{
    for (;;) {
        lp_sql_next(q);
        if (lp_sql_word(q, "TABLE")) {
            lp_sql_next(q);
            return create_table(q, t, err);
        }
        if (lp_sql_word(q, "TRIGGER")) {
            skip_trigger(q);
            return LP_OK;
        }
        if (!lp_sql_word(q, "TEMP") && !lp_sql_word(q, "TEMPORARY") &&
            !lp_sql_word(q, "UNLOGGED") && !lp_sql_word(q, "OR") &&
            !lp_sql_word(q, "REPLACE") && !lp_sql_word(q, "GLOBAL") &&
            !lp_sql_word(q, "LOCAL")) {
            lp_sql_skip(q);
            return LP_OK;
        }
    }
}

const struct lp_row_names *
lp_sql_columns(const struct lp_sql_tables *t, struct lp_slice name)
{
    size_t at = find(t, name);

    return at > 0 && t->of[at - 1].columns.n > 0 ? &t->of[at - 1].columns
                                                 : NULL;
}

void
lp_sql_tables_release(struct lp_sql_tables *t)
{
    for (size_t i = 0; i < t->n; i++) {
        drop(&t->of[i]);
    }
    free(t->of);
    *t = (struct lp_sql_tables){0};
}
