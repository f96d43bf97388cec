#include "base/view.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct lp_view *
lp_view_ref(struct lp_view *v)
{
    (void)atomic_fetch_add_explicit(&v->refs, 1, memory_order_relaxed);
    return v;
}

void
lp_view_unref(struct lp_view *v)
{
    if (v != NULL &&
        atomic_fetch_sub_explicit(&v->refs, 1, memory_order_acq_rel) == 1) {
        v->ops->free(v);
    }
}

enum lp_code
lp_view_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
             struct lp_err *err)
{
    *got = 0;
    if (at >= v->size || n == 0) {
        return LP_OK;
    }
    if (n > v->size - at) {
        n = (size_t)(v->size - at);
    }
    return v->ops->read(v, at, to, n, got, err);
}

enum lp_code
lp_view_zeros(struct lp_view *v, uint64_t from, bool *yes, struct lp_err *err)
{
    uint8_t bytes[4096];
    enum lp_code rc = LP_OK;
    size_t got = 1;

    *yes = true;
    for (uint64_t at = from; *yes && at < v->size && got > 0; at += got) {
        LP_TRY(lp_view_read(v, at, bytes, sizeof bytes, &got, err));
        for (size_t i = 0; i < got; i++) {
            *yes = *yes && bytes[i] == 0;
        }
    }

done:
    return rc;
}

struct file_view {
    struct lp_view base;
    int fd;
    bool borrowed;
};

static enum lp_code
file_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
          struct lp_err *err)
{
    const struct file_view *f = (const struct file_view *)v;

    while (*got < n) {
        ssize_t r = pread(f->fd, to + *got, n - *got, (off_t)(at + *got));

        if (r < 0 && errno == EINTR) {
            continue;
        }
        if (r < 0) {
            return lp_fail(err, LP_E_IO, "cannot read");
        }
        if (r == 0) {
            break;
        }
        *got += (size_t)r;
    }
    return LP_OK;
}

static void
file_free(struct lp_view *v)
{
    struct file_view *f = (struct file_view *)v;

    if (!f->borrowed) {
        (void)close(f->fd);
    }
    free(f);
}

static const struct lp_view_ops file_ops = {file_read, file_free};

enum lp_code
lp_view_file(struct lp_view **out, int fd, uint64_t size, bool borrowed,
             struct lp_err *err)
{
    struct file_view *f = malloc(sizeof *f);

    if (f == NULL) {
        return lp_no_memory(err);
    }
    *f = (struct file_view){{&file_ops, size, 1}, fd, borrowed};
    *out = &f->base;
    return LP_OK;
}

struct head_view {
    struct lp_view base;
    struct lp_view *of;
};

static enum lp_code
head_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
          struct lp_err *err)
{
    return lp_view_read(((const struct head_view *)v)->of, at, to, n, got, err);
}

static void
head_free(struct lp_view *v)
{
    struct head_view *h = (struct head_view *)v;

    lp_view_unref(h->of);
    free(h);
}

static const struct lp_view_ops head_ops = {head_read, head_free};

enum lp_code
lp_view_head(struct lp_view **out, struct lp_view *v, uint64_t size,
             struct lp_err *err)
{
    struct head_view *h = malloc(sizeof *h);

    if (h == NULL) {
        return lp_no_memory(err);
    }
    size = size < v->size ? size : v->size;
    *h = (struct head_view){{&head_ops, size, 1}, lp_view_ref(v)};
    *out = &h->base;
    return LP_OK;
}

struct range {
    struct lp_view *view;
    uint64_t at;
    uint64_t left;
    struct lp_block *block;
};

static enum lp_code
range_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct range *r = s->self;
    size_t n = r->left < LP_BLOCK_SIZE ? (size_t)r->left : LP_BLOCK_SIZE;
    size_t got = 0;
    enum lp_code rc;

    if (n == 0) {
        return LP_OK;
    }
    if (r->block == NULL || !lp_block_alone(r->block)) {
        lp_block_unref(r->block);
        r->block = lp_block_new(n);
        if (r->block == NULL) {
            return lp_no_memory(err);
        }
    }
    rc = lp_view_read(r->view, r->at, r->block->data, n, &got, err);
    if (rc == LP_OK) {
        *out = (struct lp_piece){{r->block->data, got}, r->block};
        r->at += got;
        r->left = got < n ? 0 : r->left - got;
    }
    return rc;
}

static void
range_release(struct lp_source *s)
{
    struct range *r = s->self;

    lp_block_unref(r->block);
    lp_view_unref(r->view);
    free(r);
}

static const struct lp_source_ops range_ops = {range_pull, range_release};

enum lp_code
lp_source_range(struct lp_source *out, struct lp_view *v, uint64_t at,
                uint64_t size, struct lp_err *err)
{
    struct range *r = malloc(sizeof *r);

    if (r == NULL) {
        return lp_no_memory(err);
    }
    *r = (struct range){.view = lp_view_ref(v), .at = at, .left = size};
    *out = (struct lp_source){.ops = &range_ops, .self = r};
    return LP_OK;
}
