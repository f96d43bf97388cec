#include "bundle/shelf.h"

#include <string.h>
#include <unistd.h>

#include "base/tempfile.h"

#define MEMORY ((uint64_t)16 << 20)
/* So many bytes go to the spool at a time. */
#define PENDING ((size_t)64 * 1024)
/* Most frames are no longer than this. */
#define FRAME ((size_t)1024)

enum lp_code
lp_shelf_init(struct lp_shelf *s, struct lp_err *err)
{
    *s = (struct lp_shelf){.fd = lp_tempfile()};
    if (lp_store_new(&s->store, s->fd, MEMORY, INT64_MAX, err) == LP_OK) {
        return LP_OK;
    }
    if (s->fd >= 0) {
        (void)close(s->fd);
    }
    *s = (struct lp_shelf){0};
    return LP_E_MEMORY;
}

void
lp_shelf_release(struct lp_shelf *s)
{
    lp_spool_free(s->spool);
    if (s->store != NULL && s->fd >= 0) {
        (void)close(s->fd);
    }
    lp_store_free(s->store);
    lp_buf_release(&s->pending);
    lp_buf_release(&s->frame);
    *s = (struct lp_shelf){0};
}

static enum lp_code
flush(struct lp_shelf *s, struct lp_err *err)
{
    enum lp_code rc = lp_buf_check(&s->pending, err);

    if (rc == LP_OK) {
        rc = lp_spool_put(s->spool, lp_buf_slice(&s->pending), err);
    }
    lp_buf_clear(&s->pending);
    if (rc == LP_E_LIMIT) {
        rc = lp_fail(err, LP_E_IO, "no place to set records aside");
        lp_hint(err, "set TMPDIR to a folder with room");
    }
    return rc;
}

enum lp_code
lp_shelf_put(struct lp_shelf *s, enum lp_frame type, const struct lp_record *r,
             struct lp_err *err)
{
    size_t before = s->pending.len;
    enum lp_code rc = LP_OK;

    if (s->spool == NULL) {
        s->size = 0;
        LP_TRY(lp_spool_new(&s->spool, s->store, err));
    }
    lp_wire_record(&s->pending, type, r);
    s->size += s->pending.len - before;
    if (s->pending.len >= PENDING || s->pending.failed != LP_OK) {
        rc = flush(s, err);
    }

done:
    return rc;
}

enum lp_code
lp_shelf_fetch(struct lp_shelf *s, struct lp_view *v, uint64_t at,
               struct lp_event *ev, struct lp_err *err)
{
    struct lp_cursor c;
    size_t got = 0;
    size_t more = 0;
    size_t used = 0;
    size_t len;
    uint8_t *to;
    enum lp_code rc;

    lp_buf_clear(&s->frame);
    to = lp_buf_room(&s->frame, FRAME);
    if (to == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_view_read(v, at, to,
                        s->size - at < FRAME ? (size_t)(s->size - at) : FRAME,
                        &got, err));
    c = lp_cursor_over((struct lp_slice){to, got});
    len = 4 + (size_t)lp_cursor_le32(&c);
    s->frame.len = got;
    if (len > got) {
        to = lp_buf_room(&s->frame, len - got);
        if (to == NULL) {
            return lp_no_memory(err);
        }
        LP_TRY(lp_view_read(v, at + got, to, len - got, &more, err));
    }
    s->frame.len = got + more;
    LP_TRY(lp_wire_take(ev, lp_buf_slice(&s->frame), &used, err));

done:
    return rc;
}

/* Tell what is whole in `in`, and leave the rest there. */
static enum lp_code
tell_whole(struct lp_buf *in, struct lp_view *v, lp_shelved *told, void *who,
           struct lp_err *err)
{
    size_t done = 0;
    size_t used = 0;
    enum lp_code rc;

    do {
        struct lp_event ev;

        LP_TRY(lp_wire_take(&ev, lp_slice_from(lp_buf_slice(in), done), &used,
                            err));
        if (used > 0) {
            LP_TRY(told(who, &ev, v, err));
        }
        done += used;
    } while (used > 0);
    memmove(in->data, in->data + done, in->len - done);
    in->len -= done;

done:
    return rc;
}

enum lp_code
lp_shelf_take(struct lp_shelf *s, lp_shelved *told, void *who,
              struct lp_err *err)
{
    struct lp_view *v = NULL;
    struct lp_source from = {0};
    struct lp_buf in = {0};
    enum lp_code rc = LP_OK;

    if (s->spool == NULL) {
        return LP_OK;
    }
    LP_TRY(flush(s, err));
    v = lp_spool_view(s->spool);
    s->spool = NULL;
    LP_TRY(lp_source_range(&from, v, 0, s->size, err));
    for (;;) {
        struct lp_piece p;

        LP_TRY(lp_source_pull(&from, &p, err));
        if (p.bytes.len == 0) {
            break;
        }
        lp_buf_put(&in, p.bytes);
        LP_TRY(lp_buf_check(&in, err));
        LP_TRY(tell_whole(&in, v, told, who, err));
    }

done:
    lp_source_release(&from);
    lp_buf_release(&in);
    lp_view_unref(v);
    return rc;
}
