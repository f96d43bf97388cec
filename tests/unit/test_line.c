#include "base/line.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/test.h"

#define LATE_MAX 64
#define DEPTH_MAX 5

/* Places that nobody's task fills, but another thread, some time later and in
 * no order: what a digest engine does. */
struct late {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct {
        struct lp_seg *seg;
        uint32_t seed;
    } place[LATE_MAX];
    size_t n;
    bool ending;
    struct lp_line *line;
};

struct play {
    struct lp_pool *pool;
    struct lp_line *line;
    struct late late;
    struct lp_buf out;
    unsigned ms; /* how long the reader waits */
    bool lazy;   /* late places are filled by who has nothing else to do */
};

/* A node of a random tree, which its seed describes wholly. */
struct node {
    struct lp_task task;
    struct play *play;
    struct lp_seg *own;
    uint32_t seed;
    unsigned depth;
};

static uint32_t
next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static size_t
text_of(char text[64], uint32_t seed)
{
    return (size_t)snprintf(text, 64, "%*x.", (int)(seed % 40), seed);
}

static void run_node(struct lp_task *t);

static void
fatal(const char *what)
{
    perror(what);
    abort();
}

static struct node *
node_new(struct play *p, uint32_t seed, unsigned depth)
{
    struct node *n = calloc(1, sizeof *n);

    if (n == NULL) {
        fatal("memory");
    }
    *n = (struct node){{.run = run_node}, p, NULL, seed, depth};
    return n;
}

static void
say(struct play *p, struct lp_seg *own, uint32_t seed)
{
    char text[64];
    size_t n = text_of(text, seed);

    lp_line_put(p->line, own, (struct lp_slice){(uint8_t *)text, n}, n);
}

static void
say_later(struct play *p, struct lp_seg **own, uint32_t seed)
{
    struct lp_seg *place = lp_line_branch(p->line, own, NULL);
    struct late *l = &p->late;
    bool now;

    (void)pthread_mutex_lock(&l->lock);
    now = l->n == LATE_MAX;
    if (!now) {
        l->place[l->n].seg = place;
        l->place[l->n++].seed = seed;
        (void)pthread_cond_signal(&l->more);
    }
    (void)pthread_mutex_unlock(&l->lock);
    if (now) {
        say(p, place, seed);
        lp_line_close(p->line, place);
    }
}

static void
branch(struct play *p, struct lp_seg **own, uint32_t seed, unsigned depth)
{
    struct node *child = node_new(p, seed, depth);

    child->own = lp_line_branch(p->line, own, &child->task);
    if (!lp_pool_offer(p->pool, &child->task)) {
        run_node(&child->task);
    }
}

/* What a node does, in the line ... */
static void
perform(struct play *p, struct lp_seg **own, uint32_t seed, unsigned depth)
{
    unsigned steps = next(&seed) % 9;

    for (unsigned i = 0; i < steps; i++) {
        uint32_t what = next(&seed) % 5;
        uint32_t child = next(&seed);

        if (what < 2) {
            say(p, *own, child);
        } else if (what == 2) {
            say_later(p, own, child);
        } else if (depth < DEPTH_MAX) {
            branch(p, own, child, depth + 1);
        }
        if (what != 1) {
            lp_line_wait(p->line, *own);
        }
    }
}

/* ... and what one thread would have written. */
static void
expect(struct lp_buf *to, uint32_t seed, unsigned depth)
{
    unsigned steps = next(&seed) % 9;

    for (unsigned i = 0; i < steps; i++) {
        uint32_t what = next(&seed) % 5;
        uint32_t child = next(&seed);
        char text[64];

        if (what <= 2) {
            size_t n = text_of(text, child);

            lp_buf_put(to, (struct lp_slice){(uint8_t *)text, n});
        } else if (depth < DEPTH_MAX) {
            expect(to, child, depth + 1);
        }
    }
}

