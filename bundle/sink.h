#ifndef LP_BUNDLE_SINK_H
#define LP_BUNDLE_SINK_H

#include "bundle/trail.h"

/*
 * Who is told what a walk found. Records are pushed; what is passed is
 * borrowed for the call. The first code other than LP_OK ends the walk.
 */
typedef enum lp_code lp_told(void *self, const struct lp_record *r,
                             const struct lp_where *at, struct lp_err *err);

/*
 * As it comes: `open` when a container's members are about to come (with what
 * is known of it by then), `item` for everything that was established, a
 * container after its members.
 */
struct lp_sink_ops {
    lp_told *open; /* may be NULL */
    lp_told *item;
};

struct lp_sink {
    const struct lp_sink_ops *ops;
    void *self;
};

/* `r` will be told later: take out what will not matter then, so that less of
 * it has to wait. What is put instead is borrowed until the next call. */
typedef enum lp_code lp_sift(void *self, struct lp_record *r,
                             struct lp_err *err);

/*
 * With hindsight: `enter` a container knowing all that was established of it,
 * then its members, then `leave` it; `item` for all that is no open container.
 * The same order, whether a walk or a manifest tells.
 */
struct lp_family_ops {
    lp_told *enter;
    lp_told *item;
    lp_told *leave; /* may be NULL */
    lp_sift *sift;  /* may be NULL */
};

struct lp_family {
    const struct lp_family_ops *ops;
    void *self;
};

/* A sink that tells several; lp_tee_add before the first record. */
#define LP_TEE_MAX 4

struct lp_tee {
    struct lp_sink to[LP_TEE_MAX];
    size_t n;
};

void lp_tee_add(struct lp_tee *t, struct lp_sink to);
struct lp_sink lp_tee_sink(struct lp_tee *t);

#endif
