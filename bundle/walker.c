#include "bundle/walker.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/block.h"
#include "base/file.h"
#include "base/tempfile.h"
#include "bundle/look.h"
#include "bundle/reading.h"
#include "bundle/unlocking.h"
#include "bundle/wire.h"
#include "crypto/many.h"
#include "crypto/rand.h"
#include "crypto/sha256_way.h"

#define MIB ((size_t)1 << 20)

/* The memory rule of docs/DESIGN.md, shared out. */
#define LINE_MAX (16 * MIB)
#define SPOOL_MEMORY (16 * MIB)
#define QUEUE_ROOM 256
#define KEPT_MAX (32 * 1024 * 1024)
#define MAPPED_MIN (4 * 1024 * 1024)

/* Threads unpack no more than this ahead of what was told, ... */
#define AHEAD_MIN (64 * MIB)
/* ... or so great a part of what a run may unpack: beyond its limit, all of it
 * is for nothing. */
#define AHEAD_SHARE 4

/* What the walker's own threads share. */
struct work {
    struct lp_walk walk;
    const struct lp_scan *scan;
    struct lp_scan ahead; /* for counting, with descriptors of its own */
    int pipe;
    unsigned tick; /* milliseconds between two status frames */
    atomic_uint_least64_t total_files;
    atomic_uint_least64_t total_bytes;
    atomic_bool counted;
    atomic_bool stop;
    struct lp_err failed; /* the writer's */
};

static uint64_t
now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void
put_status(struct work *k, struct lp_buf *to)
{
    struct lp_status s = {
        .files = atomic_load(&k->walk.files),
        .bytes = atomic_load(&k->walk.bytes),
        .total_files = atomic_load(&k->total_files),
        .total_bytes = atomic_load(&k->total_bytes),
        .counted = atomic_load(&k->counted),
    };

    lp_wire_status(to, &s);
}

/* The line holds whole frames only between its takes: a take may end inside
 * one, so that a status frame must wait until nothing is half written. */
static bool
ends_whole(struct lp_slice bytes, size_t *owed)
{
    while (bytes.len > 0) {
        struct lp_cursor c = lp_cursor_over(bytes);
        size_t n;

        if (*owed == 0) {
            *owed = 4 + (size_t)lp_cursor_le32(&c);
        }
        n = bytes.len < *owed ? bytes.len : *owed;
        *owed -= n;
        bytes = lp_slice_from(bytes, n);
    }
    return *owed == 0;
}

static void *
write_out(void *arg)
{
    struct work *k = arg;
    struct lp_buf out = {0};
    uint64_t told = now_ms();
    bool end = false;
    size_t owed = 0;
    enum lp_code rc = LP_OK;

    while (rc == LP_OK && !end) {
        lp_buf_clear(&out);
        rc = lp_line_take(k->walk.line, &out, k->tick, &end, &k->failed);
        if (out.len == 0) {
            /* What is first may wait for company that does not come. */
            (void)lp_engine_flush(k->walk.engine);
        }
        if (ends_whole(lp_buf_slice(&out), &owed) &&
            now_ms() - told >= k->tick) {
            put_status(k, &out);
            told = now_ms();
        }
        if (rc == LP_OK && k->failed.code == LP_OK &&
            lp_fd_write(k->pipe, lp_buf_slice(&out), &k->failed) != LP_OK) {
            lp_walk_fatal(&k->walk, &k->failed);
        }
    }
    if (rc != LP_OK) {
        lp_walk_fatal(&k->walk, &k->failed);
    }
    lp_buf_release(&out);
    return NULL;
}

static void *
count_ahead(void *arg)
{
    struct work *k = arg;

    lp_scan_count(&k->ahead, &k->total_files, &k->total_bytes, &k->stop);
    atomic_store(&k->counted, true);
    return NULL;
}

/* The scan closes its descriptors as it goes; counting needs its own. */
static struct lp_root *
duplicate(const struct lp_scan *s)
{
    struct lp_root *copy = calloc(s->n + 1, sizeof *copy);

    for (size_t i = 0; copy != NULL && i < s->n; i++) {
        copy[i] = s->root[i];
        copy[i].fd =
            s->root[i].fd < 0 ? -1 : fcntl(s->root[i].fd, F_DUPFD_CLOEXEC, 0);
    }
    return copy;
}

static void
close_roots(const struct lp_root *root, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (root[i].fd >= 0) {
            (void)close(root[i].fd);
        }
    }
}

