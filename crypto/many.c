#include "crypto/many.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/lanes.h"
#include "crypto/relay.h"

#define MIB ((size_t)1 << 20)

/* A stream waits for its end up to this size; a longer one is digested as it
 * comes. So files of 1 MiB can stand side by side. */
#define STREAM_MAX (MIB + 64 * (size_t)1024)
/* Who finishes digests all that wait, if they are so many or hold so much. */
#define COMPANY 64
#define COMPANY_BYTES (16 * MIB)
/* What is kept beside that. */
#define HELD_THREAD (8 * MIB)
#define HELD_MAX (48 * MIB)
/* Streams that rest for the next to be opened. */
#define IDLE_MAX 256

struct stream {
    struct lp_hasher base;
    struct lp_message m;
    struct many *engine;
    struct stream *next;
    size_t counted; /* of m.held, in engine->held */
    bool large;     /* digested as it comes, through `relay` if possible */
    struct lp_relay relay;
    lp_digest_done *done;
    void *who;
};

struct many {
    struct lp_engine base;
    struct lp_sha256_way way;
    struct lp_engine *others; /* of other algorithms */
    struct lp_relay_hub hub;
    size_t held_max;
    atomic_size_t held; /* of all streams */
    pthread_mutex_t lock;
    struct lp_message *waiting[COMPANY];
    size_t n;
    size_t bytes; /* that they hold */
    struct stream *idle;
    size_t idle_n;
};

static struct stream *
stream_of(struct lp_message *m)
{
    return (struct stream *)(void *)((char *)m - offsetof(struct stream, m));
}

/* Count what a stream holds by now. */
static void
count(struct stream *s)
{
    struct many *e = s->engine;

    if (s->m.held > s->counted) {
        (void)atomic_fetch_add(&e->held, s->m.held - s->counted);
    } else if (s->m.held < s->counted) {
        (void)atomic_fetch_sub(&e->held, s->counted - s->m.held);
    }
    s->counted = s->m.held;
}

/* A stream at rest, or a new one. */
static struct stream *
wake(struct many *e)
{
    struct stream *s;

    (void)pthread_mutex_lock(&e->lock);
    s = e->idle;
    if (s != NULL) {
        e->idle = s->next;
        e->idle_n--;
    }
    (void)pthread_mutex_unlock(&e->lock);
    if (s == NULL) {
        s = malloc(sizeof *s);
    }
    if (s != NULL) {
        *s = (struct stream){.base = {e->base.ops}, .engine = e};
    }
    return s;
}

/* A row of streams comes to rest. */
static void
put_to_rest(struct many *e, struct stream *row)
{
    struct stream *over = NULL;

    for (struct stream *s = row; s != NULL; s = s->next) {
        lp_message_release(&s->m);
        count(s);
    }
    (void)pthread_mutex_lock(&e->lock);
    while (row != NULL) {
        struct stream *s = row;
        bool full = e->idle_n == IDLE_MAX;

        row = s->next;
        s->next = full ? over : e->idle;
        *(full ? &over : &e->idle) = s;
        e->idle_n += full ? 0 : 1;
    }
    (void)pthread_mutex_unlock(&e->lock);
    while (over != NULL) {
        struct stream *s = over;

        over = s->next;
        free(s);
    }
}

static enum lp_code
many_open(struct lp_engine *engine, struct lp_hasher **out, enum lp_alg alg,
          struct lp_err *err)
{
    struct many *e = (struct many *)engine;
    struct stream *s;

    if (alg != LP_ALG_SHA256) {
        return lp_hasher_open(out, e->others, alg, err);
    }
    s = wake(e);
    if (s == NULL) {
        return lp_no_memory(err);
    }
    lp_sha256_start(s->m.state);
    *out = &s->base;
    return LP_OK;
}

static enum lp_code
many_fork(struct lp_hasher *h, struct lp_hasher **out, struct lp_err *err)
{
    struct stream *from = (struct stream *)h;
    struct stream *s = wake(from->engine);

    if (s == NULL) {
        return lp_no_memory(err);
    }
    lp_relay_settle(&from->relay);
    lp_message_fork(&s->m, &from->m);
    s->large = from->large;
    count(s);
    *out = &s->base;
    return LP_OK;
}

static bool
over(struct many *e)
{
    return atomic_load_explicit(&e->held, memory_order_relaxed) > e->held_max;
}

static void
submit_large(struct stream *s, const struct lp_piece *piece)
{
    struct many *e = s->engine;

    if (e->hub.pool != NULL && piece->owner != NULL && !over(e)) {
        lp_relay_put(&s->relay, &e->hub, &s->m, piece);
    } else {
        lp_relay_settle(&s->relay);
        lp_message_feed(&s->m, piece->bytes, e->way.one);
    }
}

static enum lp_code
many_submit(struct lp_hasher *h, const struct lp_piece *piece,
            struct lp_err *err)
{
    struct stream *s = (struct stream *)h;
    struct many *e = s->engine;
    enum lp_code rc;

