#ifndef LP_BASE_POOL_H
#define LP_BASE_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct lp_pool;

/* Something to be done once. It is the first member of what the task needs;
 * `run` takes that over and frees it. The other fields are the pool's. */
struct lp_task {
    void (*run)(struct lp_task *t);
    struct lp_task *next;
    struct lp_task *prev;
    bool inner;
    bool queued;
};

/* `threads` workers (at least 1), and queues that hold `room` tasks each. */
LP_MUST_USE enum lp_code lp_pool_new(struct lp_pool **out, unsigned threads,
                                     size_t room, struct lp_err *err);

/**
 * A thread of the pool that is about to wait calls `idle` first, and whoever
 * calls lp_pool_idle: it does what else there is to do, or says false.
 * Before anything is queued.
 */
void lp_pool_when_idle(struct lp_pool *p, bool (*idle)(void *who), void *who);
bool lp_pool_idle(struct lp_pool *p);

/* Queue `t`, waiting for room. Not for use by a task. */
void lp_pool_push(struct lp_pool *p, struct lp_task *t);

/* Queue `t`, ahead of what was pushed, or say false at once if there is no
 * room: the caller then does the work itself. For use by tasks. */
bool lp_pool_offer(struct lp_pool *p, struct lp_task *t);

/* Take `t` off the queue to run it oneself; false if it has begun. `t` must
 * not have ended. */
bool lp_pool_claim(struct lp_pool *p, struct lp_task *t);

/* Wait until every task, and those they offered, has ended; then give
 * everything back. NULL is nothing. */
void lp_pool_free(struct lp_pool *p);

#endif