/* Run scan, workers, writer and counter to their ends. */
static enum lp_code
work(struct work *k, struct lp_err *err)
{
    pthread_t writer;
    pthread_t counter;
    struct lp_seg *first = lp_line_start(k->walk.line);
    struct lp_root *copy = k->tick < 1000 ? duplicate(k->scan) : NULL;
    bool counting = false;

    if (first == NULL) {
        free(copy);
        return lp_no_memory(err);
    }
    if (pthread_create(&writer, NULL, write_out, k) != 0) {
        free(copy);
        return lp_fail(err, LP_E_ENGINE, "cannot start a thread");
    }
    k->ahead = (struct lp_scan){.root = copy, .n = k->scan->n};
    counting =
        copy != NULL && pthread_create(&counter, NULL, count_ahead, k) == 0;
    lp_scan_run(&k->walk, k->scan, first);
    lp_pool_free(k->walk.pool);
    k->walk.pool = NULL;
    (void)lp_engine_flush(k->walk.engine);
    (void)pthread_join(writer, NULL);
    atomic_store(&k->stop, true);
    if (counting) {
        (void)pthread_join(counter, NULL);
    }
    if (copy != NULL) {
        close_roots(copy, k->scan->n);
        free(copy);
    }
    *err = k->walk.fatal;
    return err->code;
}

static bool
flush(void *engine)
{
    return lp_engine_flush(engine);
}

static enum lp_code
say_goodbye(struct work *k, const struct lp_err *fatal, struct lp_err *err)
{
    struct lp_buf out = {0};
    enum lp_code rc;

    put_status(k, &out);
    if (fatal->code != LP_OK) {
        lp_wire_failed(&out, fatal);
    } else {
        lp_wire_end(&out);
    }
    rc = lp_fd_write(k->pipe, lp_buf_slice(&out), err);
    lp_buf_release(&out);
    return rc;
}

static uint64_t
unpacked_ahead(const struct lp_limits *limits)
{
    uint64_t share = limits->total_floor / AHEAD_SHARE;

    return share < AHEAD_MIN ? AHEAD_MIN : share;
}

enum lp_code
lp_walker_work(int pipe, int spool, const struct lp_scan *scan,
               const struct lp_walk_how *how, struct lp_engine *engine,
               const atomic_bool *enough, struct lp_err *err)
{
    struct work k = {
        .walk = {.look = lp_look,
                 .limits = how->limits,
                 .unlocker = lp_unlocking(how->password),
                 .depth = how->depth,
                 .raw = how->raw,
                 .tree = how->tree,
                 .levels = how->levels,
                 .facts = how->facts,
                 .evidence = how->evidence,
                 .algs = how->algs,
                 .threads = how->threads,
                 .engine = engine,
                 .enough = enough},
        .scan = scan,
        .pipe = pipe,
        .tick = how->progress ? 100 : 1000,
    };
    struct lp_err fatal = {0};
    enum lp_code rc;

    (void)pthread_mutex_init(&k.walk.lock, NULL);
    lp_rand_bytes(k.walk.name_key, sizeof k.walk.name_key);
    LP_TRY(lp_store_new(&k.walk.store, spool, SPOOL_MEMORY, INT64_MAX, err));
    LP_TRY(lp_reading_pool_new(&k.walk.readings, engine, &k.walk.limits, err));
    LP_TRY(lp_pool_new(&k.walk.pool, how->threads, QUEUE_ROOM, err));
    lp_pool_when_idle(k.walk.pool, flush, engine);
    lp_engine_help(engine, how->threads > 1 ? k.walk.pool : NULL);
    LP_TRY(lp_line_new(&k.walk.line, k.walk.pool, LINE_MAX,
                       unpacked_ahead(&k.walk.limits), err));
    rc = work(&k, &fatal);
    if (rc == LP_OK || k.failed.code == LP_OK) {
        rc = say_goodbye(&k, &fatal, err);
    } else {
        *err = fatal;
    }

done:
    lp_pool_free(k.walk.pool);
    lp_engine_help(engine, NULL);
    lp_line_free(k.walk.line);
    lp_reading_pool_free(k.walk.readings);
    lp_store_free(k.walk.store);
    (void)pthread_mutex_destroy(&k.walk.lock);
    return rc;
}

static int
by_number(const void *a, const void *b)
{
    const int *x = a;
    const int *y = b;

    return (*x > *y) - (*x < *y);
}

