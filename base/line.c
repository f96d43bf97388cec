#include "base/line.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* The reader is woken when this much waits; less is taken after a while: each
 * taking wakes another process too. */
#define WAKE ((size_t)256 * 1024)
#define WHILE_MS 20

struct lp_seg {
    struct lp_seg *next;
    struct lp_seg *prev;
    struct lp_buf bytes;
    struct lp_task *task;
    uint64_t work; /* that went into `bytes` */
    bool closed;
};

struct lp_line {
    struct lp_pool *pool;
    pthread_mutex_t lock;
    pthread_cond_t ready; /* for the reader */
    pthread_cond_t moved; /* for writers that wait */
    struct lp_seg *first;
    struct lp_seg *last;
    size_t held;
    size_t max;
    uint64_t work; /* of all segments */
    uint64_t work_max;
    size_t waiters;
    size_t open; /* segments that are not closed */
    bool failed;
};

enum lp_code
lp_line_new(struct lp_line **out, struct lp_pool *pool, size_t max,
            uint64_t work, struct lp_err *err)
{
    struct lp_line *l = calloc(1, sizeof *l);
    pthread_condattr_t attr;

    if (l == NULL) {
        return lp_no_memory(err);
    }
    l->pool = pool;
    l->max = max;
    l->work_max = work;
    (void)pthread_condattr_init(&attr);
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&l->lock, NULL);
    (void)pthread_cond_init(&l->ready, &attr);
    (void)pthread_cond_init(&l->moved, &attr);
    (void)pthread_condattr_destroy(&attr);
    *out = l;
    return LP_OK;
}

struct lp_seg *
lp_line_start(struct lp_line *l)
{
    struct lp_seg *s = calloc(1, sizeof *s);

    l->first = s;
    l->last = s;
    l->held += s == NULL ? 0 : sizeof *s;
    l->open = 1;
    return s;
}

/* Put `s` after `prev` (NULL: at the head). */
static void
insert(struct lp_line *l, struct lp_seg *s, struct lp_seg *prev)
{
    s->prev = prev;
    s->next = prev == NULL ? l->first : prev->next;
    if (s->next != NULL) {
        s->next->prev = s;
    } else {
        l->last = s;
    }
    if (prev == NULL) {
        l->first = s;
    } else {
        prev->next = s;
    }
    l->held += sizeof *s;
}

static void
wake(struct lp_line *l)
{
    if (l->open == 0 || l->waiters > 0 || l->held >= WAKE) {
        (void)pthread_cond_signal(&l->ready);
    }
}

struct lp_seg *
lp_line_branch(struct lp_line *l, struct lp_seg **own, struct lp_task *task)
{
    struct lp_seg *s = calloc(1, sizeof *s);
    struct lp_seg *behind = NULL;

    if (s == NULL) {
        return NULL;
    }
    s->task = task;
    (void)pthread_mutex_lock(&l->lock);
    if ((*own)->bytes.len > 0) {
        behind = calloc(1, sizeof *behind);
        if (behind == NULL) {
            free(s);
            s = NULL;
        } else {
            insert(l, s, *own);
            insert(l, behind, s);
            (*own)->closed = true;
            *own = behind;
        }
    } else {
        insert(l, s, (*own)->prev);
    }
    l->open += s == NULL ? 0 : 1;
    (void)pthread_mutex_unlock(&l->lock);
    return s;
}

void
lp_line_begin(struct lp_line *l, struct lp_seg *s)
{
    (void)pthread_mutex_lock(&l->lock);
    s->task = NULL;
    (void)pthread_mutex_unlock(&l->lock);
}

void
lp_line_put(struct lp_line *l, struct lp_seg *s, struct lp_slice bytes,
            uint64_t work)
{
    (void)pthread_mutex_lock(&l->lock);
    lp_buf_put(&s->bytes, bytes);
    l->failed = l->failed || s->bytes.failed != LP_OK;
    l->held += bytes.len;
    s->work += work;
    l->work += work;
    wake(l);
    (void)pthread_mutex_unlock(&l->lock);
}

