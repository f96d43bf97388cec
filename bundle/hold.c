#include "bundle/hold.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/spool.h"
#include "base/tempfile.h"
#include "bundle/wire.h"

#define MEMORY ((uint64_t)16 << 20)

struct lp_hold {
    const struct lp_family *family;
    struct lp_store *store;
    int fd;
    struct lp_spool *spool; /* frames of the file that is under way */
    uint64_t size;
    uint64_t *closed_at; /* where the ITEM frame of the n-th container is */
    size_t n;
    size_t cap;
    size_t *open; /* numbers of the containers that are open */
    size_t open_n;
    size_t open_cap;
    struct lp_buf frame;
    struct lp_trail trail;
};

enum lp_code
lp_hold_new(struct lp_hold **out, const struct lp_family *family,
            struct lp_err *err)
{
    struct lp_hold *h = calloc(1, sizeof *h);
    enum lp_code rc;

    if (h == NULL) {
        return lp_no_memory(err);
    }
    h->family = family;
    h->fd = lp_tempfile();
    rc = lp_store_new(&h->store, h->fd, MEMORY, INT64_MAX, err);
    if (rc != LP_OK) {
        lp_hold_free(h);
        return rc;
    }
    *out = h;
    return LP_OK;
}

void
lp_hold_free(struct lp_hold *h)
{
    if (h == NULL) {
        return;
    }
    lp_spool_free(h->spool);
    lp_store_free(h->store);
    if (h->fd >= 0) {
        (void)close(h->fd);
    }
    free(h->closed_at);
    free(h->open);
    lp_buf_release(&h->frame);
    lp_trail_release(&h->trail);
    free(h);
}

static enum lp_code
keep(struct lp_hold *h, enum lp_frame type, const struct lp_record *r,
     struct lp_err *err)
{
    enum lp_code rc;

    lp_buf_clear(&h->frame);
    lp_wire_record(&h->frame, type, r);
    LP_TRY(lp_buf_check(&h->frame, err));
    LP_TRY(lp_spool_put(h->spool, lp_buf_slice(&h->frame), err));
    h->size += h->frame.len;

done:
    if (rc == LP_E_LIMIT) {
        rc = lp_fail(err, LP_E_IO, "no place to set records aside");
        lp_hint(err, "set TMPDIR to a folder with room");
    }
    return rc;
}

static enum lp_code
hold_open(void *self, const struct lp_record *r, const struct lp_where *at,
          struct lp_err *err)
{
    struct lp_hold *h = self;
    uint64_t *closed_at;
    size_t *opened;
    enum lp_code rc;

    (void)at;
    if (r->depth == 0) {
        h->size = 0;
        h->n = 0;
        h->open_n = 0;
        LP_TRY(lp_spool_new(&h->spool, h->store, err));
    }
    closed_at = lp_mem_grow(h->closed_at, h->n, &h->cap, sizeof *h->closed_at);
    if (closed_at == NULL) {
        return lp_no_memory(err);
    }
    h->closed_at = closed_at;
    opened = lp_mem_grow(h->open, h->open_n, &h->open_cap, sizeof *h->open);
    if (opened == NULL) {
        return lp_no_memory(err);
    }
    h->open = opened;
    h->open[h->open_n++] = h->n++;
    LP_TRY(keep(h, LP_FRAME_OPEN, r, err));

done:
    return rc;
}

/* One frame at `at` of `v`, through h->frame. */
static enum lp_code
fetch(struct lp_hold *h, struct lp_view *v, uint64_t at, struct lp_event *ev,
      struct lp_err *err)
{
    uint8_t head[4];
    struct lp_cursor c = lp_cursor_over((struct lp_slice){head, sizeof head});
    size_t got = 0;
    size_t used = 0;
    size_t len;
    uint8_t *to;
    enum lp_code rc;

    LP_TRY(lp_view_read(v, at, head, sizeof head, &got, err));
    len = 4 + (size_t)lp_cursor_le32(&c);
    lp_buf_clear(&h->frame);
    to = lp_buf_room(&h->frame, len);
    if (to == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_view_read(v, at, to, len, &got, err));
    h->frame.len = got;
    LP_TRY(lp_wire_take(ev, lp_buf_slice(&h->frame), &used, err));

done:
    return rc;
}

static enum lp_code
tell(struct lp_hold *h, const struct lp_event *ev, size_t *number,
     struct lp_view *v, struct lp_err *err)
{
    const struct lp_family *f = h->family;
    struct lp_where at = {0};
    struct lp_event whole;
    enum lp_code rc = LP_OK;

    if (ev->type == LP_FRAME_OPEN) {
        LP_TRY(fetch(h, v, h->closed_at[(*number)++], &whole, err));
        LP_TRY(lp_trail_at(&h->trail, &whole.record, &at, err));
        LP_TRY(f->ops->enter(f->self, &whole.record, &at, err));
        LP_TRY(lp_trail_enter(&h->trail, &whole.record, err));
    } else if (ev->record.container) {
        lp_trail_leave(&h->trail, &at);
        if (f->ops->leave != NULL) {
            LP_TRY(f->ops->leave(f->self, &ev->record, &at, err));
        }
    } else {
        LP_TRY(lp_trail_at(&h->trail, &ev->record, &at, err));
        LP_TRY(f->ops->item(f->self, &ev->record, &at, err));
    }

done:
    return rc;
}

/* Tell all that was held. Frames may come in pieces. */
static enum lp_code
replay(struct lp_hold *h, struct lp_view *v, struct lp_err *err)
{
    struct lp_source from = {0};
    struct lp_buf in = {0};
    size_t number = 0;
    enum lp_code rc;

    LP_TRY(lp_source_range(&from, v, 0, h->size, err));
    for (;;) {
        struct lp_piece p;
        size_t done = 0;
        size_t used = 0;

        LP_TRY(lp_source_pull(&from, &p, err));
        if (p.bytes.len == 0) {
            break;
        }
        lp_buf_put(&in, p.bytes);
        LP_TRY(lp_buf_check(&in, err));
        do {
            struct lp_event ev;

            LP_TRY(lp_wire_take(&ev, lp_slice_from(lp_buf_slice(&in), done),
                                &used, err));
            if (used > 0) {
                LP_TRY(tell(h, &ev, &number, v, err));
            }
            done += used;
        } while (used > 0);
        memmove(in.data, in.data + done, in.len - done);
        in.len -= done;
    }

done:
    lp_source_release(&from);
    lp_buf_release(&in);
    return rc;
}

static enum lp_code
hold_item(void *self, const struct lp_record *r, const struct lp_where *at,
          struct lp_err *err)
{
    struct lp_hold *h = self;
    struct lp_view *v;
    enum lp_code rc;

    if (r->depth == 0 && !r->container) {
        return h->family->ops->item(h->family->self, r, at, err);
    }
    if (r->container) {
        h->closed_at[h->open[--h->open_n]] = h->size;
    }
    LP_TRY(keep(h, LP_FRAME_ITEM, r, err));
    if (r->depth == 0) {
        v = lp_spool_view(h->spool);
        h->spool = NULL;
        rc = replay(h, v, err);
        lp_view_unref(v);
    }

done:
    return rc;
}

static const struct lp_sink_ops hold_ops = {hold_open, hold_item};

struct lp_sink
lp_hold_sink(struct lp_hold *h)
{
    return (struct lp_sink){.ops = &hold_ops, .self = h};
}
