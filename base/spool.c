#include "base/spool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

/* The unit in which memory and file are handed out. */
#define CHUNK ((size_t)256 * 1024)

struct lp_store {
    pthread_mutex_t lock;
    int fd;
    uint64_t memory; /* chunks that may still be taken */
    uint64_t disk;   /* likewise, beyond `next` */
    uint64_t next;   /* first chunk of the file never used */
    uint64_t *free;  /* chunks of the file to use again */
    size_t free_n;
    size_t free_cap;
};

/* One chunk of a spool: in memory, or at place `at` of the file. */
struct chunk {
    uint8_t *data;
    uint64_t at;
};

struct lp_spool {
    struct lp_view view;
    struct lp_store *store;
    struct chunk *chunk;
    size_t n;
    size_t cap;
    uint64_t max;
};

enum lp_code
lp_store_new(struct lp_store **out, int fd, uint64_t memory, uint64_t disk,
             struct lp_err *err)
{
    struct lp_store *s = calloc(1, sizeof *s);

    if (s == NULL) {
        return lp_no_memory(err);
    }
    s->fd = fd;
    s->memory = memory / CHUNK;
    s->disk = fd < 0 ? 0 : disk / CHUNK;
    (void)pthread_mutex_init(&s->lock, NULL);
    *out = s;
    return LP_OK;
}

void
lp_store_free(struct lp_store *s)
{
    if (s != NULL) {
        (void)pthread_mutex_destroy(&s->lock);
        free(s->free);
        free(s);
    }
}

/* Room in the list of free chunks is made when a chunk is first taken, so that
 * giving one back cannot fail. */
static bool
take_place(struct lp_store *s, uint64_t *at)
{
    uint64_t *grown;

    if (s->free_n > 0) {
        *at = s->free[--s->free_n];
        return true;
    }
    if (s->disk == 0) {
        return false;
    }
    if (s->next == s->free_cap) {
        size_t cap = s->free_cap == 0 ? 64 : s->free_cap * 2;

        grown = realloc(s->free, cap * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        s->free = grown;
        s->free_cap = cap;
    }
    s->disk--;
    *at = s->next++;
    return true;
}

/* `filled`: it is likely to be, to its end. */
static enum lp_code
take_chunk(struct lp_store *s, struct chunk *c, bool filled, struct lp_err *err)
{
    bool memory;
    bool file = false;

    (void)pthread_mutex_lock(&s->lock);
    memory = s->memory > 0;
    if (memory) {
        s->memory--;
    } else {
        file = take_place(s, &c->at);
    }
    (void)pthread_mutex_unlock(&s->lock);
    if (!memory && !file) {
        return lp_fail(err, LP_E_LIMIT, "no room left to set bytes aside");
    }
    if (memory) {
        c->data = malloc(CHUNK);
        if (c->data != NULL && filled) {
            lp_mem_touch(c->data, CHUNK);
        }
        if (c->data == NULL) {
            (void)pthread_mutex_lock(&s->lock);
            s->memory++;
            (void)pthread_mutex_unlock(&s->lock);
            return lp_no_memory(err);
        }
    }
    return LP_OK;
}

static void
give_chunk(struct lp_store *s, struct chunk *c)
{
    (void)pthread_mutex_lock(&s->lock);
    if (c->data != NULL) {
        s->memory++;
    } else {
        s->free[s->free_n++] = c->at;
    }
    (void)pthread_mutex_unlock(&s->lock);
    free(c->data);
}

static enum lp_code
spool_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
           struct lp_err *err)
{
    const struct lp_spool *s = (const struct lp_spool *)v;

    while (*got < n) {
        const struct chunk *c = &s->chunk[(at + *got) / CHUNK];
        size_t in = (size_t)((at + *got) % CHUNK);
        size_t want = n - *got < CHUNK - in ? n - *got : CHUNK - in;
        ssize_t r = (ssize_t)want;

        if (c->data != NULL) {
            memcpy(to + *got, c->data + in, want);
        } else {
            r = pread(s->store->fd, to + *got, want,
                      (off_t)(c->at * CHUNK + in));
        }
        if (r < 0 && errno == EINTR) {
            continue;
        }
        if (r <= 0) {
            return lp_fail(err, LP_E_IO, "cannot read back what was set aside");
        }
        *got += (size_t)r;
    }
    return LP_OK;
}

static void
spool_free(struct lp_view *v)
{
    lp_spool_free((struct lp_spool *)v);
}

static const struct lp_view_ops spool_ops = {spool_read, spool_free};

enum lp_code
lp_spool_new(struct lp_spool **out, struct lp_store *store, struct lp_err *err)
{
    struct lp_spool *s = calloc(1, sizeof *s);

    if (s == NULL) {
        return lp_no_memory(err);
    }
    s->view.ops = &spool_ops;
    s->view.refs = 1;
    s->store = store;
    s->max = UINT64_MAX;
    *out = s;
    return LP_OK;
}

static enum lp_code
grow(struct lp_spool *s, struct lp_err *err)
{
    enum lp_code rc;
    struct chunk *grown;

    grown = lp_mem_grow(s->chunk, s->n, &s->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    s->chunk = grown;
    s->chunk[s->n] = (struct chunk){0};
    rc = take_chunk(s->store, &s->chunk[s->n], s->n > 0, err);
    s->n += rc == LP_OK ? 1 : 0;
    return rc;
}

static enum lp_code
write_place(const struct lp_spool *s, uint64_t at, struct lp_slice bytes,
            struct lp_err *err)
{
    while (bytes.len > 0) {
        ssize_t n = pwrite(s->store->fd, bytes.data, bytes.len, (off_t)at);

        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return lp_fail(err, LP_E_IO, "cannot set bytes aside");
        }
        bytes = lp_slice_from(bytes, (size_t)n);
        at += (uint64_t)n;
    }
    return LP_OK;
}

void
lp_spool_limit(struct lp_spool *s, uint64_t max)
{
    s->max = max;
}

enum lp_code
lp_spool_put(struct lp_spool *s, struct lp_slice bytes, struct lp_err *err)
{
    if (bytes.len > s->max - s->view.size) {
        return lp_fail(err, LP_E_LIMIT, "too large to be set aside");
    }
    while (bytes.len > 0) {
        size_t in = (size_t)(s->view.size % CHUNK);
        struct lp_slice part = lp_slice_head(bytes, CHUNK - in);
        const struct chunk *c;
        enum lp_code rc = in == 0 ? grow(s, err) : LP_OK;

        if (rc != LP_OK) {
            return rc;
        }
        c = &s->chunk[s->n - 1];
        if (c->data != NULL) {
            memcpy(c->data + in, part.data, part.len);
        } else {
            rc = write_place(s, c->at * CHUNK + in, part, err);
        }
        if (rc != LP_OK) {
            return rc;
        }
        s->view.size += part.len;
        bytes = lp_slice_from(bytes, part.len);
    }
    return LP_OK;
}

struct lp_view *
lp_spool_view(struct lp_spool *s)
{
    return &s->view;
}

void
lp_spool_free(struct lp_spool *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        give_chunk(s->store, &s->chunk[i]);
    }
    free(s->chunk);
    free(s);
}