static void
run_node(struct lp_task *t)
{
    struct node *n = (struct node *)t;

    lp_line_begin(n->play->line, n->own);
    perform(n->play, &n->own, n->seed, n->depth);
    lp_line_close(n->play->line, n->own);
    free(n);
}

/* Fill the last of the late places; the lock is held, but not meanwhile. */
static void
fill_one(struct play *p)
{
    struct late *l = &p->late;
    struct lp_seg *seg = l->place[--l->n].seg;
    uint32_t seed = l->place[l->n].seed;

    (void)pthread_mutex_unlock(&l->lock);
    say(p, seg, seed);
    lp_line_close(p->line, seg);
    (void)pthread_mutex_lock(&l->lock);
}

static void *
fill_late(void *arg)
{
    struct play *p = arg;
    struct late *l = &p->late;

    (void)pthread_mutex_lock(&l->lock);
    while (!l->ending || l->n > 0) {
        if (l->n == 0 || (p->lazy && !l->ending)) {
            (void)pthread_cond_wait(&l->more, &l->lock);
        } else {
            fill_one(p);
        }
    }
    (void)pthread_mutex_unlock(&l->lock);
    return NULL;
}

static bool
fill_idle(void *arg)
{
    struct play *p = arg;
    bool did;

    (void)pthread_mutex_lock(&p->late.lock);
    did = p->late.n > 0;
    while (p->late.n > 0) {
        fill_one(p);
    }
    (void)pthread_mutex_unlock(&p->late.lock);
    return did;
}

static void *
take_all(void *arg)
{
    struct play *p = arg;
    struct lp_buf part = {0};
    bool end = false;

    while (!end) {
        lp_buf_clear(&part);
        if (lp_line_take(p->line, &part, p->ms, &end, NULL) != LP_OK) {
            fatal("take");
        }
        lp_buf_put(&p->out, lp_buf_slice(&part));
        if (p->lazy && part.len == 0) {
            (void)fill_idle(p);
        }
    }
    lp_buf_release(&part);
    return NULL;
}

/* The bytes that come out are those of a walk by one thread. */
static void
play(const char *label, unsigned threads, size_t max, size_t room,
     unsigned tops, bool lazy)
{
    struct play p = {.late = {.lock = PTHREAD_MUTEX_INITIALIZER,
                              .more = PTHREAD_COND_INITIALIZER},
                     .ms = max < 4096 ? 0 : 1,
                     .lazy = lazy};
    struct lp_buf want = {0};
    pthread_t reader;
    pthread_t filler;
    struct lp_seg *own;
    uint32_t seed = threads * 31 + (uint32_t)max;

    CHECK(lp_pool_new(&p.pool, threads, room, NULL) == LP_OK, label);
    CHECK(lp_line_new(&p.line, p.pool, max, lazy ? max : UINT64_MAX, NULL) ==
              LP_OK,
          label);
    if (lazy) {
        lp_pool_when_idle(p.pool, fill_idle, &p);
    }
    own = lp_line_start(p.line);
    if (pthread_create(&reader, NULL, take_all, &p) != 0 ||
        pthread_create(&filler, NULL, fill_late, &p) != 0) {
        fatal("thread");
    }
    for (unsigned i = 0; i < tops; i++) {
        struct node *n = node_new(&p, next(&seed), 0);

        expect(&want, n->seed, 0);
        n->own = lp_line_branch(p.line, &own, &n->task);
        lp_line_wait(p.line, own);
        lp_pool_push(p.pool, &n->task);
        if (i % 3 == 0) {
            char text[64];
            size_t len = text_of(text, i);

            lp_buf_put(&want, (struct lp_slice){(uint8_t *)text, len});
            say(&p, own, i);
        }
    }
    lp_line_close(p.line, own);
    lp_pool_free(p.pool);
    (void)pthread_mutex_lock(&p.late.lock);
    p.late.ending = true;
    (void)pthread_cond_signal(&p.late.more);
    (void)pthread_mutex_unlock(&p.late.lock);
    (void)pthread_join(filler, NULL);
    (void)pthread_join(reader, NULL);
    CHECK(want.len > tops, "there is something to be told");
    CHECK(lp_slice_equal(lp_buf_slice(&want), lp_buf_slice(&p.out)), label);
    lp_line_free(p.line);
    lp_buf_release(&want);
    lp_buf_release(&p.out);
}

