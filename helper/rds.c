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
#include "helper/jail.h"

/* Pieces of the database that are held: a table lies in pages that mostly
 * follow each other, but not all do. */
#define PIECE ((size_t)64 * 1024)
#define PIECES 64

/* No value is longer. */
#define VALUE_MAX (1 << 20)

struct piece {
    bool there;
    uint64_t at;
    size_t n;
    uint8_t bytes[PIECE];
};

static struct input {
    uint64_t size;
    struct piece piece[PIECES];
} input;

static const struct piece *
piece_at(uint64_t at)
{
    struct piece *p = &input.piece[at / PIECE % PIECES];
    uint64_t begin = at - at % PIECE;

    if (!p->there || p->at != begin) {
        p->n = lp_channel_read(begin, p->bytes, PIECE);
        p->at = begin;
        p->there = true;
    }
    return p;
}

static int
on_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    uint8_t *out = to;
    size_t left = n < 0 ? 0 : (size_t)n;
    uint64_t from = at < 0 ? UINT64_MAX : (uint64_t)at;

    (void)f;
    while (left > 0 && from < input.size) {
        const struct piece *p = piece_at(from);
        size_t skip = (size_t)(from - p->at);
        size_t some = p->n > skip ? p->n - skip : 0;

        some = some < left ? some : left;
        if (some == 0) {
            break;
        }
        memcpy(out, p->bytes + skip, some);
        out += some;
        from += some;
        left -= some;
    }
    if (left == 0) {
        return SQLITE_OK;
    }
    /* A page that is there in part would be taken for one with empty rows. */
    memset(out, 0, left);
    return n > 0 && left < (size_t)n ? SQLITE_IOERR_READ
                                     : SQLITE_IOERR_SHORT_READ;
}

static int
on_size(sqlite3_file *f, sqlite3_int64 *size)
{
    (void)f;
    *size = (sqlite3_int64)input.size;
    return SQLITE_OK;
}

static int
on_close(sqlite3_file *f)
{
    (void)f;
    return SQLITE_OK;
}

static int
on_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    (void)f;
    (void)from;
    (void)n;
    (void)at;
    return SQLITE_READONLY;
}

static int
on_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    (void)f;
    (void)size;
    return SQLITE_READONLY;
}

static int
on_flags(sqlite3_file *f, int flags)
{
    (void)f;
    (void)flags;
    return SQLITE_OK;
}

static int
on_reserved(sqlite3_file *f, int *is)
{
    (void)f;
    *is = 0;
    return SQLITE_OK;
}

static int
on_control(sqlite3_file *f, int what, void *with)
{
    (void)f;
    (void)what;
    (void)with;
    return SQLITE_NOTFOUND;
}

static int
on_sector(sqlite3_file *f)
{
    (void)f;
    return 4096;
}

static int
on_device(sqlite3_file *f)
{
    (void)f;
    return SQLITE_IOCAP_IMMUTABLE;
}

static const sqlite3_io_methods methods = {.iVersion = 1,
                                           .xClose = on_close,
                                           .xRead = on_read,
                                           .xWrite = on_write,
                                           .xTruncate = on_truncate,
                                           .xSync = on_flags,
                                           .xFileSize = on_size,
                                           .xLock = on_flags,
                                           .xUnlock = on_flags,
                                           .xCheckReservedLock = on_reserved,
                                           .xFileControl = on_control,
                                           .xSectorSize = on_sector,
                                           .xDeviceCharacteristics = on_device};

static int
on_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
    (void)v;
    (void)name;
    f->pMethods = NULL;
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0) {
        return SQLITE_CANTOPEN;
    }
    f->pMethods = &methods;
    if (out != NULL) {
        *out = SQLITE_OPEN_READONLY;
    }
    return SQLITE_OK;
}

static int
on_access(sqlite3_vfs *v, const char *name, int flags, int *there)
{
    (void)v;
    (void)name;
    (void)flags;
    *there = 0;
    return SQLITE_OK;
}

static int
on_delete(sqlite3_vfs *v, const char *name, int sync)
{
    (void)v;
    (void)name;
    (void)sync;
    return SQLITE_READONLY;
}

static int
on_path(sqlite3_vfs *v, const char *name, int n, char *out)
{
    (void)v;
    (void)snprintf(out, (size_t)n, "%s", name);
    return SQLITE_OK;
}

static int
on_random(sqlite3_vfs *v, int n, char *out)
{
    (void)v;
    memset(out, 0, (size_t)n);
    return n;
}

static int
on_sleep(sqlite3_vfs *v, int us)
{
    (void)v;
    return us;
}

static int
on_time(sqlite3_vfs *v, double *now)
{
    (void)v;
    *now = 0;
    return SQLITE_OK;
}

static sqlite3_vfs vfs = {.iVersion = 1,
                          .szOsFile = sizeof(sqlite3_file),
                          .mxPathname = 64,
                          .zName = "channel",
                          .xOpen = on_open,
                          .xDelete = on_delete,
                          .xAccess = on_access,
                          .xFullPathname = on_path,
                          .xRandomness = on_random,
                          .xSleep = on_sleep,
                          .xCurrentTime = on_time};

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

/* A schema that comes from strangers does nothing. */
static sqlite3 *
open_database(void)
{
    sqlite3 *db = NULL;

    if (sqlite3_open_v2("rds", &db, SQLITE_OPEN_READONLY, "channel") !=
            SQLITE_OK ||
        sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) !=
            SQLITE_OK ||
        sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) !=
            SQLITE_OK ||
        sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL) !=
            SQLITE_OK ||
        sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) !=
            SQLITE_OK) {
        return NULL;
    }
    (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, VALUE_MAX);
    (void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_set_authorizer(db, on_ask, NULL);
    return db;
}

int
main(int argc, char **argv)
{
    sqlite3_stmt *s = NULL;
    sqlite3 *db;

    if (argc != 3 || strcmp(argv[1], "rds") != 0) {
        fputs("leafproof-rds is started by leafproof\n", stderr);
        return 2;
    }
    input.size = strtoull(argv[2], NULL, 10);
    if (sqlite3_initialize() != SQLITE_OK ||
        sqlite3_vfs_register(&vfs, 1) != SQLITE_OK || !lp_jail()) {
        return 1;
    }
    db = open_database();
    if (db == NULL ||
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
