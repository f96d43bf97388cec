#ifndef LP_BASE_LINE_H
#define LP_BASE_LINE_H

#include "base/buf.h"
#include "base/pool.h"

/*
 * A line of bytes written by many and read by one, in an order that was fixed
 * before anything was written. It is a row of segments; each has one writer at
 * a time. A writer reserves the next place for somebody else (lp_line_branch)
 * and goes on behind it, so the order is that of a walk by one thread,
 * whatever the threads do.
 *
 * What waits in the line is bounded, and so is the work that went into it,
 * which may be for nothing: lp_line_wait holds a writer back while others are
 * before it. It cannot lock up, because whoever waits first does
 * the work that everybody waits for, if no thread has begun it.
 */
struct lp_line;
struct lp_seg;

/* At most about `max` bytes wait in it, and `work` of what lp_line_put says. */
LP_MUST_USE enum lp_code lp_line_new(struct lp_line **out, struct lp_pool *pool,
                                     size_t max, uint64_t work,
                                     struct lp_err *err);

/* The first segment, open. NULL: no memory. */
struct lp_seg *lp_line_start(struct lp_line *l);

/**
 * Reserve the place after what `*own` holds for another writer, and leave
 * `*own` behind that place. `task` (may be NULL) is the queued or soon to be
 * queued task that will write it. NULL: no memory, nothing changed.
 */
struct lp_seg *lp_line_branch(struct lp_line *l, struct lp_seg **own,
                              struct lp_task *task);

/* The task of `s` has begun: nobody else may run it. */
void lp_line_begin(struct lp_line *l, struct lp_seg *s);

/* Append what took so much `work`, in any unit; never waits. A lack of memory
 * is reported by lp_line_take. */
void lp_line_put(struct lp_line *l, struct lp_seg *s, struct lp_slice bytes,
                 uint64_t work);

/* The writer of `s` is done with it; `s` is gone. */
void lp_line_close(struct lp_line *l, struct lp_seg *s);

/* Wait until the line has room or `s` is at its head. May run other tasks on
 * this thread meanwhile. */
void lp_line_wait(struct lp_line *l, struct lp_seg *s);

/* Take what is ready at the head, waiting a while, and at most `ms`
 * milliseconds, for much to come; `out` may stay empty. `*end`: every segment
 * is closed and taken. */
LP_MUST_USE enum lp_code lp_line_take(struct lp_line *l, struct lp_buf *out,
                                      unsigned ms, bool *end,
                                      struct lp_err *err);

void lp_line_free(struct lp_line *l); /* NULL is nothing */

#endif
