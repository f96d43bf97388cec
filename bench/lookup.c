/* How many digests a second are looked up in a set, in LMDB and in SQLite.
 *
 *     bench_lookup FOLDER [KEYS [QUESTIONS [ROUNDS]]]
 *
 * The three hold the same random digests, each with a size, and are asked the
 * same questions in turn, half of them about what they hold; all must find the
 * same. A line for each store and round: its name, seconds, seconds of
 * processor time, and how much was found. */
#include <lmdb.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "ledger/set.h"
#include "ledger/set_build.h"

#define BATCH 4096
#define MIB ((size_t)1 << 20)

struct key {
    uint8_t of[LP_KEY_SIZE];
};

/* What is asked, and where the stores are. */
struct plan {
    const char *folder;
    struct key *key; /* in order */
    size_t keys;
    struct key *question;
    size_t questions;
    char path[4096];
};

/* A store: NULL if it fails. `ask` says how many were found. */
struct store {
    const char *name;
    const char *file;
    bool (*make)(const struct plan *p);
    bool (*ask)(const struct plan *p, uint64_t *found);
};

static double
clock_of(clockid_t which)
{
    struct timespec t;

    (void)clock_gettime(which, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* SplitMix64. */
static uint64_t
any(uint64_t *seed)
{
    uint64_t x = *seed += 0x9e3779b97f4a7c15;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static struct key
key_of(uint64_t i)
{
    uint64_t seed = i << 8;
    struct key k = {0};

    for (size_t at = 0; at < sizeof k.of; at += 8) {
        lp_put_le64(k.of + at, any(&seed));
    }
    return k;
}

static int
by_bytes(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(struct key));
}

/* ---- a set ----------------------------------------------------------------
 */

static bool
make_set(const struct plan *p)
{
    const struct lp_set_meta meta = {.publication = lp_slice_str("bench"),
                                     .levels = LP_LEVEL_BIT(LP_LEVEL_RAW)};
    struct lp_set_build *b = NULL;
    enum lp_code rc = lp_set_build_new(&b, p->path, false, NULL, NULL);

    for (size_t i = 0; rc == LP_OK && i < p->keys; i++) {
        struct lp_set_add add = {.record = {.size = i}, .counts = true};

        lp_set_add_key(&add, LP_LEVEL_RAW,
                       (struct lp_slice){p->key[i].of, LP_KEY_SIZE});
        rc = lp_set_build_add(b, &add, NULL);
    }
    if (rc == LP_OK) {
        rc = lp_set_build_finish(b, &meta, NULL, NULL);
    }
    lp_set_build_free(b);
    return rc == LP_OK;
}

static bool
ask_set(const struct plan *p, uint64_t *found)
{
    static struct lp_set_key ask[BATCH];
    static struct lp_set_hit hit[BATCH];
    struct lp_set *s = NULL;
    enum lp_code rc = lp_set_open(&s, p->path, NULL);

    for (size_t at = 0; rc == LP_OK && at < p->questions; at += BATCH) {
        size_t n = p->questions - at < BATCH ? p->questions - at : BATCH;

        for (size_t i = 0; i < n; i++) {
            lp_set_key_make(
                &ask[i], (struct lp_slice){p->question[at + i].of, LP_KEY_SIZE},
                LP_SIZE_UNKNOWN);
        }
        rc = lp_set_find_many(s, LP_LEVEL_RAW, ask, n, hit, NULL);
        for (size_t i = 0; i < n; i++) {
            *found += hit[i].found ? 1 : 0;
        }
    }
    lp_set_free(s);
    return rc == LP_OK;
}

/* ---- LMDB -----------------------------------------------------------------
 */

static MDB_env *
open_lmdb(const struct plan *p, unsigned flags)
{
    MDB_env *env = NULL;

    if (mdb_env_create(&env) != 0 ||
        mdb_env_set_mapsize(env, p->keys * 100 + 64 * MIB) != 0 ||
        mdb_env_open(env, p->path, MDB_NOSUBDIR | flags, 0644) != 0) {
        mdb_env_close(env);
        return NULL;
    }
    return env;
}

static bool
make_lmdb(const struct plan *p)
{
    MDB_env *env = open_lmdb(p, MDB_NOSYNC);
    MDB_txn *txn = NULL;
    MDB_dbi db = 0;
    bool good = env != NULL && mdb_txn_begin(env, NULL, 0, &txn) == 0 &&
                mdb_dbi_open(txn, NULL, 0, &db) == 0;

    for (size_t i = 0; good && i < p->keys; i++) {
        uint64_t size = i;
        MDB_val k = {LP_KEY_SIZE, p->key[i].of};
        MDB_val v = {sizeof size, &size};

        good = mdb_put(txn, db, &k, &v, MDB_APPEND) == 0;
    }
    good = good && mdb_txn_commit(txn) == 0;
    mdb_env_close(env);
    return good;
}

static bool
ask_lmdb(const struct plan *p, uint64_t *found)
{
    MDB_env *env = open_lmdb(p, MDB_RDONLY | MDB_NORDAHEAD);
    MDB_txn *txn = NULL;
    MDB_dbi db = 0;
    bool good = env != NULL &&
                mdb_txn_begin(env, NULL, MDB_RDONLY, &txn) == 0 &&
                mdb_dbi_open(txn, NULL, 0, &db) == 0;

    for (size_t i = 0; good && i < p->questions; i++) {
        MDB_val k = {LP_KEY_SIZE, p->question[i].of};
        MDB_val v;
        int rc = mdb_get(txn, db, &k, &v);

        good = rc == 0 || rc == MDB_NOTFOUND;
        *found += rc == 0 ? 1 : 0;
    }
    if (txn != NULL) {
        mdb_txn_abort(txn);
    }
    mdb_env_close(env);
    return good;
}

/* ---- SQLite ---------------------------------------------------------------
 */

static bool
make_sqlite(const struct plan *p)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *put = NULL;
    bool good = sqlite3_open(p->path, &db) == SQLITE_OK &&
                sqlite3_exec(db,
                             "pragma journal_mode=off; pragma synchronous=off;"
                             "create table t(k blob primary key, size int) "
                             "without rowid; begin",
                             NULL, NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(db, "insert into t values(?,?)", -1, &put,
                                   NULL) == SQLITE_OK;

    for (size_t i = 0; good && i < p->keys; i++) {
        good = sqlite3_bind_blob(put, 1, p->key[i].of, LP_KEY_SIZE,
                                 SQLITE_STATIC) == SQLITE_OK &&
               sqlite3_bind_int64(put, 2, (sqlite3_int64)i) == SQLITE_OK &&
               sqlite3_step(put) == SQLITE_DONE &&
               sqlite3_reset(put) == SQLITE_OK;
    }
    (void)sqlite3_finalize(put);
    good = good && sqlite3_exec(db, "commit", NULL, NULL, NULL) == SQLITE_OK;
    (void)sqlite3_close(db);
    return good;
}

static bool
ask_sqlite(const struct plan *p, uint64_t *found)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *get = NULL;
    bool good = sqlite3_open_v2(p->path, &db, SQLITE_OPEN_READONLY, NULL) ==
                    SQLITE_OK &&
                sqlite3_exec(db, "pragma mmap_size=68719476736; begin", NULL,
                             NULL, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(db, "select size from t where k=?", -1, &get,
                                   NULL) == SQLITE_OK;

    for (size_t i = 0; good && i < p->questions; i++) {
        int rc = sqlite3_bind_blob(get, 1, p->question[i].of, LP_KEY_SIZE,
                                   SQLITE_STATIC) == SQLITE_OK
                     ? sqlite3_step(get)
                     : SQLITE_ERROR;

        good = rc == SQLITE_ROW || rc == SQLITE_DONE;
        *found += rc == SQLITE_ROW ? 1 : 0;
        (void)sqlite3_reset(get);
    }
    (void)sqlite3_finalize(get);
    (void)sqlite3_close(db);
    return good;
}

/* ---- all of them ----------------------------------------------------------
 */

static const struct store stores[] = {
    {"set", "keys.set", make_set, ask_set},
    {"lmdb", "keys.mdb", make_lmdb, ask_lmdb},
    {"sqlite", "keys.db", make_sqlite, ask_sqlite},
};

#define STORES (sizeof stores / sizeof stores[0])

static void
place(struct plan *p, const struct store *s)
{
    (void)snprintf(p->path, sizeof p->path, "%s/%s", p->folder, s->file);
}

/* Half of the questions are about keys that are there. */
static bool
fill(struct plan *p)
{
    uint64_t seed = 1;

    p->key = calloc(p->keys, sizeof *p->key);
    p->question = calloc(p->questions, sizeof *p->question);
    if (p->key == NULL || p->question == NULL) {
        return false;
    }
    for (size_t i = 0; i < p->keys; i++) {
        p->key[i] = key_of(i);
    }
    for (size_t i = 0; i < p->questions; i++) {
        uint64_t which = any(&seed) % p->keys;

        p->question[i] = key_of(i % 2 == 0 ? which : p->keys + which);
    }
    qsort(p->key, p->keys, sizeof *p->key, by_bytes);
    return true;
}

static bool
run(struct plan *p, size_t rounds)
{
    uint64_t want = (p->questions + 1) / 2;

    for (size_t i = 0; i < STORES; i++) {
        place(p, &stores[i]);
        (void)unlink(p->path);
        if (!stores[i].make(p)) {
            fprintf(stderr, "%s could not be made\n", p->path);
            return false;
        }
    }
    /* The first round only warms. */
    for (size_t r = 0; r <= rounds; r++) {
        for (size_t i = 0; i < STORES; i++) {
            double wall = clock_of(CLOCK_MONOTONIC);
            double spent = clock_of(CLOCK_PROCESS_CPUTIME_ID);
            uint64_t found = 0;

            place(p, &stores[i]);
            if (!stores[i].ask(p, &found) || found != want) {
                fprintf(stderr, "%s found %llu, not %llu\n", p->path,
                        (unsigned long long)found, (unsigned long long)want);
                return false;
            }
            if (r > 0) {
                printf("%s %.6f %.6f %llu\n", stores[i].name,
                       clock_of(CLOCK_MONOTONIC) - wall,
                       clock_of(CLOCK_PROCESS_CPUTIME_ID) - spent,
                       (unsigned long long)found);
            }
        }
    }
    return true;
}

int
main(int argc, char **argv)
{
    struct plan p = {.folder = argv[1], .keys = 1000000, .questions = 1000000};
    size_t rounds = 3;
    bool good;

    if (argc < 2) {
        fputs("usage: bench_lookup FOLDER [KEYS [QUESTIONS [ROUNDS]]]\n",
              stderr);
        return 2;
    }
    p.keys = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : p.keys;
    p.questions = argc > 3 ? (size_t)strtoull(argv[3], NULL, 10) : p.questions;
    rounds = argc > 4 ? (size_t)strtoull(argv[4], NULL, 10) : rounds;
    good = p.keys > 0 && fill(&p) && run(&p, rounds);
    free(p.key);
    free(p.question);
    return good ? 0 : 1;
}
