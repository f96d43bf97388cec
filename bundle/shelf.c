#include "bundle/shelf.h"

#include <string.h>
#include <unistd.h>

#include "base/tempfile.h"

#define MEMORY ((uint64_t)16 << 20)

enum lp_code
lp_shelf_init(struct lp_shelf *s, struct lp_err *err)
{
    *s = (struct lp_shelf){.fd = lp_tempfile()};
    return lp_store_new(&s->store, s->fd, MEMORY, INT64_MAX, err);
}

void
lp_shelf_release(struct lp_shelf *s)
{
    lp_spool_free(s->spool);
    if (s->store != NULL && s->fd >= 0) {
        (void)close(s->fd);
    }
    lp_store_free(s->store);
    lp_buf_release(&s->frame);
    *s = (struct lp_shelf){0};
}

enum lp_code
lp_shelf_put(struct lp_shelf *s, enum lp_frame type, const struct lp_record *r,
             struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (s->spool == NULL) {
        s->size = 0;
        LP_TRY(lp_spool_new(&s->spool, s->store, err));
    }
    lp_buf_clear(&s->frame);
    lp_wire_record(&s->frame, type, r);
    LP_TRY(lp_buf_check(&s->frame, err));
    LP_TRY(lp_spool_put(s->spool, lp_buf_slice(&s->frame), err));
    s->size += s->frame.len;

done:
    if (rc == LP_E_LIMIT) {
        rc = lp_fail(err, LP_E_IO, "no place to set records aside");
        lp_hint(err, "set TMPDIR to a folder with room");
    }
    return rc;
}

enum lp_code
lp_shelf_fetch(struct lp_shelf *s, struct lp_view *v, uint64_t at,
               struct lp_event *ev, struct lp_err *err)
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
    lp_buf_clear(&s->frame);
    to = lp_buf_room(&s->frame, len);
    if (to == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_view_read(v, at, to, len, &got, err));
    s->frame.len = got;
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
