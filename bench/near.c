/* How fast a set is made that holds signatures and fragments, how large it is,
 * and how many questions a second it answers.
 *
 *     bench_near FOLDER [DOCUMENTS [FRAGMENTS [THREADS]]]
 *
 * Each document has a signature and so many fragments; each fourth is nearly
 * the one before it. Half of the questions are about what is near a document
 * of the set, half about what is not. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ledger/set_build.h"
#include "ledger/set_near.h"
#include "ledger/set_part.h"

#define QUESTIONS 200000
#define PART_KEYS 64
#define THREADS_MAX 64

struct plan {
    char path[4096];
    uint64_t documents;
    uint64_t fragments;
    unsigned threads;
};

/* The work of one thread, and what came of it. */
struct worker {
    pthread_t thread;
    struct lp_set *set;
    const struct plan *plan;
    uint64_t seed;
    uint64_t found;
    bool parts;
    bool failed;
};

static double
now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds of processor time that this program has had. */
static double
spent(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* SplitMix64. */
static uint64_t
any(uint64_t *seed)
{
    uint64_t x = *seed += 0x9e3779b97f4a7c15;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

/* The signature of document `i`; each fourth differs from the one before it in
 * about a third of the values. */
static void
sig_of(uint32_t *sig, uint64_t i)
{
    uint64_t seed = (i % 4 == 3 ? i - 1 : i) << 20;
    uint64_t blur = i << 20 | 1;

    for (size_t k = 0; k < LP_SKETCH_BINS; k++) {
        sig[k] = (uint32_t)any(&seed);
        if (i % 4 == 3 && any(&blur) % 3 == 0) {
            sig[k] = (uint32_t)any(&blur);
        }
    }
}

static uint64_t
fragment_of(uint64_t document, uint64_t k)
{
    uint64_t seed = document << 20 | k << 1 | 1;

    return any(&seed);
}

static enum lp_code
add(struct lp_set_build *b, const struct plan *plan, uint64_t i,
    uint64_t *parts, struct lp_err *err)
{
    uint32_t sig[LP_SKETCH_BINS];
    uint8_t key[LP_KEY_SIZE] = {0};
    struct lp_set_add one = {
        .record = {.size = i},
        .counts = true,
        .near = sig,
        .parts = parts,
        .parts_n = plan->fragments,
    };
    uint64_t seed = i;

    sig_of(sig, i);
    for (uint64_t k = 0; k < plan->fragments; k++) {
        parts[k] = fragment_of(i, k);
    }
    lp_put_le64(key, any(&seed));
    lp_put_le64(key + 8, i);
    lp_set_add_key(&one, LP_LEVEL_RAW, (struct lp_slice){key, sizeof key});
    return lp_set_build_add(b, &one, err);
}

static enum lp_code
build(const struct plan *plan, struct lp_err *err)
{
    static const struct lp_level_rules rules = {
        .of = {[LP_LEVEL_NEAR] = "near-v1", [LP_LEVEL_PART] = "part-v1"}};
    const struct lp_set_meta meta = {.publication = lp_slice_str("Bench")};
    uint64_t *parts = calloc(plan->fragments + 1, sizeof *parts);
    struct lp_set_build *b = NULL;
    enum lp_code rc;

    if (parts == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_set_build_new(&b, plan->path, false, NULL, err));
    lp_set_build_rules(b, &rules);
    for (uint64_t i = 0; i < plan->documents; i++) {
        LP_TRY(add(b, plan, i, parts, err));
    }
    LP_TRY(lp_set_build_finish(b, &meta, NULL, err));

done:
    lp_set_build_free(b);
    free(parts);
    return rc;
}

static void
ask_near(struct worker *w)
{
    for (uint64_t q = 0; q < QUESTIONS && !w->failed; q++) {
        uint64_t i = any(&w->seed) % w->plan->documents;
        uint32_t sig[LP_SKETCH_BINS];
        struct lp_set_near hit;

        sig_of(sig, q % 2 == 0 ? i : i + w->plan->documents * 2);
        for (size_t k = 0; q % 2 == 0 && k < LP_SKETCH_BINS / 4; k++) {
            sig[k * 4 + q / 2 % 4]++;
            k += any(&w->seed) % 2;
        }
        w->failed = lp_set_near(w->set, sig, 32, &hit, NULL) != LP_OK;
        w->found += hit.found;
    }
}

static enum lp_code
on_part(void *who, size_t i, uint32_t record, struct lp_err *err)
{
    struct worker *w = who;

    (void)i;
    (void)record;
    (void)err;
    w->found++;
    return LP_OK;
}

static void
ask_parts(struct worker *w)
{
    for (uint64_t q = 0; q < QUESTIONS && !w->failed; q += PART_KEYS) {
        uint64_t keys[PART_KEYS];

        for (uint64_t k = 0; k < PART_KEYS; k++) {
            uint64_t i = any(&w->seed) % w->plan->documents;

            i += k % 2 == 0 ? 0 : w->plan->documents;
            keys[k] = fragment_of(i, any(&w->seed) % w->plan->fragments);
        }
        w->failed =
            lp_set_parts(w->set, keys, PART_KEYS, on_part, w, NULL) != LP_OK;
    }
}

static void *
work(void *self)
{
    struct worker *w = self;

    if (w->parts) {
        ask_parts(w);
    } else {
        ask_near(w);
    }
    return NULL;
}

/* All threads ask; `round` 0 touches each page for the first time. */
static bool
ask(struct lp_set *set, const struct plan *plan, bool parts, unsigned round)
{
    struct worker workers[THREADS_MAX];
    double from = now();
    double worked = spent();
    uint64_t found = 0;
    bool good = true;
    double took;

    for (unsigned i = 0; i < plan->threads; i++) {
        workers[i] = (struct worker){.set = set, .plan = plan, .parts = parts};
        workers[i].seed = (uint64_t)round << 32 | i << 1 | parts;
        good =
            pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0 &&
            good;
    }
    for (unsigned i = 0; i < plan->threads; i++) {
        (void)pthread_join(workers[i].thread, NULL);
        good = good && !workers[i].failed;
        found += workers[i].found;
    }
    took = now() - from;
    worked = spent() - worked;
    (void)printf("%s, round %u: %.0f a second, %.0f in a second of one "
                 "processor, %.1f %% found\n",
                 parts ? "fragments" : "signatures", round,
                 (double)QUESTIONS * plan->threads / took,
                 (double)QUESTIONS * plan->threads / worked,
                 100.0 * (double)found / ((double)QUESTIONS * plan->threads));
    return good;
}

static void
tell_size(const struct lp_set *set, const struct plan *plan)
{
    const struct lp_set_layout *l = lp_set_layout_of(set);
    double near = 0;
    double part = 0;

    for (size_t i = 0; i < l->parts; i++) {
        near +=
            l->part[i].level == LP_LEVEL_NEAR ? (double)l->part[i].length : 0;
        part +=
            l->part[i].level == LP_LEVEL_PART ? (double)l->part[i].length : 0;
    }
    (void)printf("%.1f bytes a document: %.1f of signatures, %.1f of "
                 "fragments\n",
                 (double)l->size / (double)plan->documents,
                 near / (double)plan->documents,
                 part / (double)plan->documents);
}

static uint64_t
number(int argc, char **argv, int i, uint64_t otherwise)
{
    return argc > i ? strtoull(argv[i], NULL, 10) : otherwise;
}

int
main(int argc, char **argv)
{
    struct plan plan = {
        .documents = number(argc, argv, 2, 1000000),
        .fragments = number(argc, argv, 3, 0),
        .threads = (unsigned)number(argc, argv, 4, 2),
    };
    struct lp_set *set = NULL;
    struct lp_err err = {0};
    double from = now();
    bool good;

    if (argc < 2 || plan.documents == 0 || plan.threads == 0 ||
        plan.threads > THREADS_MAX) {
        (void)fprintf(stderr, "bench_near FOLDER [DOCUMENTS [FRAGMENTS "
                              "[THREADS]]]\n");
        return 2;
    }
    (void)snprintf(plan.path, sizeof plan.path, "%s/bench_near.set", argv[1]);
    good = build(&plan, &err) == LP_OK &&
           lp_set_open(&set, plan.path, &err) == LP_OK;
    if (!good) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    (void)printf("made in %.1f s, %.1f s of processor time\n", now() - from,
                 spent());
    tell_size(set, &plan);
    for (unsigned round = 0; round < 3; round++) {
        good = ask(set, &plan, false, round) && good;
    }
    for (unsigned round = 0; plan.fragments > 0 && round < 3; round++) {
        good = ask(set, &plan, true, round) && good;
    }
    lp_set_free(set);
    (void)unlink(plan.path);
    return good ? 0 : 1;
}
