#include "crypto/relay.h"

void
lp_relay_hub_init(struct lp_relay_hub *hub, lp_sha256_one *one)
{
    *hub = (struct lp_relay_hub){.one = one};
    (void)pthread_mutex_init(&hub->lock, NULL);
    (void)pthread_cond_init(&hub->moved, NULL);
}

void
lp_relay_hub_release(struct lp_relay_hub *hub)
{
    (void)pthread_mutex_destroy(&hub->lock);
    (void)pthread_cond_destroy(&hub->moved);
}

/* Digest what waits; the lock is held, but not meanwhile. */
static void
work_off(struct lp_relay *r)
{
    struct lp_relay_hub *hub = r->hub;

    while (r->n > 0) {
        struct lp_piece p = r->piece[r->first];

        r->first = (r->first + 1) % LP_RELAY_PIECES;
        r->n--;
        /* Who waits for room is woken when there is some for several. */
        if (r->n == LP_RELAY_PIECES / 2) {
            (void)pthread_cond_broadcast(&hub->moved);
        }
        (void)pthread_mutex_unlock(&hub->lock);
        lp_message_feed(r->m, p.bytes, hub->one);
        lp_block_unref(p.owner);
        (void)pthread_mutex_lock(&hub->lock);
    }
}

static void
run(struct lp_task *t)
{
    struct lp_relay *r = (struct lp_relay *)t;
    struct lp_relay_hub *hub = r->hub;

    (void)pthread_mutex_lock(&hub->lock);
    r->state = LP_RELAY_AT_WORK;
    work_off(r);
    r->state = LP_RELAY_AT_REST;
    (void)pthread_cond_broadcast(&hub->moved);
    (void)pthread_mutex_unlock(&hub->lock);
}

/* Wait for room, or (`all`) until no helper works on it; take it back from one
 * that has not begun. The lock is held. */
static void
wait_for(struct lp_relay *r, bool all)
{
    struct lp_relay_hub *hub = r->hub;

    while (r->state != LP_RELAY_AT_REST && (all || r->n == LP_RELAY_PIECES)) {
        if (r->state == LP_RELAY_OFFERED &&
            lp_pool_claim(hub->pool, &r->task)) {
            r->state = LP_RELAY_AT_REST;
        } else {
            (void)pthread_cond_wait(&hub->moved, &hub->lock);
        }
    }
}

void
lp_relay_put(struct lp_relay *r, struct lp_relay_hub *hub, struct lp_message *m,
             const struct lp_piece *p)
{
    if (r->hub == NULL) {
        r->task.run = run;
        r->hub = hub;
        r->m = m;
    }
    (void)pthread_mutex_lock(&hub->lock);
    wait_for(r, false);
    if (r->n == LP_RELAY_PIECES) {
        work_off(r); /* nobody has time */
    }
    r->piece[(r->first + r->n) % LP_RELAY_PIECES] =
        (struct lp_piece){p->bytes, lp_block_ref(p->owner)};
    r->n++;
    if (r->state == LP_RELAY_AT_REST) {
        /* Before it is queued: it may begin at once. */
        r->state = LP_RELAY_OFFERED;
        if (!lp_pool_offer(hub->pool, &r->task)) {
            r->state = LP_RELAY_AT_REST;
        }
    }
    (void)pthread_mutex_unlock(&hub->lock);
}

void
lp_relay_settle(struct lp_relay *r)
{
    if (r->hub == NULL) {
        return;
    }
    (void)pthread_mutex_lock(&r->hub->lock);
    wait_for(r, true);
    work_off(r);
    (void)pthread_mutex_unlock(&r->hub->lock);
}