static void
test_stress(void)
{
    static const struct {
        const char *label;
        unsigned threads;
        size_t max;
        size_t room;
        unsigned tops;
        bool lazy;
    } cases[] = {
        {"one thread, a short line", 1, 1024, 4, 400, false},
        {"two threads, a short line", 2, 1024, 4, 400, false},
        {"eight threads, a short line", 8, 1024, 4, 400, false},
        {"eight threads, room for one task", 8, 1024, 1, 400, false},
        {"one thread, a long line", 1, 1 << 20, 256, 3000, false},
        {"two threads, a long line", 2, 1 << 20, 256, 3000, false},
        {"eight threads, a long line", 8, 1 << 20, 256, 3000, false},
        {"one idle thread, a short line", 1, 1024, 4, 40, true},
        {"eight idle threads, a short line", 8, 1024, 1, 40, true},
        {"two idle threads, a long line", 2, 1 << 20, 256, 300, true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        play(cases[i].label, cases[i].threads, cases[i].max, cases[i].room,
             cases[i].tops, cases[i].lazy);
    }
}

/* Take once; what comes must be `want`. */
static void
takes(struct lp_line *l, const char *want, bool last, const char *label)
{
    struct lp_buf out = {0};
    bool end = false;

    CHECK(lp_line_take(l, &out, 0, &end, NULL) == LP_OK, label);
    CHECK(lp_slice_is(lp_buf_slice(&out), want), label);
    CHECK(end == last, label);
    lp_buf_release(&out);
}

static void
test_order(void)
{
    struct lp_line *l = NULL;
    struct lp_seg *own;
    struct lp_seg *first;
    struct lp_seg *second;

    CHECK(lp_line_new(&l, NULL, 1000, UINT64_MAX, NULL) == LP_OK, "new");
    own = lp_line_start(l);
    takes(l, "", false, "nothing yet");
    lp_line_put(l, own, lp_slice_str("a"), 0);
    takes(l, "a", false, "the head is read while it is open");
    lp_line_put(l, own, lp_slice_str("b"), 0);
    first = lp_line_branch(l, &own, NULL);
    lp_line_put(l, own, lp_slice_str("e"), 0);
    second = lp_line_branch(l, &own, NULL);
    lp_line_put(l, second, lp_slice_str("f"), 0);
    takes(l, "b", false, "not past an open place");
    lp_line_close(l, second);
    takes(l, "", false, "whatever is ready behind it");
    lp_line_put(l, first, lp_slice_str("c"), 0);
    takes(l, "c", false, "the place is at the head now");
    lp_line_put(l, first, lp_slice_str("d"), 0);
    lp_line_close(l, first);
    takes(l, "def", false, "then all up to the next open one");
    lp_line_wait(l, own);
    lp_line_close(l, own);
    takes(l, "", true, "the end");
    takes(l, "", true, "and again");
    lp_line_free(l);
}

/* What is taken at once is bounded too, by a segment. */
static void
test_given_up(void)
{
    struct lp_line *l = NULL;
    struct lp_seg *own;

    CHECK(lp_line_new(&l, NULL, 2, UINT64_MAX, NULL) == LP_OK, "new");
    own = lp_line_start(l);
    lp_line_put(l, own, lp_slice_str("abc"), 0);
    lp_line_close(l, lp_line_branch(l, &own, NULL));
    lp_line_put(l, own, lp_slice_str("def"), 0);
    takes(l, "abc", false, "as much as the line may hold");
    lp_line_free(l);
    lp_line_free(NULL);
}

int
main(void)
{
    (void)alarm(110);
    test_order();
    test_given_up();
    test_stress();
    return lp_test_failures != 0;
}
