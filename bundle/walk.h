#ifndef LP_BUNDLE_WALK_H
#define LP_BUNDLE_WALK_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/limits.h"
#include "base/line.h"
#include "base/spool.h"
#include "base/view.h"
#include "bundle/record.h"
#include "bundle/tap.h"
#include "formats/unlock.h"

struct lp_walk;
struct lp_reading_pool;

/**
 * Look at the bytes of `from` in every way, open what is a container, and put
 * the record, with those of its members before it, into the line at `*own`.
 *
 * `rec` says what is known beforehand (role, depth, name, ...) and is only
 * read. `view` (may be NULL) gives the same bytes at any place. `under` is the
 * tap that `from` pulls through, if any. Returns true if the source failed.
 * Both `from` and `view` stay the caller's.
 */
typedef bool lp_look_at(struct lp_walk *w, struct lp_seg **own,
                        const struct lp_record *rec, struct lp_source *from,
                        struct lp_view *view, const struct lp_tap *under);

/*
 * One walk: what all its threads share. Records leave as frames (wire.h)
 * through `line`, in the order in which one thread would find them.
 */
struct lp_walk {
    lp_look_at *look; /* lp_look: here, so that members can be looked at too */
    struct lp_limits limits;
    struct lp_unlocker unlocker; /* of the password, if there is one */
    unsigned depth;   /* open containers down to this; UINT_MAX: all */
    bool raw;         /* no bids, no kinds: digests only */
    bool tree;        /* no digest but btv2, by all threads at once */
    unsigned levels;  /* LP_LEVEL_BIT of the identities to make, beside RAW */
    bool facts;       /* say what the header of each message refers to */
    bool evidence;    /* say what its signatures claim */
    unsigned algs;    /* bits 1 << enum lp_alg: digests beside SHA-256 */
    unsigned threads; /* more than one: members are handed to the pool */
    struct lp_engine *engine;
    struct lp_reading_pool *readings;
    struct lp_pool *pool;
    struct lp_line *line;
    struct lp_store *store;
    const atomic_bool *enough; /* set: expand nothing more */
    atomic_uint_least64_t files;
    atomic_uint_least64_t bytes;
    atomic_uint_least64_t carried; /* bytes of members that wait in memory */
    uint8_t name_key[16];
    pthread_mutex_t lock;
    struct lp_err fatal; /* the first failure that ends the walk */
    atomic_bool failed;  /* whether there is one */
};

/* A container's members come next. */
void lp_walk_open(struct lp_walk *w, struct lp_seg *own,
                  const struct lp_record *rec);

/* Put a record that needs no looking, or no more, into the line at `own`. */
void lp_walk_say(struct lp_walk *w, struct lp_seg *own,
                 const struct lp_record *rec);

/* Keep the first reason why the walk cannot be completed. */
void lp_walk_fatal(struct lp_walk *w, const struct lp_err *err);

/* Whether such a reason was kept; then nothing more needs to be done. */
bool lp_walk_failed(const struct lp_walk *w);

#endif
