#include "ledger/set_runs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/slice.h"

#define MOST ((size_t)2 * 1024 * 1024)
#define LOAD ((size_t)4096) /* pairs that are read of a run at a time */
#define PAIR_SIZE ((size_t)12)

/* Sorted pairs: all of them in memory, or so many in the file, from `at` on, of
 * which `has` are in memory. */
struct lp_set_run {
    uint64_t at;
    uint64_t n;
    uint64_t loaded;
    struct lp_set_pair *pair;
    size_t has;
    size_t next;
};

/* Byte by byte from the lowest on; each step leaves those that agree in the
 * order that they had. Afterwards the pairs are in `from`. */
static void
sort_pairs(struct lp_set_pair **from, struct lp_set_pair **spare, size_t n)
{
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t place[256] = {0};
        struct lp_set_pair *sorted = *spare;
        size_t at = 0;

        for (size_t i = 0; i < n; i++) {
            place[(*from)[i].key >> shift & 0xff]++;
        }
        for (size_t b = 0; b < 256; b++) {
            size_t here = place[b];

            place[b] = at;
            at += here;
        }
        for (size_t i = 0; i < n; i++) {
            sorted[place[(*from)[i].key >> shift & 0xff]++] = (*from)[i];
        }
        *spare = *from;
        *from = sorted;
    }
}

static enum lp_code
write_pairs(FILE *to, const struct lp_set_pair *pair, size_t n,
            struct lp_err *err)
{
    uint8_t bytes[PAIR_SIZE * 256];
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        lp_put_le64(bytes + at, pair[i].key);
        lp_put_le32(bytes + at + 8, pair[i].of);
        at += PAIR_SIZE;
        if (at == sizeof bytes || i + 1 == n) {
            if (fwrite(bytes, at, 1, to) != 1) {
                return lp_set_spool_failed(err);
            }
            at = 0;
        }
    }
    return LP_OK;
}

/* What is pending becomes a run in the file. */
static enum lp_code
spill(struct lp_set_runs *r, struct lp_err *err)
{
    struct lp_set_run *grown;
    enum lp_code rc = LP_OK;

    if (r->spill == NULL) {
        LP_TRY(lp_set_spool_open(&r->spill, r->beside, err));
    }
    grown = lp_mem_grow(r->run, r->runs, &r->cap, sizeof *grown);
    if (grown == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    r->run = grown;
    sort_pairs(&r->pending, &r->spare, r->n);
    LP_TRY(write_pairs(r->spill, r->pending, r->n, err));
    r->run[r->runs++] = (struct lp_set_run){.at = r->all - r->n, .n = r->n};
    r->n = 0;

done:
    return rc;
}

/* Room for a run, all at once: most sets need little of it, and what is not
 * touched costs nothing. */
static enum lp_code
make_room(struct lp_set_runs *r, struct lp_err *err)
{
    if (r->most == 0) {
        r->most = MOST;
    }
    r->pending = malloc(r->most * sizeof *r->pending);
    r->spare = malloc(r->most * sizeof *r->spare);
    return r->pending == NULL || r->spare == NULL ? lp_no_memory(err) : LP_OK;
}

enum lp_code
lp_set_runs_put(struct lp_set_runs *r, uint64_t key, uint32_t of,
                struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (r->pending == NULL) {
        LP_TRY(make_room(r, err));
    }
    if (r->n == r->most) {
        LP_TRY(spill(r, err));
    }
    r->pending[r->n++] = (struct lp_set_pair){key, of};
    r->all++;

done:
    return rc;
}

/* Read the next pairs of a run that is in the file. */
static enum lp_code
load(struct lp_set_runs *r, struct lp_set_run *run, struct lp_err *err)
{
    uint64_t left = run->n - run->loaded;
    size_t n = left < LOAD ? (size_t)left : LOAD;
    enum lp_code rc;

    LP_TRY(
        lp_set_spool_seek(r->spill, (run->at + run->loaded) * PAIR_SIZE, err));
    if (fread(r->raw, PAIR_SIZE, n, r->spill) != n) {
        rc = lp_set_spool_failed(err);
        goto done;
    }
    for (size_t i = 0; i < n; i++) {
        struct lp_cursor c = {{r->raw + i * PAIR_SIZE, PAIR_SIZE}, false};

        run->pair[i].key = lp_cursor_le64(&c);
        run->pair[i].of = lp_cursor_le32(&c);
    }
    run->loaded += n;
    run->has = n;
    run->next = 0;

done:
    return rc;
}

/* Runs are in the order in which their pairs were put. */
static bool
is_before(const struct lp_set_run *a, const struct lp_set_run *b)
{
    uint64_t x = a->pair[a->next].key;
    uint64_t y = b->pair[b->next].key;

    return x != y ? x < y : a < b;
}

static void
sink(struct lp_set_runs *r, size_t i)
{
    for (;;) {
        size_t least = i;
        struct lp_set_run *was = r->heap[i];

        for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++) {
            if (child < r->heap_n &&
                is_before(r->heap[child], r->heap[least])) {
                least = child;
            }
        }
        if (least == i) {
            return;
        }
        r->heap[i] = r->heap[least];
        r->heap[least] = was;
        i = least;
    }
}

