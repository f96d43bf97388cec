#include "formats/inflate.h"

#include <stdlib.h>

#include "formats/deflate_quick.h"
#include "formats/rule.h"

#define BLOCK_MIN ((size_t)4096)

/* A stream begins with the quick way. Where that is at a loss, zlib goes on to
 * the end of the stream. */
struct lp_inflate {
    struct lp_quick *quick;
    z_stream z;
    bool has_z;
    bool slow;
    bool ended;
    struct lp_ratio ratio;
    struct lp_block *block;
    size_t next_cap; /* 0 before the first block */
};

enum lp_code
lp_inflate_new(struct lp_inflate **out, const struct lp_limits *limits,
               struct lp_err *err)
{
    struct lp_inflate *i = calloc(1, sizeof *i);
    enum lp_code rc;

    if (i == NULL) {
        return lp_no_memory(err);
    }
    i->ratio.most = limits->ratio;
    i->ratio.grace = limits->ratio_grace;
    rc = lp_quick_new(&i->quick, &i->ratio, err);
    if (rc != LP_OK) {
        free(i);
        return rc;
    }
    *out = i;
    return LP_OK;
}

void
lp_inflate_free(struct lp_inflate *i)
{
    if (i != NULL) {
        if (i->has_z) {
            (void)inflateEnd(&i->z);
        }
        lp_quick_free(i->quick);
        lp_block_unref(i->block);
        free(i);
    }
}

void
lp_inflate_again(struct lp_inflate *i)
{
    lp_quick_again(i->quick);
    i->slow = false;
    i->ended = false;
}

/* Room to unpack into. It grows with the bytes seen, never with a size that
 * somebody claims: a short document gets a short block. */
static enum lp_code
ready_block(struct lp_inflate *i, struct lp_err *err)
{
    /* Blocks grow with what came out, never with the pieces that go in: the
     * ratio is looked at once a block, and where must not depend on them. */
    if (i->next_cap == 0) {
        i->next_cap = BLOCK_MIN;
    }
    if (i->block != NULL && i->block->cap >= i->next_cap &&
        lp_block_alone(i->block)) {
        return LP_OK;
    }
    lp_block_unref(i->block);
    i->block = lp_block_new(i->next_cap);
    return i->block == NULL ? lp_no_memory(err) : LP_OK;
}

static enum lp_code
spend(struct lp_inflate *i, const struct lp_feed *from, size_t made,
      struct lp_err *err)
{
    i->ratio.out += made;
    if (!lp_ratio_holds(&i->ratio, i->ratio.out, i->ratio.in)) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_RATIO, from->at,
                          "unpacks to more than %llu times its size",
                          (unsigned long long)i->ratio.most);
    }
    return LP_OK;
}

static enum lp_code
broken(const struct lp_inflate *i, int status, const struct lp_feed *from,
       struct lp_err *err)
{
    switch (status) {
    case Z_DATA_ERROR:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_DEFLATE, from->at,
                          "the compressed data is broken: %s",
                          i->z.msg == NULL ? "bad data" : i->z.msg);
    case Z_MEM_ERROR:
        return lp_no_memory(err);
    case Z_OK:
    case Z_BUF_ERROR:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, from->at,
                          "the compressed data ends too early");
    default:
        return lp_fail(err, LP_E_ENGINE, "zlib failed (%d)", status);
    }
}

/* Hand zlib what the feed shows. Z_FINISH only tells it not to keep a window
 * when the stream ends in this call; it may be followed by further calls. */
static enum lp_code
step(struct lp_inflate *i, struct lp_feed *from, int *status, bool *dry,
     struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc = lp_feed_peek(from, &p, err);

    if (rc != LP_OK) {
        return rc;
    }
    p.bytes = lp_slice_head(p.bytes, (size_t)1 << 30);
    i->z.next_in = p.bytes.data;
    i->z.avail_in = (uInt)p.bytes.len;
    *status = inflate(&i->z, Z_FINISH);
    lp_feed_took(from, p.bytes.len - i->z.avail_in);
    i->ratio.in += p.bytes.len - i->z.avail_in;
    *dry = p.bytes.len == 0;
    return LP_OK;
}

/* Fill the room by way of zlib. */
static enum lp_code
fill_slowly(struct lp_inflate *i, struct lp_feed *from, struct lp_room *room,
            int *status, struct lp_err *err)
{
    bool dry = false;
    enum lp_code rc = LP_OK;

    i->z.next_out = room->data + room->made;
    i->z.avail_out = (uInt)(room->cap - room->made);
    do {
        LP_TRY(step(i, from, status, &dry, err));
    } while ((*status == Z_OK || *status == Z_BUF_ERROR) && !dry &&
             i->z.avail_out > 0);
    room->made = room->cap - i->z.avail_out;
    i->ended = *status == Z_STREAM_END;

done:
    return rc;
}

static enum lp_code
turn_slow(struct lp_inflate *i, struct lp_feed *from,
          const struct lp_room *room, struct lp_err *err)
{
    /* Negative window bits: no zlib or gzip frame around the data. */
    int status =
        i->has_z ? inflateReset(&i->z) : inflateInit2(&i->z, -MAX_WBITS);

    if (status == Z_MEM_ERROR) {
        return lp_no_memory(err);
    }
    if (status != Z_OK) {
        return lp_fail(err, LP_E_ENGINE, "zlib cannot start");
    }
    i->has_z = true;
    i->slow = true;
    return lp_quick_hand_over(i->quick, from, room, &i->z, err);
}

static enum lp_code
fill(struct lp_inflate *i, struct lp_feed *from, struct lp_room *room,
     int *status, struct lp_err *err)
{
    enum lp_quick_state state;
    enum lp_code rc = LP_OK;

    if (!i->slow) {
        LP_TRY(lp_quick_run(i->quick, from, room, &state, err));
        i->ended = state == LP_QUICK_ENDED;
        if (state != LP_QUICK_LEFT) {
            lp_quick_turn(i->quick, room);
            return LP_OK;
        }
        LP_TRY(turn_slow(i, from, room, err));
    }
    LP_TRY(fill_slowly(i, from, room, status, err));

done:
    return rc;
}

enum lp_code
lp_inflate_pull(struct lp_inflate *i, struct lp_feed *from,
                struct lp_piece *out, struct lp_err *err)
{
    struct lp_piece p;
    struct lp_room room;
    int status = Z_OK;
    enum lp_code rc;

    *out = (struct lp_piece){0};
    if (i->ended) {
        return LP_OK;
    }
    LP_TRY(lp_feed_peek(from, &p, err));
    LP_TRY(ready_block(i, err));
    room = (struct lp_room){i->block->data, i->block->cap, 0};
    LP_TRY(fill(i, from, &room, &status, err));
    if (room.made == room.cap && i->next_cap < LP_BLOCK_SIZE) {
        i->next_cap =
            i->next_cap * 2 < LP_BLOCK_SIZE ? i->next_cap * 2 : LP_BLOCK_SIZE;
    }
    LP_TRY(spend(i, from, room.made, err));
    if (room.made > 0) {
        /* A fault that follows these bytes shows itself again in the next
         * call: zlib stays in its broken state and a feed at its end. */
        *out = (struct lp_piece){{i->block->data, room.made}, i->block};
    } else if (!i->ended) {
        rc = broken(i, status, from, err);
    }

done:
    return rc;
}
