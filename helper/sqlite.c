/*
 * leafproof-sqlite sqlite SIZE: the tables of a database of SIZE bytes, as
 * formats/helper.h says, by SQLite. It is started by leafproof alone, knows no
 * file and no other process, and may only compute, read and write there.
 *
 * The database is read in place, page by page, through the channel. Nothing of
 * it is run: rows are read of tables alone, without indexes, views, triggers,
 * functions, virtual tables and columns that are computed.
 */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "formats/helper.h"
#include "helper/channel.h"
#include "helper/channel_db.h"

/* A value is no longer than these: it must fit into memory. */
#define LENGTH_MAX (256 * 1024 * 1024)
/* So many bytes are told at a time. */
#define STEP ((size_t)64 * 1024)

/* ------------------------------------------------------------ what is told */

static struct lp_buf told; /* of the table at hand, and not yet said */

static void
tell(const void *bytes, size_t n)
{
    const uint8_t *from = bytes;

    while (n > 0) {
        size_t now = n < STEP ? n : STEP;

        lp_buf_put(&told, (struct lp_slice){from, now});
        if (lp_buf_check(&told, NULL) != LP_OK) {
            _exit(1);
        }
        if (told.len >= STEP) {
            lp_channel_say(LP_HELPER_DATA, lp_buf_slice(&told));
            lp_buf_clear(&told);
        }
        from += now;
        n -= now;
    }
}

static void
tell_byte(uint8_t b)
{
    tell(&b, 1);
}

static void
tell_long(const void *bytes, size_t n)
{
    uint8_t len[4];

    lp_put_le32(len, (uint32_t)n);
    tell(len, sizeof len);
    tell(bytes, n);
}

static void
tell_value(sqlite3_stmt *s, int i)
{
    uint8_t number[8];
    uint64_t bits = 0;
    double real;

    switch (sqlite3_column_type(s, i)) {
    case SQLITE_INTEGER:
        tell_byte('i');
        lp_put_le64(number, (uint64_t)sqlite3_column_int64(s, i));
        tell(number, sizeof number);
        break;
    case SQLITE_FLOAT:
        real = sqlite3_column_double(s, i);
        memcpy(&bits, &real, sizeof bits);
        tell_byte('r');
        lp_put_le64(number, bits);
        tell(number, sizeof number);
        break;
    case SQLITE_TEXT: {
        const unsigned char *text = sqlite3_column_text(s, i);

        tell_byte('t');
        tell_long(text, text == NULL ? 0 : (size_t)sqlite3_column_bytes(s, i));
        break;
    }
    case SQLITE_BLOB: {
        const void *blob = sqlite3_column_blob(s, i);

        tell_byte('b');
        tell_long(blob, blob == NULL ? 0 : (size_t)sqlite3_column_bytes(s, i));
        break;
    }
    default:
        tell_byte('n');
        break;
    }
}

static void
say_table(const char *name)
{
    struct lp_buf body = {0};

    lp_buf_byte(&body, LP_HELPER_FILE);
    lp_buf_byte(&body, 0);
    lp_buf_le64(&body, 0);
    lp_buf_le64(&body, 0);
    lp_buf_le32(&body, (uint32_t)strlen(name));
    lp_buf_str(&body, name);
    if (lp_buf_check(&body, NULL) != LP_OK) {
        _exit(1);
    }
    lp_channel_say(LP_HELPER_MEMBER, lp_buf_slice(&body));
    lp_buf_release(&body);
}

/* -------------------------------------------------------------- the database
 */

/* SELECT of the columns that are stored; NULL if there is none, or no memory.
 */
