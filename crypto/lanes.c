#include "crypto/lanes.h"

#include <stdlib.h>

/* A message under way, and its next blocks. */
struct lane {
    struct lp_message *m; /* NULL: the lane is empty */
    const uint8_t *at;
    size_t blocks;
};

struct work {
    struct lp_message **m;
    size_t n;
    size_t next; /* not begun yet */
    const struct lp_sha256_way *way;
    void (*done)(void *who, struct lp_message *m);
    void *who;
};

static int
by_size(const void *a, const void *b)
{
    const struct lp_message *const *x = a;
    const struct lp_message *const *y = b;

    return ((*x)->size < (*y)->size) - ((*x)->size > (*y)->size);
}

/* Put the next message with something to digest into `l`. */
static bool
begin(struct work *w, struct lane *l)
{
    while (w->next < w->n) {
        l->m = w->m[w->next++];
        if (lp_message_next(l->m, &l->at, &l->blocks)) {
            return true;
        }
        w->done(w->who, l->m);
    }
    l->m = NULL;
    return false;
}

/* `blocks` were digested: what comes next in `l`? False: the message is over.
 */
static bool
advance(struct lane *l, size_t blocks)
{
    l->at += blocks * LP_SHA256_BLOCK;
    l->blocks -= blocks;
    return l->blocks > 0 || lp_message_next(l->m, &l->at, &l->blocks);
}

/* Lanes, with their states side by side. */
struct lanes {
    struct lane lane[LP_SHA256_LANES];
    unsigned active;
    _Alignas(64) uint32_t state[8][LP_SHA256_LANES];
};

static void
put_state(struct lanes *s, unsigned i)
{
    for (size_t k = 0; k < 8; k++) {
        s->state[k][i] = s->lane[i].m->state[k];
    }
}

static void
take_state(struct lanes *s, unsigned i)
{
    for (size_t k = 0; k < 8; k++) {
        s->lane[i].m->state[k] = s->state[k][i];
    }
}

static void
refill(struct work *w, struct lanes *s, unsigned i)
{
    if (begin(w, &s->lane[i])) {
        put_state(s, i);
    } else {
        s->active--;
    }
}

/* Digest as many blocks of all lanes as the shortest has. */
static void
step(struct work *w, struct lanes *s)
{
    const uint8_t *at[LP_SHA256_LANES];
    const uint8_t *shortest = NULL;
    size_t blocks = SIZE_MAX;

    for (unsigned i = 0; i < w->way->lanes; i++) {
        const struct lane *l = &s->lane[i];

        if (l->m != NULL && l->blocks < blocks) {
            shortest = l->at;
            blocks = l->blocks;
        }
    }
    for (unsigned i = 0; i < w->way->lanes; i++) {
        at[i] = s->lane[i].m != NULL ? s->lane[i].at : shortest;
    }
    w->way->many(s->state, at, blocks);
    for (unsigned i = 0; i < w->way->lanes; i++) {
        struct lane *l = &s->lane[i];

        if (l->m != NULL && !advance(l, blocks)) {
            take_state(s, i);
            w->done(w->who, l->m);
            refill(w, s, i);
        }
    }
}

/* While it pays; what is left then goes, begun, to the front of the rest. */
static void
by_lanes(struct work *w, struct lane *left, size_t *n)
{
    struct lanes s = {.active = w->way->lanes};

    for (unsigned i = 0; i < w->way->lanes; i++) {
        refill(w, &s, i);
    }
    while (s.active >= w->way->worth) {
        step(w, &s);
    }
    *n = 0;
    for (unsigned i = 0; i < w->way->lanes; i++) {
        if (s.lane[i].m != NULL) {
            take_state(&s, i);
            left[(*n)++] = s.lane[i];
        }
    }
}

/* The next for a hand that is empty: what was begun, or a new one. */
static bool
take(struct work *w, struct lane *left, size_t *n, struct lane *l)
{
    if (*n > 0) {
        *l = left[--*n];
        return true;
    }
    return begin(w, l);
}

static void
by_twos(struct work *w, struct lane *left, size_t *n)
{
    struct lane a = {0};
    struct lane b = {0};
    bool more_a = take(w, left, n, &a);
    bool more_b = more_a && take(w, left, n, &b);

    while (more_a && more_b) {
        size_t blocks = a.blocks < b.blocks ? a.blocks : b.blocks;

        w->way->two(a.m->state, a.at, b.m->state, b.at, blocks);
        if (!advance(&a, blocks)) {
            w->done(w->who, a.m);
            more_a = take(w, left, n, &a);
        }
        if (!advance(&b, blocks)) {
            w->done(w->who, b.m);
            more_b = take(w, left, n, &b);
        }
    }
    if (more_a || more_b) {
        left[(*n)++] = more_a ? a : b;
    }
}

static void
by_ones(struct work *w, struct lane *left, size_t *n)
{
    struct lane l = {0};

    while (take(w, left, n, &l)) {
        do {
            w->way->one(l.m->state, l.at, l.blocks);
        } while (advance(&l, l.blocks));
        w->done(w->who, l.m);
    }
}

void
lp_lanes_digest(struct lp_message **m, size_t n,
                const struct lp_sha256_way *way,
                void (*done)(void *who, struct lp_message *m), void *who)
{
    struct work w = {m, n, 0, way, done, who};
    struct lane left[LP_SHA256_LANES];
    size_t begun = 0;

    if (n > 1) {
        qsort(m, n, sizeof(struct lp_message *), by_size);
    }
    if (way->many != NULL && n >= way->worth) {
        by_lanes(&w, left, &begun);
    }
    if (way->two != NULL) {
        by_twos(&w, left, &begun);
    }
    by_ones(&w, left, &begun);
}
