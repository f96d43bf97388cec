#include "bundle/walk.h"

#include "bundle/wire.h"

/* What the frame of a record takes beside its longest fields. */
#define FRAME_USUAL ((size_t)512)

void
lp_walk_fatal(struct lp_walk *w, const struct lp_err *err)
{
    (void)pthread_mutex_lock(&w->lock);
    if (w->fatal.code == LP_OK) {
        w->fatal = *err;
        atomic_store(&w->failed, true);
    }
    (void)pthread_mutex_unlock(&w->lock);
}

bool
lp_walk_failed(const struct lp_walk *w)
{
    return atomic_load_explicit(&w->failed, memory_order_relaxed);
}

static void
put(struct lp_walk *w, struct lp_seg *own, enum lp_frame type,
    const struct lp_record *rec)
{
    struct lp_buf frame = {0};
    struct lp_err err = {0};

    /* Room for all of it, so that it need not grow. */
    (void)lp_buf_room(&frame, FRAME_USUAL + rec->name.len +
                                  rec->decoded_name.len + rec->words.bins.len +
                                  rec->words.fragments.len);
    lp_wire_record(&frame, type, rec);
    if (lp_buf_check(&frame, &err) == LP_OK) {
        lp_line_put(w->line, own, lp_buf_slice(&frame),
                    type == LP_FRAME_ITEM && rec->depth > 0 ? rec->size : 0);
    } else {
        lp_walk_fatal(w, &err);
    }
    lp_buf_release(&frame);
}

void
lp_walk_say(struct lp_walk *w, struct lp_seg *own, const struct lp_record *rec)
{
    put(w, own, LP_FRAME_ITEM, rec);
}

void
lp_walk_open(struct lp_walk *w, struct lp_seg *own, const struct lp_record *rec)
{
    struct lp_record told = *rec;

    /* Known by now only of what was carried. */
    told.span = 0;
    told.claims = (struct lp_slice){0};
    told.words = (struct lp_words){0};
    told.flags &= ~LP_FLAGS_OF_READING;
    put(w, own, LP_FRAME_OPEN, &told);
}