/* Leave the child nothing but what it was given: close what lies between. */
static bool
keep_only(int pipe, int spool, const struct lp_scan *scan)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    int *keep = calloc(scan->n + 3, sizeof *keep);
    size_t n = 0;

    if (nothing < 0 || keep == NULL || dup2(nothing, STDIN_FILENO) < 0 ||
        dup2(nothing, STDOUT_FILENO) < 0) {
        free(keep);
        return false;
    }
#ifndef LP_SANITIZE
    /* Nor the terminal; only a sanitizer has something to say there. */
    if (dup2(nothing, STDERR_FILENO) < 0) {
        free(keep);
        return false;
    }
#endif
    keep[n++] = STDERR_FILENO;
    keep[n++] = pipe;
    keep[n++] = spool;
    for (size_t i = 0; i < scan->n; i++) {
        keep[n++] = scan->root[i].fd < 0 ? pipe : scan->root[i].fd;
    }
    qsort(keep, n, sizeof keep[0], by_number);
    for (size_t i = 1; i < n; i++) {
        if (keep[i] - keep[i - 1] > 1) {
            (void)close_range((unsigned)keep[i - 1] + 1, (unsigned)keep[i] - 1,
                              0);
        }
    }
    (void)close_range((unsigned)keep[n - 1] + 1, ~0U, 0);
    free(keep);
    return true;
}

static void
more_files(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
}

static _Noreturn void
child(int pipe, int spool, const struct lp_scan *scan,
      const struct lp_walk_how *how, const atomic_bool *enough)
{
    struct lp_engine *engine = NULL;
    struct lp_err err = {0};
    enum lp_code rc;

    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGINT, SIG_DFL);
    more_files();
    /* Memory that many small documents take and give back stays at hand, and
     * so do the blocks that an archive is unpacked into. */
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_MAX);
    (void)mallopt(M_MMAP_THRESHOLD, MAPPED_MIN);
    rc = keep_only(pipe, spool, scan)
             ? lp_many_new(&engine, how->sha256, how->threads, &err)
             : LP_E_IO;
    if (rc == LP_OK) {
        rc = lp_walker_work(pipe, spool, scan, how, engine, enough, &err);
    }
    _exit(rc == LP_OK ? 0 : 1);
}

enum lp_code
lp_walker_start(struct lp_walker *w, const struct lp_scan *scan,
                const struct lp_walk_how *how, struct lp_err *err)
{
    int ends[2] = {-1, -1};
    int spool = lp_tempfile();
    struct lp_sha256_way way;
    enum lp_code rc = LP_OK;

    *w = (struct lp_walker){.pipe = -1};
    LP_TRY(lp_sha256_way(&way, how->sha256, err));
    w->enough = mmap(NULL, sizeof *w->enough, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (w->enough == MAP_FAILED) {
        w->enough = NULL;
        rc = lp_no_memory(err);
        goto done;
    }
    atomic_init(w->enough, false);
    if (spool < 0) {
        rc = lp_fail(err, LP_E_IO, "no place to set bytes aside");
        lp_hint(err, "set TMPDIR to a folder that can be written to");
        goto done;
    }
    if (pipe2(ends, O_CLOEXEC) != 0) {
        rc = lp_fail(err, LP_E_IO, "cannot make a pipe");
        goto done;
    }
    (void)fcntl(ends[1], F_SETPIPE_SZ, (int)MIB);
    w->pid = fork();
    if (w->pid == 0) {
        child(ends[1], spool, scan, how, w->enough);
    }
    if (w->pid < 0) {
        w->pid = 0;
        rc = lp_fail(err, LP_E_IO, "cannot start the walker");
        goto done;
    }
    w->pipe = ends[0];
    ends[0] = -1;

done:
    for (size_t i = 0; i < 2; i++) {
        if (ends[i] >= 0) {
            (void)close(ends[i]);
        }
    }
    if (spool >= 0) {
        (void)close(spool);
    }
    close_roots(scan->root, scan->n);
    if (rc != LP_OK) {
        lp_walker_stop(w, NULL);
    }
    return rc;
}

void
lp_walker_stop(struct lp_walker *w, int *status)
{
    int ignored;

    if (w->pipe >= 0) {
        (void)close(w->pipe);
    }
    if (w->pid > 0) {
        (void)kill(w->pid, SIGKILL);
        (void)waitpid(w->pid, status == NULL ? &ignored : status, 0);
    }
    if (w->enough != NULL) {
        (void)munmap(w->enough, sizeof *w->enough);
    }
    *w = (struct lp_walker){.pipe = -1};
}
