#ifndef LP_FORMATS_DEFLATE_QUICK_H
#define LP_FORMATS_DEFLATE_QUICK_H

#define ZLIB_CONST
#include <zlib.h>

#include "base/source.h"
#include "formats/ratio.h"

/*
 * Unpacks what is beyond doubt, quickly; everything else is left to zlib,
 * which says what is valid.
 *
 * ISA-L is more than twice as fast as zlib, but takes some sets of codes that
 * zlib refuses. So it is given one block at a time, once the head of that has
 * been read here. At the first doubt (a head that is wrong or unusual, a fault
 * in a block, an end that comes too early, a ratio near its limit) zlib goes
 * on from where all was well, and decides.
 */
struct lp_quick;

enum lp_quick_state {
    LP_QUICK_FULL,  /* the room is */
    LP_QUICK_ENDED, /* the stream; the feed stands behind its last byte */
    LP_QUICK_LEFT,  /* to zlib: lp_quick_hand_over */
};

/* `ratio` is borrowed; its `in` is kept here. Its `out` must be that of the
 * rooms before the present one. */
LP_MUST_USE enum lp_code
lp_quick_new(struct lp_quick **out, struct lp_ratio *ratio, struct lp_err *err);
void lp_quick_free(struct lp_quick *q); /* NULL is nothing */
void lp_quick_again(struct lp_quick *q);

/* Fill `to` from the stream at the head of `from`. */
LP_MUST_USE enum lp_code lp_quick_run(struct lp_quick *q, struct lp_feed *from,
                                      struct lp_room *to,
                                      enum lp_quick_state *state,
                                      struct lp_err *err);

/* Keep what is needed of `room`, behind which another one will be used. */
void lp_quick_turn(struct lp_quick *q, const struct lp_room *room);

/* After LP_QUICK_LEFT: bring `z`, fresh and for raw deflate, to where `from`
 * and `room` stand. */
LP_MUST_USE enum lp_code lp_quick_hand_over(struct lp_quick *q,
                                            struct lp_feed *from,
                                            const struct lp_room *room,
                                            z_stream *z, struct lp_err *err);

#endif
