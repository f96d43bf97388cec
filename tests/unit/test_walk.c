#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/tempfile.h"
#include "bundle/levels.h"
#include "bundle/walker.h"
#include "bundle/wire.h"
#include "crypto/many.h"
#include "tests/unit/test.h"

/* A stream of the late engine: pieces that are kept until another thread has
 * time for them. */
struct late_stream {
    struct lp_hasher base;
    struct late_engine *engine;
    enum lp_alg alg;
    struct lp_piece *piece; /* each with a reference, or a copy's only one */
    size_t n;
    size_t cap;
    lp_digest_done *done;
    void *who;
};

/*
 * A digest engine that does nothing when it is told to: streams pile up, and
 * are digested by a thread of its own, the last first and some much later.
 */
struct late_engine {
    struct lp_engine base;
    pthread_mutex_t lock;
    pthread_cond_t more;
    pthread_t thread;
    struct late_stream **waiting;
    size_t n;
    size_t cap;
    bool ending;
    size_t kept;   /* pieces that were kept without a copy */
    size_t copied; /* pieces that had no owner */
    size_t most;   /* streams that waited at once */
};

static void *
grow(void *array, size_t n, size_t *cap, size_t size)
{
    if (n == *cap) {
        *cap = *cap == 0 ? 4 : *cap * 2;
        array = realloc(array, *cap * size);
        if (array == NULL) {
            abort();
        }
    }
    return array;
}

static enum lp_code
late_open(struct lp_engine *e, struct lp_hasher **out, enum lp_alg alg,
          struct lp_err *err)
{
    struct late_stream *s = calloc(1, sizeof *s);

    if (s == NULL) {
        return lp_no_memory(err);
    }
    *s = (struct late_stream){
        .base = {e->ops}, .engine = (struct late_engine *)e, .alg = alg};
    *out = &s->base;
    return LP_OK;
}

static enum lp_code
late_submit(struct lp_hasher *h, const struct lp_piece *piece,
            struct lp_err *err)
{
    struct late_stream *s = (struct late_stream *)h;
    struct lp_piece keep = *piece;

    (void)pthread_mutex_lock(&s->engine->lock);
    s->engine->kept += keep.owner != NULL ? 1 : 0;
    s->engine->copied += keep.owner == NULL ? 1 : 0;
    (void)pthread_mutex_unlock(&s->engine->lock);
    if (keep.owner != NULL) {
        (void)lp_block_ref(keep.owner);
    } else {
        keep.owner = lp_block_new(keep.bytes.len);
        if (keep.owner == NULL) {
            return lp_no_memory(err);
        }
        memcpy(keep.owner->data, keep.bytes.data, keep.bytes.len);
        keep.bytes.data = keep.owner->data;
    }
    s->piece = grow(s->piece, s->n, &s->cap, sizeof *s->piece);
    s->piece[s->n++] = keep;
    return LP_OK;
}

static enum lp_code
late_fork(struct lp_hasher *h, struct lp_hasher **out, struct lp_err *err)
{
    const struct late_stream *from = (const struct late_stream *)h;
    struct lp_engine *e = &from->engine->base;
    enum lp_code rc = late_open(e, out, from->alg, err);

    for (size_t i = 0; rc == LP_OK && i < from->n; i++) {
        rc = late_submit(*out, &from->piece[i], err);
    }
    return rc;
}

static void
late_abandon(struct lp_hasher *h)
{
    struct late_stream *s = (struct late_stream *)h;

    for (size_t i = 0; i < s->n; i++) {
        lp_block_unref(s->piece[i].owner);
    }
    free(s->piece);
    free(s);
}

static void
late_finish(struct lp_hasher *h, lp_digest_done *done, void *who)
{
    struct late_stream *s = (struct late_stream *)h;
    struct late_engine *e = s->engine;

    s->done = done;
    s->who = who;
    (void)pthread_mutex_lock(&e->lock);
    e->waiting = grow(e->waiting, e->n, &e->cap, sizeof(void *));
    e->waiting[e->n++] = s;
    e->most = e->n > e->most ? e->n : e->most;
    (void)pthread_cond_signal(&e->more);
    (void)pthread_mutex_unlock(&e->lock);
}

static void
digest_now(struct late_stream *s)
{
    struct lp_buf all = {0};
    struct lp_digest d = {0};
    enum lp_code rc;

    for (size_t i = 0; i < s->n; i++) {
        lp_buf_put(&all, s->piece[i].bytes);
    }
    rc = lp_digest_of(&d, s->alg, lp_buf_slice(&all), NULL);
    s->done(s->who, rc, &d);
    lp_buf_release(&all);
    late_abandon(&s->base);
}