/* Nothing is pending any more: all of it is one run, or the last of several. */
static enum lp_code
end(struct lp_set_runs *r, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (r->spill != NULL) {
        LP_TRY(spill(r, err));
        free(r->pending);
        r->pending = NULL;
    } else if (r->n > 0) {
        sort_pairs(&r->pending, &r->spare, r->n);
        r->run = calloc(1, sizeof *r->run);
        if (r->run == NULL) {
            rc = lp_no_memory(err);
            goto done;
        }
        r->run[r->runs++] = (struct lp_set_run){.n = r->n};
    }
    free(r->spare);
    r->spare = NULL;
    r->heap = calloc(r->runs + 1, sizeof(struct lp_set_run *));
    r->raw = malloc(LOAD * PAIR_SIZE);
    for (size_t i = 0; i < r->runs; i++) {
        r->run[i].pair = r->spill == NULL
                             ? r->pending
                             : malloc(LOAD * sizeof *r->run[i].pair);
        rc = r->run[i].pair == NULL ? lp_no_memory(err) : rc;
    }
    rc = r->heap == NULL || r->raw == NULL ? lp_no_memory(err) : rc;

done:
    return rc;
}

enum lp_code
lp_set_runs_rewind(struct lp_set_runs *r, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (r->heap == NULL) {
        LP_TRY(end(r, err));
    }
    r->heap_n = 0;
    for (size_t i = 0; i < r->runs; i++) {
        struct lp_set_run *run = &r->run[i];

        run->loaded = 0;
        run->next = 0;
        if (r->spill != NULL) {
            LP_TRY(load(r, run, err));
        } else {
            run->has = r->n;
            run->loaded = run->n;
        }
        r->heap[r->heap_n++] = run;
    }
    for (size_t i = r->heap_n / 2; i-- > 0;) {
        sink(r, i);
    }

done:
    return rc;
}

enum lp_code
lp_set_runs_take(struct lp_set_runs *r, struct lp_set_pair *out, bool *more,
                 struct lp_err *err)
{
    struct lp_set_run *run = r->heap_n == 0 ? NULL : r->heap[0];
    enum lp_code rc = LP_OK;

    *more = run != NULL;
    *out = (struct lp_set_pair){0};
    if (run == NULL) {
        return LP_OK;
    }
    *out = run->pair[run->next++];
    if (run->next == run->has && run->loaded < run->n) {
        LP_TRY(load(r, run, err));
    }
    if (run->next == run->has) {
        r->heap[0] = r->heap[--r->heap_n];
    }
    sink(r, 0);

done:
    return rc;
}

void
lp_set_runs_release(struct lp_set_runs *r)
{
    for (size_t i = 0; r->spill != NULL && r->heap != NULL && i < r->runs;
         i++) {
        free(r->run[i].pair);
    }
    if (r->spill != NULL) {
        (void)fclose(r->spill);
    }
    free(r->pending);
    free(r->spare);
    free(r->run);
    free(r->heap);
    free(r->raw);
    *r = (struct lp_set_runs){.beside = r->beside};
}
