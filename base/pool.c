#include "base/pool.h"

#include <pthread.h>
#include <stdlib.h>

struct queue {
    struct lp_task *first;
    struct lp_task *last;
    size_t n;
};

struct lp_pool {
    pthread_mutex_t lock;
    pthread_cond_t work;
    pthread_cond_t room;
    struct queue inner;
    struct queue outer;
    size_t max;
    size_t running;
    bool ending;
    bool (*idle)(void *who);
    void *who;
    unsigned threads;
    pthread_t thread[];
};

static void
append(struct lp_pool *p, struct queue *q, struct lp_task *t)
{
    t->next = NULL;
    t->prev = q->last;
    if (q->last != NULL) {
        q->last->next = t;
    } else {
        q->first = t;
    }
    q->last = t;
    q->n++;
    t->inner = q == &p->inner;
    t->queued = true;
    (void)pthread_cond_signal(&p->work);
}

static void
detach(struct lp_pool *p, struct lp_task *t)
{
    struct queue *q = t->inner ? &p->inner : &p->outer;

    if (t->prev != NULL) {
        t->prev->next = t->next;
    } else {
        q->first = t->next;
    }
    if (t->next != NULL) {
        t->next->prev = t->prev;
    } else {
        q->last = t->prev;
    }
    q->n--;
    t->queued = false;
    /* Who waits for room is woken for several tasks, not for each: to wake a
     * thread costs as much as to read a small file. */
    if (q == &p->outer && q->n == p->max / 2) {
        (void)pthread_cond_broadcast(&p->room);
    }
}

static void
run_first(struct lp_pool *p)
{
    struct lp_task *t =
        p->inner.first != NULL ? p->inner.first : p->outer.first;

    detach(p, t);
    p->running++;
    (void)pthread_mutex_unlock(&p->lock);
    t->run(t);
    (void)pthread_mutex_lock(&p->lock);
    p->running--;
}

static bool
idle(struct lp_pool *p)
{
    bool did;

    (void)pthread_mutex_unlock(&p->lock);
    did = lp_pool_idle(p);
    (void)pthread_mutex_lock(&p->lock);
    return did;
}

static void *
work(void *arg)
{
    struct lp_pool *p = arg;
    bool rested = false; /* since the last task, nothing else to do was found */

    (void)pthread_mutex_lock(&p->lock);
    for (;;) {
        if (p->inner.first != NULL || p->outer.first != NULL) {
            run_first(p);
            rested = false;
        } else if (!rested) {
            rested = !idle(p);
        } else if (p->ending && p->running == 0) {
            break;
        } else {
            (void)pthread_cond_wait(&p->work, &p->lock);
        }
    }
    (void)pthread_cond_broadcast(&p->work);
    (void)pthread_mutex_unlock(&p->lock);
    return NULL;
}

enum lp_code
lp_pool_new(struct lp_pool **out, unsigned threads, size_t room,
            struct lp_err *err)
{
    struct lp_pool *p = calloc(1, sizeof *p + threads * sizeof p->thread[0]);

    if (p == NULL) {
        return lp_no_memory(err);
    }
    p->max = room;
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_cond_init(&p->work, NULL);
    (void)pthread_cond_init(&p->room, NULL);
    while (p->threads < threads &&
           pthread_create(&p->thread[p->threads], NULL, work, p) == 0) {
        p->threads++;
    }
    if (p->threads == 0) {
        lp_pool_free(p);
        return lp_fail(err, LP_E_ENGINE, "cannot start a thread");
    }
    *out = p;
    return LP_OK;
}

void
lp_pool_when_idle(struct lp_pool *p, bool (*when_idle)(void *who), void *who)
{
    (void)pthread_mutex_lock(&p->lock);
    p->idle = when_idle;
    p->who = who;
    (void)pthread_mutex_unlock(&p->lock);
}

bool
lp_pool_idle(struct lp_pool *p)
{
    bool (*when_idle)(void *who);
    void *who;

    (void)pthread_mutex_lock(&p->lock);
    when_idle = p->idle;
    who = p->who;
    (void)pthread_mutex_unlock(&p->lock);
    return when_idle != NULL && when_idle(who);
}

void
lp_pool_push(struct lp_pool *p, struct lp_task *t)
{
    (void)pthread_mutex_lock(&p->lock);
    while (p->outer.n >= p->max) {
        (void)pthread_cond_wait(&p->room, &p->lock);
    }
    append(p, &p->outer, t);
    (void)pthread_mutex_unlock(&p->lock);
}

bool
lp_pool_offer(struct lp_pool *p, struct lp_task *t)
{
    bool taken = false;

    (void)pthread_mutex_lock(&p->lock);
    if (p->inner.n < p->max) {
        append(p, &p->inner, t);
        taken = true;
    }
    (void)pthread_mutex_unlock(&p->lock);
    return taken;
}

bool
lp_pool_claim(struct lp_pool *p, struct lp_task *t)
{
    bool mine;

    (void)pthread_mutex_lock(&p->lock);
    mine = t->queued;
    if (mine) {
        detach(p, t);
    }
    (void)pthread_mutex_unlock(&p->lock);
    return mine;
}

void
lp_pool_free(struct lp_pool *p)
{
    if (p == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&p->lock);
    p->ending = true;
    (void)pthread_cond_broadcast(&p->work);
    (void)pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->threads; i++) {
        (void)pthread_join(p->thread[i], NULL);
    }
    (void)pthread_mutex_destroy(&p->lock);
    (void)pthread_cond_destroy(&p->work);
    (void)pthread_cond_destroy(&p->room);
    free(p);
}