static void *
late_work(void *arg)
{
    struct late_engine *e = arg;
    uint32_t seed = 1;

    (void)pthread_mutex_lock(&e->lock);
    while (!e->ending || e->n > 0) {
        struct late_stream *s;

        if (e->n == 0) {
            (void)pthread_cond_wait(&e->more, &e->lock);
            continue;
        }
        seed = seed * 1664525u + 1013904223u;
        if (seed >> 28 == 0) {
            (void)pthread_mutex_unlock(&e->lock);
            (void)usleep(2000);
            (void)pthread_mutex_lock(&e->lock);
        }
        s = e->waiting[--e->n];
        (void)pthread_mutex_unlock(&e->lock);
        digest_now(s);
        (void)pthread_mutex_lock(&e->lock);
    }
    (void)pthread_mutex_unlock(&e->lock);
    return NULL;
}

static const struct lp_engine_ops late_ops = {
    .name = "late",
    .open = late_open,
    .fork = late_fork,
    .submit = late_submit,
    .finish = late_finish,
    .abandon = late_abandon,
};

static void
late_init(struct late_engine *e)
{
    *e = (struct late_engine){.base = {&late_ops},
                              .lock = PTHREAD_MUTEX_INITIALIZER,
                              .more = PTHREAD_COND_INITIALIZER};
    if (pthread_create(&e->thread, NULL, late_work, e) != 0) {
        abort();
    }
}

static void
late_stop(struct late_engine *e)
{
    (void)pthread_mutex_lock(&e->lock);
    e->ending = true;
    (void)pthread_cond_signal(&e->more);
    (void)pthread_mutex_unlock(&e->lock);
    (void)pthread_join(e->thread, NULL);
    free(e->waiting);
}

/* Reads the pipe until it is closed. */
struct ear {
    int pipe;
    struct lp_buf heard;
};

static void *
hear(void *arg)
{
    struct ear *e = arg;
    ssize_t n = 1;

    while (n > 0) {
        uint8_t *to = lp_buf_room(&e->heard, 65536);

        if (to == NULL) {
            abort();
        }
        n = read(e->pipe, to, 65536);
        e->heard.len += n > 0 ? (size_t)n : 0;
    }
    return NULL;
}

/* The frames in order, but for those that tell how far the walk is. */
static struct lp_buf
without_status(struct lp_slice all, size_t *frames)
{
    struct lp_buf kept = {0};
    size_t used = 1;

    while (used > 0) {
        struct lp_event ev = {0};

        CHECK(lp_wire_take(&ev, all, &used, NULL) == LP_OK, "frames");
        if (used > 0 && ev.type != LP_FRAME_STATUS) {
            lp_buf_put(&kept, lp_slice_head(all, used));
            (*frames)++;
        }
        all = lp_slice_from(all, used);
    }
    CHECK(all.len == 0, "whole frames");
    return kept;
}

struct walked {
    struct lp_buf frames;
    size_t n;
    enum lp_code rc;
};

static struct walked
walk(const char *folder, const struct lp_walk_how *how,
     struct lp_engine *engine)
{
    struct lp_root root = {.folder = true};
    struct lp_scan scan = {.root = &root, .n = 1};
    atomic_bool enough = false;
    struct walked w = {0};
    struct lp_err err = {0};
    struct ear ear = {0};
    pthread_t thread;
    int ends[2];
    int spool = lp_tempfile();

    root.fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root.fd < 0 || pipe(ends) != 0) {
        perror(folder);
        abort();
    }
    ear.pipe = ends[0];
    if (pthread_create(&thread, NULL, hear, &ear) != 0) {
        abort();
    }
    w.rc = lp_walker_work(ends[1], spool, &scan, how, engine, &enough, &err);
    (void)close(ends[1]);
    (void)pthread_join(thread, NULL);
    (void)close(ends[0]);
    (void)close(spool);
    w.frames = without_status(lp_buf_slice(&ear.heard), &w.n);
    lp_buf_release(&ear.heard);
    return w;
}

/* The engine that waits for company, by two of the ways that there are. */
static void
test_many(const char *folder, const struct lp_walk_how *how,
          struct lp_slice frames)
{
    static const char *const ways[] = {"avx512", "portable", "shani", "avx2"};

    size_t first = how->threads > 2 ? 0 : 2;

    for (size_t i = first; i < first + 2; i++) {
        struct lp_engine *e = NULL;
        struct walked w;

        if (lp_many_new(&e, ways[i], how->threads, NULL) != LP_OK) {
            continue;
        }
        w = walk(folder, how, e);
        CHECK(w.rc == LP_OK, folder);
        CHECK(lp_slice_equal(lp_buf_slice(&w.frames), frames), ways[i]);
        CHECK(!lp_engine_flush(e), "nothing was left to wait");
        lp_buf_release(&w.frames);
        lp_engine_free(e);
    }
}

