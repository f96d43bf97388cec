#include "crypto/many.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/test.h"

#define MIB ((size_t)1 << 20)
#define SPAN (4 * MIB)
#define MOST 300

static uint8_t bytes[SPAN];

/* What a stream is, and whether it came to that. Told from any thread. */
struct one {
    struct lp_slice is;
    enum lp_alg alg;
    atomic_uint told;
    atomic_bool good;
};

static void
listen(void *who, enum lp_code rc, const struct lp_digest *digest)
{
    struct one *o = who;
    struct lp_digest want = {0};
    struct lp_err err;
    struct lp_engine *plain = NULL;
    struct lp_hasher *h = NULL;
    struct lp_piece p = {o->is, NULL};
    bool good;

    good = rc == LP_OK && lp_engine_new(&plain, &err) == LP_OK &&
           lp_hasher_open(&h, plain, o->alg, &err) == LP_OK &&
           lp_hasher_submit(h, &p, &err) == LP_OK &&
           lp_hasher_end(h, &want, &err) == LP_OK && want.len == digest->len &&
           digest->alg == o->alg &&
           memcmp(want.bytes, digest->bytes, want.len) == 0;
    lp_engine_free(plain);
    atomic_store(&o->good, good);
    (void)atomic_fetch_add(&o->told, 1);
}

