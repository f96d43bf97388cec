#ifndef LP_CRYPTO_RELAY_H
#define LP_CRYPTO_RELAY_H

#include <pthread.h>

#include "base/pool.h"
#include "crypto/message.h"

/* What the relays of one engine share. */
struct lp_relay_hub {
    struct lp_pool *pool; /* of those who may help; NULL: none */
    lp_sha256_one *one;
    pthread_mutex_t lock;
    pthread_cond_t moved; /* a helper took pieces, or ended */
};

#define LP_RELAY_PIECES 8

/*
 * Pieces of one long message on their way to a thread of the pool that has
 * nothing else to do: it digests while the message's own thread goes for the
 * next. If no thread has time, its own does it, so that it never waits for a
 * task that nobody has begun. Zeroed, it holds nothing.
 */
struct lp_relay {
    struct lp_task task;
    struct lp_relay_hub *hub;
    struct lp_message *m;
    enum {
        LP_RELAY_AT_REST, /* nobody works on it */
        LP_RELAY_OFFERED, /* the task is queued, or about to begin */
        LP_RELAY_AT_WORK,
    } state;
    unsigned first; /* of the pieces, which go round */
    unsigned n;
    struct lp_piece piece[LP_RELAY_PIECES];
};

void lp_relay_hub_init(struct lp_relay_hub *hub, lp_sha256_one *one);
void lp_relay_hub_release(struct lp_relay_hub *hub);

/* Digest `p`, which has an owner, into `m`, now or later. `m` is not to be
 * touched before lp_relay_settle. The hub must have a pool. */
void lp_relay_put(struct lp_relay *r, struct lp_relay_hub *hub,
                  struct lp_message *m, const struct lp_piece *p);

/* All that was put is digested. */
void lp_relay_settle(struct lp_relay *r);

#endif