static char *
select_of(sqlite3 *d, const char *table, int *rc)
{
    sqlite3_str *sql = sqlite3_str_new(d);
    sqlite3_stmt *s = NULL;
    int n = 0;

    *rc = sqlite3_prepare_v2(d, "SELECT name FROM pragma_table_info(?1)", -1,
                             &s, NULL);
    if (*rc == SQLITE_OK) {
        *rc = sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
    }
    while (*rc == SQLITE_OK && (*rc = sqlite3_step(s)) == SQLITE_ROW) {
        sqlite3_str_appendf(sql, "%s\"%w\"", n++ == 0 ? "SELECT " : ",",
                            (const char *)sqlite3_column_text(s, 0));
        *rc = SQLITE_OK;
    }
    (void)sqlite3_finalize(s);
    sqlite3_str_appendf(sql, " FROM main.\"%w\" NOT INDEXED", table);
    if (*rc == SQLITE_DONE) {
        *rc = SQLITE_OK;
    }
    if (n == 0) {
        sqlite3_free(sqlite3_str_finish(sql));
        return NULL;
    }
    return sqlite3_str_finish(sql);
}

static int
say_rows(sqlite3 *d, const char *table)
{
    sqlite3_stmt *s = NULL;
    int rc = SQLITE_OK;
    char *sql = select_of(d, table, &rc);
    uint8_t count[4];
    int columns;

    if (sql == NULL || rc != SQLITE_OK) {
        sqlite3_free(sql);
        return rc;
    }
    rc = sqlite3_prepare_v2(d, sql, -1, &s, NULL);
    sqlite3_free(sql);
    if (rc != SQLITE_OK) {
        return rc;
    }
    say_table(table);
    columns = sqlite3_column_count(s);
    lp_put_le32(count, (uint32_t)columns);
    tell(count, sizeof count);
    for (int i = 0; i < columns; i++) {
        const char *name = sqlite3_column_name(s, i);

        tell_long(name, name == NULL ? 0 : strlen(name));
    }
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
        tell_byte(1);
        for (int i = 0; i < columns; i++) {
            tell_value(s, i);
        }
    }
    (void)sqlite3_finalize(s);
    if (rc == SQLITE_DONE) {
        tell_byte(0);
    }
    if (told.len > 0) {
        lp_channel_say(LP_HELPER_DATA, lp_buf_slice(&told));
        lp_buf_clear(&told);
    }
    if (rc == SQLITE_DONE) {
        lp_channel_say(LP_HELPER_DONE, (struct lp_slice){0});
        rc = SQLITE_OK;
    }
    return rc;
}

/* Virtual tables have no pages of their own: what they show lies in others. */
static int
say_all(sqlite3 *d)
{
    sqlite3_stmt *s = NULL;
    int rc = sqlite3_prepare_v2(d,
                                "SELECT name FROM main.sqlite_schema WHERE "
                                "type = 'table' AND rootpage > 0 AND "
                                "substr(name, 1, 7) <> 'sqlite_' "
                                "ORDER BY rowid",
                                -1, &s, NULL);

    while (rc == SQLITE_OK && (rc = sqlite3_step(s)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(s, 0);

        rc = name == NULL ? SQLITE_CORRUPT : say_rows(d, name);
    }
    (void)sqlite3_finalize(s);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static enum lp_helper_reason
reason(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
        return LP_HELPER_UNSUPPORTED;
    default:
        return LP_HELPER_MALFORMED;
    }
}

int
main(int argc, char **argv)
{
    sqlite3 *d = NULL;
    uint8_t why;
    int rc;

    if (argc != 3 || strcmp(argv[1], "sqlite") != 0) {
        fputs("leafproof-sqlite is started by leafproof\n", stderr);
        return 2;
    }
    if (!lp_channel_db_prepare(strtoull(argv[2], NULL, 10))) {
        return 1;
    }
    rc = lp_channel_db_open(&d, LENGTH_MAX);
    if (rc == SQLITE_OK) {
        rc = say_all(d);
    }
    if (rc == SQLITE_OK) {
        lp_channel_say(LP_HELPER_END, (struct lp_slice){0});
    } else {
        why = (uint8_t)reason(rc);
        lp_channel_say(LP_HELPER_FAILED, (struct lp_slice){&why, 1});
    }
    /* Nothing is given back: all of it goes with the process. */
    _exit(0);
}
