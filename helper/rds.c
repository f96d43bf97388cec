/*
 * leafproof-rds FORMAT SIZE: the files of an RDSv3, the SQLite database of
 * known software of the NSRL, as one member with a table in CSV. What is said
 * of leafproof-archive holds here too; formats/helper.h has the frames.
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

/* No value is longer. */
#define VALUE_MAX (1 << 20)

/* The statement reads columns, and does nothing else: no function is called. */
static int
on_ask(void *who, int what, const char *a, const char *b, const char *c,
       const char *d)
{
    (void)who;
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return what == SQLITE_SELECT || what == SQLITE_READ ? SQLITE_OK
                                                        : SQLITE_DENY;
}

static void
put_value(struct lp_buf *row, sqlite3_stmt *s, int column)
{
    const unsigned char *text = sqlite3_column_text(s, column);
    int n = text == NULL ? 0 : sqlite3_column_bytes(s, column);

    lp_buf_str(row, column == 0 ? "\"" : ",\"");
    for (int i = 0; i < n; i++) {
        lp_buf_str(row, text[i] == '"' ? "\"" : "");
        lp_buf_byte(row, text[i]);
    }
    lp_buf_byte(row, '"');
}

static void
say_member(void)
{
    struct lp_buf b = {0};

    lp_buf_byte(&b, LP_HELPER_FILE);
    lp_buf_byte(&b, 0);
    lp_buf_le64(&b, 0);
    lp_buf_le64(&b, 0);
    lp_buf_le32(&b, 0);
    lp_channel_say(LP_HELPER_MEMBER, lp_buf_slice(&b));
    lp_buf_release(&b);
}

static void
say_data(struct lp_slice text)
{
    while (text.len > 0) {
        lp_channel_say(LP_HELPER_DATA, lp_slice_head(text, LP_HELPER_BODY_MAX));
        text = lp_slice_from(text, LP_HELPER_BODY_MAX);
    }
}

static void
say_reason(enum lp_helper_frame frame, enum lp_helper_reason reason)
{
    uint8_t why = (uint8_t)reason;

    lp_channel_say(frame, (struct lp_slice){&why, 1});
}

/* Every row. False if the database breaks off. */
static bool
say_rows(sqlite3_stmt *s)
{
    struct lp_buf row = {0};
    int rc = sqlite3_step(s);

    say_data(lp_slice_str("sha256,sha1,md5,crc32,path,size\n"));
    while (rc == SQLITE_ROW) {
        lp_buf_clear(&row);
        for (int i = 0; i < 6; i++) {
            put_value(&row, s, i);
        }
        lp_buf_byte(&row, '\n');
        say_data(lp_buf_slice(&row));
        rc = row.failed == LP_OK ? sqlite3_step(s) : SQLITE_NOMEM;
    }
    lp_buf_release(&row);
    return rc == SQLITE_DONE;
}

int
main(int argc, char **argv)
{
    sqlite3_stmt *s = NULL;
    sqlite3 *db = NULL;

    if (argc != 3 || strcmp(argv[1], "rds") != 0) {
        fputs("leafproof-rds is started by leafproof\n", stderr);
        return 2;
    }
    if (!lp_channel_db_prepare(strtoull(argv[2], NULL, 10))) {
        return 1;
    }
    if (lp_channel_db_open(&db, VALUE_MAX) != SQLITE_OK ||
        sqlite3_set_authorizer(db, on_ask, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db,
                           "SELECT sha256, sha1, md5, crc32, file_name, "
                           "file_size FROM FILE",
                           -1, &s, NULL) != SQLITE_OK) {
        say_reason(LP_HELPER_FAILED, LP_HELPER_UNSUPPORTED);
    } else {
        say_member();
        if (say_rows(s)) {
            lp_channel_say(LP_HELPER_DONE, (struct lp_slice){0});
            lp_channel_say(LP_HELPER_END, (struct lp_slice){0});
        } else {
            say_reason(LP_HELPER_BROKEN, LP_HELPER_MALFORMED);
        }
    }
    lp_channel_flush();
    /* Nothing is given back: all of it goes with the process. */
    _exit(0);
}