void
lp_line_close(struct lp_line *l, struct lp_seg *s)
{
    (void)pthread_mutex_lock(&l->lock);
    s->closed = true;
    l->open--;
    wake(l);
    (void)pthread_mutex_unlock(&l->lock);
}

static bool
must_wait(const struct lp_line *l, const struct lp_seg *s)
{
    if (s == l->first) {
        return l->held > l->max && s->bytes.len > l->max / 2;
    }
    return l->held > l->max || l->work > l->work_max;
}

/* What is done when there is nothing else to do; the lock is held, but not
 * meanwhile. */
static bool
idle(struct lp_line *l)
{
    bool did;

    (void)pthread_mutex_unlock(&l->lock);
    did = l->pool != NULL && lp_pool_idle(l->pool);
    (void)pthread_mutex_lock(&l->lock);
    return did;
}

void
lp_line_wait(struct lp_line *l, struct lp_seg *s)
{
    bool rested = false;

    (void)pthread_mutex_lock(&l->lock);
    while (must_wait(l, s)) {
        struct lp_task *t = l->first->task;

        if (t != NULL && lp_pool_claim(l->pool, t)) {
            (void)pthread_mutex_unlock(&l->lock);
            t->run(t);
            (void)pthread_mutex_lock(&l->lock);
            rested = false;
        } else if (!rested) {
            /* The line may have moved meanwhile: look at its head again. */
            rested = !idle(l);
        } else {
            l->waiters++;
            (void)pthread_cond_signal(&l->ready);
            (void)pthread_cond_wait(&l->moved, &l->lock);
            l->waiters--;
            rested = false;
        }
    }
    (void)pthread_mutex_unlock(&l->lock);
}

static void
drain(struct lp_line *l, struct lp_buf *out)
{
    bool popped = false;

    while (l->first != NULL && out->len < l->max) {
        struct lp_seg *s = l->first;

        lp_buf_put(out, lp_buf_slice(&s->bytes));
        l->held -= s->bytes.len;
        l->work -= s->work;
        s->bytes.len = 0;
        s->work = 0;
        if (!s->closed) {
            break;
        }
        l->held -= sizeof *s;
        l->first = s->next;
        if (l->first != NULL) {
            l->first->prev = NULL;
        }
        lp_buf_release(&s->bytes);
        free(s);
        popped = true;
    }
    if (l->waiters > 0 && (popped || out->len > 0)) {
        (void)pthread_cond_broadcast(&l->moved);
    }
}

enum lp_code
lp_line_take(struct lp_line *l, struct lp_buf *out, unsigned ms, bool *end,
             struct lp_err *err)
{
    struct timespec until;
    bool failed;

    ms = ms < WHILE_MS ? ms : WHILE_MS;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)ms * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    (void)pthread_mutex_lock(&l->lock);
    if (l->open > 0 && l->waiters == 0 && l->held < WAKE) {
        (void)pthread_cond_timedwait(&l->ready, &l->lock, &until);
    }
    drain(l, out);
    if (l->open > 0 && out->len == 0) {
        (void)pthread_cond_timedwait(&l->ready, &l->lock, &until);
        drain(l, out);
    }
    *end = l->first == NULL;
    failed = l->failed || out->failed != LP_OK;
    (void)pthread_mutex_unlock(&l->lock);
    return failed ? lp_no_memory(err) : LP_OK;
}

void
lp_line_free(struct lp_line *l)
{
    if (l == NULL) {
        return;
    }
    while (l->first != NULL) {
        struct lp_seg *s = l->first;

        l->first = s->next;
        lp_buf_release(&s->bytes);
        free(s);
    }
    (void)pthread_mutex_destroy(&l->lock);
    (void)pthread_cond_destroy(&l->ready);
    (void)pthread_cond_destroy(&l->moved);
    free(l);
}