static uint32_t
next(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

/* Submit `is` in pieces up to `most`; with an owner of their own, one in two.
 */
static bool
submit(struct lp_hasher *h, struct lp_slice is, size_t most, uint32_t *seed)
{
    bool good = true;

    while (good && is.len > 0) {
        size_t n = 1 + next(seed, (uint32_t)most);
        struct lp_slice now = lp_slice_head(is, n);
        struct lp_block *b = lp_block_new(now.len);
        struct lp_piece p = {now, NULL};

        if (b == NULL) {
            abort();
        }
        if (next(seed, 2) == 0) {
            memcpy(b->data, now.data, now.len);
            p = (struct lp_piece){{b->data, now.len}, b};
        }
        good = lp_hasher_submit(h, &p, NULL) == LP_OK;
        lp_block_unref(b);
        is = lp_slice_from(is, now.len);
    }
    return good;
}

static struct lp_slice
some(uint32_t *seed, uint32_t most)
{
    size_t len = next(seed, most + 1);

    return (struct lp_slice){bytes + next(seed, (uint32_t)(SPAN - len)), len};
}

/* One stream in one of the ways in which streams end. */
static bool
one_stream(struct lp_engine *e, struct one *o, uint32_t *seed)
{
    struct lp_hasher *h = NULL;
    struct lp_hasher *fork = NULL;
    struct lp_digest d;
    uint32_t kind = next(seed, 8);
    size_t most = kind == 7 ? 300000 : 1 + next(seed, 9000);
    struct lp_slice half;
    bool good;

    o->alg = next(seed, 12) == 0 ? LP_ALG_SHA512 : LP_ALG_SHA256;
    o->is = some(seed, kind == 7 ? (uint32_t)(3 * MIB) : 30000);
    half = lp_slice_head(o->is, o->is.len / 2);
    good = lp_hasher_open(&h, e, o->alg, NULL) == LP_OK &&
           submit(h, half, most, seed);
    if (good && kind == 1) {
        good = lp_hasher_fork(h, &fork, NULL) == LP_OK;
        lp_hasher_abandon(h);
        h = fork;
    } else if (good && (kind == 2 || kind == 7)) {
        good = lp_hasher_fork(h, &fork, NULL) == LP_OK &&
               submit(fork, (struct lp_slice){bytes, 100000}, 70000, seed);
        lp_hasher_abandon(fork);
    }
    good = good && submit(h, lp_slice_from(o->is, half.len), most, seed);
    if (!good) {
        return false;
    }
    if (kind == 3) {
        lp_hasher_abandon(h);
        atomic_store(&o->told, 1);
        atomic_store(&o->good, true);
    } else if (kind == 4) {
        good = lp_hasher_end(h, &d, NULL) == LP_OK;
        listen(o, LP_OK, &d);
    } else {
        lp_hasher_finish(h, listen, o);
    }
    return good;
}

struct hand {
    struct lp_engine *e;
    uint32_t seed;
    size_t n;
    struct one all[MOST];
    bool good;
};

static void *
work(void *arg)
{
    struct hand *h = arg;

    h->good = true;
    for (size_t i = 0; i < h->n; i++) {
        h->good = h->good && one_stream(h->e, &h->all[i], &h->seed);
    }
    return NULL;
}

static bool
idle(void *engine)
{
    return lp_engine_flush(engine);
}

/* Streams of all kinds on several threads, with those of a pool to help. */
static void
test_threads(const char *way, unsigned threads, size_t n, unsigned helpers)
{
    struct hand *hands = calloc(threads, sizeof *hands);
    pthread_t thread[8];
    struct lp_engine *e = NULL;
    struct lp_pool *pool = NULL;

    if (hands == NULL || lp_many_new(&e, way, threads, NULL) != LP_OK ||
        (helpers > 0 && lp_pool_new(&pool, helpers, 4, NULL) != LP_OK)) {
        abort();
    }
    if (pool != NULL) {
        lp_pool_when_idle(pool, idle, e);
    }
    lp_engine_help(e, pool);
    for (unsigned i = 0; i < threads; i++) {
        hands[i].e = e;
        hands[i].seed = i + 1;
        hands[i].n = n;
        if (pthread_create(&thread[i], NULL, work, &hands[i]) != 0) {
            abort();
        }
    }
    for (unsigned i = 0; i < threads; i++) {
        (void)pthread_join(thread[i], NULL);
    }
    lp_pool_free(pool);
    lp_engine_help(e, NULL);
    (void)lp_engine_flush(e);
    for (unsigned i = 0; i < threads; i++) {
        bool good = hands[i].good;

        for (size_t k = 0; good && k < n; k++) {
            good = atomic_load(&hands[i].all[k].told) == 1 &&
                   atomic_load(&hands[i].all[k].good);
        }
        CHECK(good, way);
    }
    CHECK(!lp_engine_flush(e), "nothing waits any more");
    lp_engine_free(e);
    free(hands);
}

/* What waits is told when there is company, when somebody asks, or when the
 * engine goes; and nothing before. */
static void
test_company(const char *way)
{
    static struct one all[200];
    struct lp_engine *e = NULL;
    struct lp_hasher *h = NULL;
    uint32_t seed = 3;
    size_t told = 0;

    CHECK(lp_many_new(&e, way, 1, NULL) == LP_OK, way);
    for (size_t i = 0; i < 200; i++) {
        all[i] = (struct one){.is = some(&seed, 500), .alg = LP_ALG_SHA256};
        CHECK(lp_hasher_open(&h, e, LP_ALG_SHA256, NULL) == LP_OK &&
                  submit(h, all[i].is, 100, &seed),
              way);
        lp_hasher_finish(h, listen, &all[i]);
        CHECK(i != 0 || all[i].told == 0, "the first waits for company");
    }
    for (size_t i = 0; i < 200; i++) {
        told += all[i].told;
    }
    CHECK(told > 100 && told < 200, "most found company");
    CHECK(lp_engine_flush(e) && !lp_engine_flush(e), "the last were asked for");
    for (size_t i = 0; i < 200; i++) {
        CHECK(all[i].told == 1 && all[i].good, way);
    }
    all[0].told = 0;
    all[0].is.len = 0;
    CHECK(lp_hasher_open(&h, e, LP_ALG_SHA256, NULL) == LP_OK, way);
    lp_hasher_finish(h, listen, &all[0]);
    CHECK(all[0].told == 0, "an empty stream waits too");
    lp_engine_free(e);
    CHECK(all[0].told == 1 && all[0].good, "the engine goes");
}

/* However much is finished or under way, what is kept is bounded. */
static void
test_bound(void)
{
    enum { STREAMS = 120 };
    static struct one all[STREAMS];
    struct lp_hasher *h[STREAMS] = {NULL};
    struct lp_block *b[4 * STREAMS];
    struct lp_engine *e = NULL;
    size_t kept = 0;

    CHECK(lp_many_new(&e, NULL, 1, NULL) == LP_OK, "engine");
    for (size_t i = 0; i < STREAMS; i++) {
        all[i].is = (struct lp_slice){bytes, MIB};
        all[i].alg = LP_ALG_SHA256;
        CHECK(lp_hasher_open(&h[i], e, LP_ALG_SHA256, NULL) == LP_OK, "open");
        for (size_t k = 0; k < 4; k++) {
            struct lp_block *one = lp_block_new(MIB / 4);
            struct lp_piece p = {{one->data, MIB / 4}, one};

            memcpy(one->data, bytes + k * (MIB / 4), MIB / 4);
            CHECK(lp_hasher_submit(h[i], &p, NULL) == LP_OK, "submit");
            b[4 * i + k] = one;
        }
    }
    for (size_t i = 0; i < sizeof b / sizeof b[0]; i++) {
        kept += lp_block_alone(b[i]) ? 0 : b[i]->cap;
        lp_block_unref(b[i]);
    }
    CHECK(kept >= 16 * MIB && kept <= 25 * MIB, "what is kept");
    for (size_t i = 0; i < STREAMS; i++) {
        lp_hasher_finish(h[i], listen, &all[i]);
    }
    (void)lp_engine_flush(e);
    for (size_t i = 0; i < STREAMS; i++) {
        CHECK(all[i].told == 1 && all[i].good, "all were told");
    }
    lp_engine_free(e);
}

int
main(void)
{
    static const char *const names[] = {"portable", "openssl", "shani", "avx2",
                                        "avx512"};
    struct lp_engine *e = NULL;
    uint32_t seed = 1;

    (void)alarm(110);
    for (size_t i = 0; i < SPAN; i++) {
        bytes[i] = (uint8_t)next(&seed, 256);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (lp_many_new(&e, names[i], 1, NULL) != LP_OK) {
            continue;
        }
        lp_engine_free(e);
        test_threads(names[i], 1, 20, 0);
        test_threads(names[i], 4, i < 2 ? 12 : 50, 2);
        if (i >= 2) {
            test_company(names[i]);
        }
    }
    test_threads(NULL, 3, 30, 1);
    test_bound();
    CHECK(lp_many_new(&e, "none", 1, NULL) == LP_E_USAGE, "no such way");
    return lp_test_failures != 0;
}
