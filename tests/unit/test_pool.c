#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/test.h"

#define MANY 20000

struct job {
    struct lp_task task;
    struct lp_pool *pool;
    atomic_uint *ran;
    unsigned below; /* tasks to offer in turn */
};

static struct job *
job_new(struct lp_pool *pool, atomic_uint *ran, unsigned below,
        void (*run)(struct lp_task *t))
{
    struct job *j = calloc(1, sizeof *j);

    CHECK(j != NULL, "memory");
    if (j != NULL) {
        *j = (struct job){{.run = run}, pool, ran, below};
    }
    return j;
}

/* Counts itself, and offers others; does what is refused. */
static void
count(struct lp_task *t)
{
    struct job *j = (struct job *)t;

    (void)atomic_fetch_add(j->ran, 1);
    for (unsigned i = 0; i < j->below; i++) {
        struct job *child = job_new(j->pool, j->ran, j->below - 1, count);

        if (!lp_pool_offer(j->pool, &child->task)) {
            count(&child->task);
        }
    }
    free(j);
}

static void
test_all_run(void)
{
    const unsigned threads[] = {1, 2, 8};
    const size_t rooms[] = {1, 7, 256};

    for (size_t i = 0; i < 9; i++) {
        struct lp_pool *p = NULL;
        atomic_uint ran = 0;

        CHECK(lp_pool_new(&p, threads[i / 3], rooms[i % 3], NULL) == LP_OK,
              "new");
        for (unsigned n = 0; n < MANY / 9; n++) {
            lp_pool_push(p, &job_new(p, &ran, n % 4, count)->task);
        }
        lp_pool_free(p);
        /* A job with n below makes 1, 2, 5 or 16 of itself. */
        CHECK(ran == MANY / 9 / 4 * 24 + (MANY / 9 % 4 > 0 ? 1 : 0) +
                         (MANY / 9 % 4 > 1 ? 2 : 0) +
                         (MANY / 9 % 4 > 2 ? 5 : 0),
              "every task ran once");
    }
    lp_pool_free(NULL);
}

/* Keeps the only worker busy until it is let go. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool inside;

static void
block(struct lp_task *t)
{
    (void)t;
    atomic_store(&inside, true);
    (void)pthread_mutex_lock(&gate);
    (void)pthread_mutex_unlock(&gate);
}

static unsigned order[8];
static atomic_uint order_n;

static void
note(struct lp_task *t)
{
    struct job *j = (struct job *)t;

    order[atomic_fetch_add(&order_n, 1)] = j->below;
}

/* With one worker that is held up, the queues can be looked at. */
static void
test_queues(void)
{
    struct lp_pool *p = NULL;
    struct job held = {.task = {.run = block}};
    struct job job[6];

    CHECK(lp_pool_new(&p, 1, 2, NULL) == LP_OK, "new");
    (void)pthread_mutex_lock(&gate);
    lp_pool_push(p, &held.task);
    while (!atomic_load(&inside)) {
        (void)usleep(100);
    }
    for (unsigned i = 0; i < 6; i++) {
        job[i] = (struct job){.task = {.run = note}, .below = i};
    }
    CHECK(!lp_pool_claim(p, &held.task), "what has begun cannot be claimed");
    CHECK(!lp_pool_claim(p, &job[0].task), "nor what was never queued");
    lp_pool_push(p, &job[0].task);
    lp_pool_push(p, &job[1].task);
    CHECK(lp_pool_offer(p, &job[2].task), "an offer has a queue of its own");
    CHECK(lp_pool_offer(p, &job[3].task), "with as much room");
    CHECK(!lp_pool_offer(p, &job[4].task), "and no more");
    CHECK(lp_pool_claim(p, &job[3].task), "the last of a queue is claimed");
    CHECK(!lp_pool_claim(p, &job[3].task), "once");
    CHECK(lp_pool_offer(p, &job[4].task), "which makes room");
    CHECK(lp_pool_claim(p, &job[2].task), "the first of a queue is claimed");
    CHECK(lp_pool_offer(p, &job[5].task), "which makes room too");
    CHECK(lp_pool_claim(p, &job[0].task), "a pushed one is claimed");
    (void)pthread_mutex_unlock(&gate);
    lp_pool_free(p);
    CHECK(order_n == 3, "what was claimed did not run");
    CHECK(order[0] == 4 && order[1] == 5 && order[2] == 1,
          "offers run before what was pushed, each in order");
}

struct claimer {
    struct lp_pool *pool;
    struct job *job;
    atomic_uint *ran;
};

/* Not freed by itself: who claims may look at it after another ran it. */
static void
count_only(struct lp_task *t)
{
    (void)atomic_fetch_add(((struct job *)t)->ran, 1);
}

static void *
claim_all(void *arg)
{
    struct claimer *c = arg;

    for (size_t i = MANY; i > 0; i--) {
        if (lp_pool_claim(c->pool, &c->job[i - 1].task)) {
            c->job[i - 1].task.run(&c->job[i - 1].task);
        }
    }
    return NULL;
}

/* Workers and a claimer run for the same tasks: each runs once. */
static void
test_claim_race(void)
{
    struct claimer c = {.job = calloc(MANY, sizeof *c.job)};
    atomic_uint ran = 0;
    pthread_t thread;

    CHECK(lp_pool_new(&c.pool, 2, MANY, NULL) == LP_OK, "new");
    if (c.job == NULL) {
        return;
    }
    for (size_t i = 0; i < MANY; i++) {
        c.job[i] = (struct job){.task = {.run = count_only}, .ran = &ran};
        lp_pool_push(c.pool, &c.job[i].task);
    }
    CHECK(pthread_create(&thread, NULL, claim_all, &c) == 0, "thread");
    (void)pthread_join(thread, NULL);
    lp_pool_free(c.pool);
    CHECK(ran == MANY, "each ran once");
    free(c.job);
}

/* Something else to do, in portions. */
static bool
one_portion(void *who)
{
    atomic_uint *left = who;
    unsigned n = atomic_load(left);

    while (n > 0 && !atomic_compare_exchange_weak(left, &n, n - 1)) {
    }
    return n > 0;
}

/* What else there is to do is done before a thread waits, and before the pool
 * ends; and for whoever asks. */
static void
test_idle(void)
{
    struct lp_pool *pool = NULL;
    struct job job = {.task = {.run = count_only}};
    atomic_uint ran = 0;
    atomic_uint left = 0;

    CHECK(lp_pool_new(&pool, 2, MANY, NULL) == LP_OK, "new");
    CHECK(!lp_pool_idle(pool), "there is nothing else to do");
    lp_pool_when_idle(pool, one_portion, &left);
    CHECK(!lp_pool_idle(pool), "nor now");
    atomic_store(&left, 5);
    job.ran = &ran;
    lp_pool_push(pool, &job.task);
    lp_pool_free(pool);
    CHECK(ran == 1 && left == 0, "all was done");
}

int
main(void)
{
    (void)alarm(100);
    test_all_run();
    test_queues();
    test_claim_race();
    test_idle();
    return lp_test_failures != 0;
}
