#include "helper/channel_db.h"

#include <stdio.h>
#include <string.h>

#include "helper/channel.h"
#include "helper/jail.h"

/* Pieces of the database that are held: a table lies in pages that mostly
 * follow each other, but not all do. */
#define PIECE ((size_t)64 * 1024)
#define PIECES 64

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
on_size(sqlite3_file *f, sqlite3_int64 *out)
{
    (void)f;
    *out = (sqlite3_int64)input.size;
    return SQLITE_OK;
}

static int
on_close(sqlite3_file *f)
{
    (void)f;
    return SQLITE_OK;
}

static int
on_flags(sqlite3_file *f, int flags)
{
    (void)f;
    (void)flags;
    return SQLITE_OK;
}

static int
on_reserved(sqlite3_file *f, int *out)
{
    (void)f;
    *out = 0;
    return SQLITE_OK;
}

static int
on_control(sqlite3_file *f, int op, void *arg)
{
    (void)f;
    (void)op;
    (void)arg;
    return SQLITE_NOTFOUND;
}

static int
on_sector(sqlite3_file *f)
{
    (void)f;
    return 0;
}

/* Nobody changes it; so no journal and no log beside it is looked for. */
static int
on_character(sqlite3_file *f)
{
    (void)f;
    return SQLITE_IOCAP_IMMUTABLE;
}

static const sqlite3_io_methods file_methods = {
    .iVersion = 1,
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
    .xDeviceCharacteristics = on_character,
};

static int
on_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
    (void)v;
    (void)name;
    f->pMethods = NULL;
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0) {
        return SQLITE_CANTOPEN; /* a journal, a temporary file */
    }
    f->pMethods = &file_methods;
    if (out != NULL) {
        *out = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_READONLY;
    }
    return SQLITE_OK;
}

static int
on_delete(sqlite3_vfs *v, const char *name, int sync)
{
    (void)v;
    (void)name;
    (void)sync;
    return SQLITE_IOERR_DELETE;
}

static int
on_access(sqlite3_vfs *v, const char *name, int flags, int *out)
{
    (void)v;
    (void)name;
    (void)flags;
    *out = 0;
    return SQLITE_OK;
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
on_sleep(sqlite3_vfs *v, int micros)
{
    (void)v;
    return micros;
}

static int
on_time(sqlite3_vfs *v, double *out)
{
    (void)v;
    *out = 2440587.5; /* 1970: nothing depends on it */
    return SQLITE_OK;
}

static int
on_error(sqlite3_vfs *v, int n, char *out)
{
    (void)v;
    (void)n;
    (void)out;
    return 0;
}

static sqlite3_vfs channel_vfs = {
    .iVersion = 1,
    .szOsFile = sizeof(sqlite3_file),
    .mxPathname = 64,
    .zName = "channel",
    .xOpen = on_open,
    .xDelete = on_delete,
    .xAccess = on_access,
    .xFullPathname = on_path,
    .xRandomness = on_random,
    .xSleep = on_sleep,
    .xCurrentTime = on_time,
    .xGetLastError = on_error,
};

static int
set_up(sqlite3 *d, int length_max)
{
    static const struct {
        int what;
        int on;
    } settings[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 1},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    int rc = SQLITE_OK;

    for (size_t i = 0;
         rc == SQLITE_OK && i < sizeof settings / sizeof settings[0]; i++) {
        rc = sqlite3_db_config(d, settings[i].what, settings[i].on, NULL);
    }
    (void)sqlite3_limit(d, SQLITE_LIMIT_LENGTH, length_max);
    (void)sqlite3_limit(d, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_limit(d, SQLITE_LIMIT_WORKER_THREADS, 0);
    if (rc == SQLITE_OK) {
        rc = sqlite3_exec(d,
                          "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=0;"
                          "PRAGMA cell_size_check=ON",
                          NULL, NULL, NULL);
    }
    return rc;
}

bool
lp_channel_db_prepare(uint64_t size)
{
    input.size = size;
    return sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK &&
           sqlite3_vfs_register(&channel_vfs, 1) == SQLITE_OK && lp_jail();
}

int
lp_channel_db_open(sqlite3 **out, int length_max)
{
    int rc = sqlite3_open_v2("db", out, SQLITE_OPEN_READONLY, "channel");

    return rc == SQLITE_OK ? set_up(*out, length_max) : rc;
}