/* Whatever the threads, and whenever the digests come: the same frames. */
static void
test_same(const char *folder, const struct lp_walk_how *as)
{
    static const unsigned threads[] = {1, 2, 8};
    struct lp_walk_how how = *as;
    struct lp_engine *one = NULL;
    struct walked first;

    how.threads = 1;
    CHECK(lp_engine_new(&one, NULL) == LP_OK, "engine");
    first = walk(folder, &how, one);
    CHECK(first.rc == LP_OK && first.n >= 2, folder);
    for (size_t i = 0; i < 3; i++) {
        struct late_engine late;
        struct walked w;

        how.threads = threads[i];
        how.progress = i == 1;
        w = walk(folder, &how, one);
        CHECK(w.rc == LP_OK, folder);
        CHECK(lp_slice_equal(lp_buf_slice(&w.frames),
                             lp_buf_slice(&first.frames)),
              "the threads do not show");
        lp_buf_release(&w.frames);
        late_init(&late);
        w = walk(folder, &how, &late.base);
        late_stop(&late);
        CHECK(w.rc == LP_OK, folder);
        CHECK(lp_slice_equal(lp_buf_slice(&w.frames),
                             lp_buf_slice(&first.frames)),
              "late digests do not show");
        CHECK(late.kept > 0 && late.most > 0, "they were late");
        lp_buf_release(&w.frames);
        if (i > 0) {
            test_many(folder, &how, lp_buf_slice(&first.frames));
        }
    }
    lp_buf_release(&first.frames);
    lp_engine_free(one);
}

static void
bad_done(struct lp_hasher *h, lp_digest_done *done, void *who)
{
    const struct lp_digest none = {0};

    late_abandon(h);
    done(who, LP_E_ENGINE, &none);
}

/* An engine that fails ends the walk: no digest is made up. */
static void
test_engine_fails(const char *folder)
{
    static const struct lp_engine_ops bad_ops = {
        .name = "bad",
        .open = late_open,
        .fork = late_fork,
        .submit = late_submit,
        .finish = bad_done,
        .abandon = late_abandon,
    };
    struct late_engine bad = {.base = {&bad_ops},
                              .lock = PTHREAD_MUTEX_INITIALIZER};
    const struct lp_walk_how how = {
        .limits = lp_limits_default, .depth = UINT_MAX, .threads = 2};
    struct walked w = walk(folder, &how, &bad.base);
    struct lp_slice rest = lp_buf_slice(&w.frames);
    struct lp_event ev = {0};
    size_t used = 1;

    while (used > 0) {
        CHECK(!ev.record.has_digest, "no digest");
        CHECK(lp_wire_take(&ev, rest, &used, NULL) == LP_OK, "frames");
        rest = lp_slice_from(rest, used);
        CHECK(used == 0 || ev.type != LP_FRAME_END, "it is not complete");
    }
    CHECK(ev.type == LP_FRAME_FAILED && ev.code == LP_E_ENGINE, "and says why");
    lp_buf_release(&w.frames);
}

/* A file of several blocks, so that blocks are used again while a late digest
 * still needs them. */
static void
test_large(void)
{
    const struct lp_walk_how how = {.limits = lp_limits_default,
                                    .depth = UINT_MAX};
    const char *tmp = getenv("TMPDIR");
    char folder[4096];
    char path[4200];
    FILE *f;

    (void)snprintf(folder, sizeof folder, "%s/lp_test_walk.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        abort();
    }
    (void)snprintf(path, sizeof path, "%s/large", folder);
    f = fopen(path, "wbe");
    for (uint32_t i = 0; f != NULL && i < 500000; i++) {
        (void)fprintf(f, "%x", i * 2654435761u);
    }
    CHECK(f != NULL && fclose(f) == 0, path);
    test_same(folder, &how);
    (void)unlink(path);
    (void)rmdir(folder);
}

int
main(void)
{
    static const char *const folders[] = {"publications/harbor",
                                          "publications/ministry",
                                          "publications", "submissions"};
    const char *fixtures = getenv("FIXTURES");
    struct lp_walk_how how = {.limits = lp_limits_default, .depth = UINT_MAX};
    char path[4096];

    (void)alarm(110);
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(path, sizeof path, "%s/%s",
                       fixtures == NULL ? "fixtures" : fixtures, folders[i]);
        test_same(path, &how);
    }
    test_engine_fails(path);
    how.depth = 1;
    how.levels = LP_LEVELS_ALL;
    test_same(path, &how);
    how.levels = 0;
    how.depth = UINT_MAX;
    how.limits.depth = 1;
    how.limits.ratio = 1;
    how.limits.ratio_grace = 100;
    how.limits.entries = 3;
    how.limits.spool = 0;
    test_same(path, &how);
    test_large();
    return lp_test_failures != 0;
}