    if (piece->bytes.len == 0) {
        return LP_OK;
    }
    if (s->large) {
        submit_large(s, piece);
        return LP_OK;
    }
    if (lp_message_full(&s->m)) {
        lp_message_digest(&s->m, e->way.one);
    }
    rc = lp_message_add(&s->m, piece, err);
    s->large = s->m.held > STREAM_MAX;
    if (rc == LP_OK && (s->large || over(e))) {
        lp_message_digest(&s->m, e->way.one);
    }
    count(s);
    return rc;
}

static void
digest_of(const struct stream *s, struct lp_digest *d)
{
    *d = (struct lp_digest){.alg = LP_ALG_SHA256, .len = 32};
    lp_sha256_write(d->bytes, s->m.state);
}

/* A message of the company is complete: `row` is that of those who were. */
static void
complete(void *row, struct lp_message *m)
{
    struct stream **first = row;
    struct stream *s = stream_of(m);
    struct lp_digest d;

    digest_of(s, &d);
    s->next = *first;
    *first = s;
    s->done(s->who, LP_OK, &d);
}

static void
digest_company(struct many *e, struct lp_message **of, size_t n)
{
    struct stream *row = NULL;

    if (n > 0) {
        lp_lanes_digest(of, n, &e->way, complete, &row);
        put_to_rest(e, row);
    }
}

/* Take all that wait; the lock is held. */
static size_t
take_company(struct many *e, struct lp_message **of)
{
    size_t n = e->n;

    memcpy(of, e->waiting, n * sizeof(struct lp_message *));
    e->n = 0;
    e->bytes = 0;
    return n;
}

static bool
many_flush(struct lp_engine *engine)
{
    struct many *e = (struct many *)engine;
    struct lp_message *of[COMPANY];
    size_t n;

    (void)pthread_mutex_lock(&e->lock);
    n = take_company(e, of);
    (void)pthread_mutex_unlock(&e->lock);
    digest_company(e, of, n);
    return n > 0;
}

/* All of a stream, on this thread. */
static void
end_now(struct stream *s, struct lp_digest *d)
{
    lp_relay_settle(&s->relay);
    s->m.ended = true;
    lp_message_digest(&s->m, s->engine->way.one);
    digest_of(s, d);
    put_to_rest(s->engine, s);
}

static void
many_finish(struct lp_hasher *h, lp_digest_done *done, void *who)
{
    struct stream *s = (struct stream *)h;
    struct many *e = s->engine;
    struct lp_message *of[COMPANY];
    struct lp_digest d;
    size_t n = 0;

    if (s->large || (e->way.many == NULL && e->way.two == NULL)) {
        end_now(s, &d);
        done(who, LP_OK, &d);
        return;
    }
    s->m.ended = true;
    s->done = done;
    s->who = who;
    (void)pthread_mutex_lock(&e->lock);
    e->waiting[e->n++] = &s->m;
    e->bytes += s->m.held;
    if (e->n == COMPANY || e->bytes >= COMPANY_BYTES || over(e)) {
        n = take_company(e, of);
    }
    (void)pthread_mutex_unlock(&e->lock);
    digest_company(e, of, n);
}

static enum lp_code
many_end(struct lp_hasher *h, struct lp_digest *out, struct lp_err *err)
{
    (void)err;
    end_now((struct stream *)h, out);
    return LP_OK;
}

static void
many_abandon(struct lp_hasher *h)
{
    struct stream *s = (struct stream *)h;

    lp_relay_settle(&s->relay);
    put_to_rest(s->engine, s);
}

static void
many_help(struct lp_engine *engine, struct lp_pool *pool)
{
    struct many *e = (struct many *)engine;

    e->hub.pool = pool;
}

static void
many_free(struct lp_engine *engine)
{
    struct many *e = (struct many *)engine;

    (void)many_flush(engine);
    while (e->idle != NULL) {
        struct stream *s = e->idle;

        e->idle = s->next;
        free(s);
    }
    lp_engine_free(e->others);
    lp_relay_hub_release(&e->hub);
    (void)pthread_mutex_destroy(&e->lock);
    free(e);
}

static const struct lp_engine_ops many_ops = {
    .name = "many-stream",
    .open = many_open,
    .fork = many_fork,
    .submit = many_submit,
    .finish = many_finish,
    .abandon = many_abandon,
    .free = many_free,
    .end = many_end,
    .flush = many_flush,
    .help = many_help,
};

enum lp_code
lp_many_new(struct lp_engine **out, const char *way, unsigned threads,
            struct lp_err *err)
{
    struct many *e = calloc(1, sizeof *e);
    size_t beside = HELD_THREAD * (size_t)threads;
    enum lp_code rc;

    if (e == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_sha256_way(&e->way, way, err));
    LP_TRY(lp_engine_new(&e->others, err));
    e->base.ops = &many_ops;
    e->held_max =
        COMPANY_BYTES + beside < HELD_MAX ? COMPANY_BYTES + beside : HELD_MAX;
    lp_relay_hub_init(&e->hub, e->way.one);
    (void)pthread_mutex_init(&e->lock, NULL);
    *out = &e->base;
    e = NULL;

done:
    free(e);
    return rc;
}
