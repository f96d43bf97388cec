#include "formats/deflate_quick.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>

#include "formats/deflate_head.h"

#define WINDOW ((size_t)32 * 1024)
#define PIECE_MAX ((size_t)1 << 30)
/* ISA-L unpacks up to twice a window, and a match, beyond the room it gets. */
#define AHEAD ((uint64_t)128 * 1024)
/* To begin a block costs ISA-L more than zlib. It pays back in blocks that are
 * not very short; a stream of these is left to zlib. */
#define BLOCKS_SEEN 64
#define BLOCK_SHORT 4096

enum place { AT_HEAD, IN_STORED, IN_CODED, AT_END };

struct lp_quick {
    struct lp_ratio *ratio;
    enum place place;
    /* The bytes of a head that were taken from the feed. `skip` bits of the
     * first belong to the block before. */
    uint8_t head[LP_DEFLATE_HEAD_MAX];
    size_t head_len;
    unsigned skip;
    struct lp_deflate_head block;
    size_t left;   /* of a stored block */
    uint64_t held; /* bits that ISA-L took and has not used ... */
    size_t bits;   /* ... and how many these are */
    uint64_t blocks;
    uint64_t began; /* what had come out before this stream */
    /* What came out last, up to `seen` bytes of the present room. */
    uint8_t window[WINDOW];
    size_t window_len;
    size_t seen;
    struct inflate_state isal;
};

enum lp_code
lp_quick_new(struct lp_quick **out, struct lp_ratio *ratio, struct lp_err *err)
{
    struct lp_quick *q = malloc(sizeof *q);

    if (q == NULL) {
        return lp_no_memory(err);
    }
    /* The large tables are written before they are read. */
    q->ratio = ratio;
    lp_quick_again(q);
    *out = q;
    return LP_OK;
}

void
lp_quick_free(struct lp_quick *q)
{
    free(q);
}

void
lp_quick_again(struct lp_quick *q)
{
    q->place = AT_HEAD;
    q->head_len = 0;
    q->skip = 0;
    q->block = (struct lp_deflate_head){0};
    q->left = 0;
    q->held = 0;
    q->bits = 0;
    q->blocks = 0;
    q->began = q->ratio->out;
    q->window_len = 0;
    q->seen = 0;
}

static void
took(struct lp_quick *q, struct lp_feed *from, size_t n)
{
    lp_feed_took(from, n);
    q->ratio->in += n;
}

/* The first `n` of the whole bytes among the bits that ISA-L holds. */
static void
give_back(struct lp_quick *q, struct lp_feed *from, size_t n)
{
    uint8_t bytes[8];

    for (size_t i = 0; i < n; i++) {
        bytes[i] = (uint8_t)(q->held >> (q->bits % 8 + 8 * i));
    }
    lp_feed_back(from, (struct lp_slice){bytes, n});
    q->ratio->in -= n;
}

/* Note what ISA-L holds: with this, all that came out before, and the head of
 * the block, zlib could go on. */
static void
note_bits(struct lp_quick *q)
{
    q->held = q->isal.read_in;
    q->bits = q->isal.read_in_length > 0 ? (size_t)q->isal.read_in_length : 0;
}

/* Add what is new in `room` to the window. */
static void
remember(struct lp_quick *q, const struct lp_room *room)
{
    struct lp_slice fresh = {room->data + q->seen, room->made - q->seen};
    size_t keep;

    fresh = lp_slice_from(fresh, fresh.len > WINDOW ? fresh.len - WINDOW : 0);
    keep =
        q->window_len < WINDOW - fresh.len ? q->window_len : WINDOW - fresh.len;
    memmove(q->window, q->window + q->window_len - keep, keep);
    if (fresh.len > 0) {
        memcpy(q->window + keep, fresh.data, fresh.len);
    }
    q->window_len = keep + fresh.len;
    q->seen = room->made;
}

void
lp_quick_turn(struct lp_quick *q, const struct lp_room *room)
{
    remember(q, room);
    q->seen = 0;
}

/* Whether the ratio will hold for all that may come out before it is asked
 * for again. ISA-L runs ahead of the room, so what it took by now does not
 * belong to what has been given; zlib can say exactly. */
static bool
ratio_is_far(const struct lp_quick *q, const struct lp_room *to)
{
    return lp_ratio_holds(q->ratio, q->ratio->out + to->cap + AHEAD,
                          q->ratio->in - q->bits / 8);
}

static size_t
ahead(const struct lp_quick *q)
{
    return (size_t)(q->isal.tmp_out_valid - q->isal.tmp_out_processed);
}

/* Take from ISA-L what it has unpacked ahead, and leave it the window. It is to
 * have nothing ahead when it goes on: so the place where it stands in the
 * input is that of what has come out. */
static void
drain(struct lp_quick *q, struct lp_room *to)
{
    uint8_t *all = q->isal.tmp_out_buffer;
    size_t n = ahead(q);

    n = n < to->cap - to->made ? n : to->cap - to->made;
    memcpy(to->data + to->made, all + q->isal.tmp_out_processed, n);
    q->isal.tmp_out_processed += (int32_t)n;
    to->made += n;
    if (ahead(q) == 0 && q->isal.tmp_out_valid > (int32_t)WINDOW) {
        memmove(all, all + q->isal.tmp_out_valid - WINDOW, WINDOW);
        q->isal.tmp_out_valid = (int32_t)WINDOW;
        q->isal.tmp_out_processed = (int32_t)WINDOW;
    }
}

static bool
block_is_done(const struct lp_quick *q)
{
    return q->isal.block_state == ISAL_BLOCK_INPUT_DONE ||
           q->isal.block_state == ISAL_BLOCK_FINISH;
}

/* Let ISA-L go on with `in`. What it wrote counts only if all was well. */
static bool
go_on(struct lp_quick *q, struct lp_slice in, struct lp_room *to)
{
    in = lp_slice_head(in, PIECE_MAX);
    q->isal.next_in = (uint8_t *)(uintptr_t)in.data;
    q->isal.avail_in = (uint32_t)in.len;
    q->isal.next_out = to->data + to->made;
    q->isal.avail_out = (uint32_t)(to->cap - to->made);
    if (isal_inflate(&q->isal) != ISAL_DECOMP_OK) {
        return false;
    }
    to->made = to->cap - q->isal.avail_out;
    return true;
}

/* ISA-L used `n` bytes of what the feed shows. Of a block that is done the
 * bits of a last byte remain with it, and the bytes after that go back. */
static void
settle(struct lp_quick *q, struct lp_feed *from, size_t n)
{
    size_t whole;

    note_bits(q);
    if (!block_is_done(q)) {
        took(q, from, n);
        return;
    }
    whole = q->bits / 8;
    if (whole <= n) {
        took(q, from, n - whole);
    } else {
        give_back(q, from, whole - n);
    }
    q->bits %= 8;
}

static void
begin_head(struct lp_quick *q)
{
    q->place = q->block.final ? AT_END : AT_HEAD;
    q->head_len = q->bits > 0;
    q->skip = q->bits > 0 ? 8 - (unsigned)q->bits : 0;
    q->head[0] = (uint8_t)(q->held << q->skip);
    q->bits = 0;
}

static void
prepare(struct lp_quick *q, const struct lp_room *to)
{
    isal_inflate_init(&q->isal);
    if (to->made >= WINDOW) {
        (void)isal_inflate_set_dict(&q->isal, to->data + to->made - WINDOW,
                                    WINDOW);
    } else {
        remember(q, to);
        (void)isal_inflate_set_dict(&q->isal, q->window,
                                    (uint32_t)q->window_len);
    }
    /* ISA-L stops only at the end of a stream. So each block is the last one
     * to it: that is the first bit of a head. */
    q->isal.read_in = (uint64_t)q->head[0] >> q->skip | 1;
    q->isal.read_in_length = 8 - (int32_t)q->skip;
}

/* Begin a block of codes whose head is q->head, of which the part after
 * q->head_len is still in the feed, that shows `p`. */
static bool
begin_coded(struct lp_quick *q, struct lp_feed *from, struct lp_slice p,
            struct lp_room *to)
{
    size_t len = (q->block.bits + 7) / 8;
    size_t used = len - q->head_len;

    prepare(q, to);
    if (q->head_len > 1) {
        if (!go_on(q, (struct lp_slice){q->head + 1, len - 1}, to) ||
            q->isal.avail_in != 0) {
            return false;
        }
    } else {
        p = lp_slice_from(p, 1 - q->head_len);
        if (!go_on(q, p, to)) {
            return false;
        }
        used = (size_t)(q->isal.next_in - p.data) + 1 - q->head_len;
    }
    if (q->isal.block_state == ISAL_BLOCK_NEW_HDR ||
        q->isal.block_state == ISAL_BLOCK_HDR) {
        return false;
    }
    q->place = IN_CODED;
    q->head_len = len;
    q->blocks++;
    settle(q, from, used);
    return true;
}

/*
 * Each step goes some way in its place. One that cannot clears `*sure` and
 * leaves all as it was: zlib goes on from there.
 */

static enum lp_code
step_head(struct lp_quick *q, struct lp_feed *from, struct lp_room *to,
          bool *sure, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_deflate_seen seen;
    size_t made = to->made;
    size_t n;
    enum lp_code rc = lp_feed_peek(from, &p, err);

    if (rc != LP_OK) {
        return rc;
    }
    n = lp_slice_head(p.bytes, sizeof q->head - q->head_len).len;
    *sure = n > 0 &&
            (q->blocks < BLOCKS_SEEN ||
             q->ratio->out + to->made - q->began >= q->blocks * BLOCK_SHORT);
    if (!*sure) {
        return LP_OK;
    }
    memcpy(q->head + q->head_len, p.bytes.data, n);
    seen = lp_deflate_head(
        &q->block, (struct lp_slice){q->head, q->head_len + n}, q->skip);
    if (seen == LP_DEFLATE_SHORT) {
        took(q, from, n);
        q->head_len += n;
    } else if (seen == LP_DEFLATE_DOUBT) {
        *sure = false;
    } else if (q->block.type == LP_DEFLATE_STORED) {
        took(q, from, q->block.bits / 8 - q->head_len);
        q->left = q->block.length;
        q->place = IN_STORED;
    } else {
        *sure = begin_coded(q, from, p.bytes, to);
        to->made = *sure ? to->made : made;
    }
    return LP_OK;
}

static enum lp_code
step_stored(struct lp_quick *q, struct lp_feed *from, struct lp_room *to,
            bool *sure, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc = LP_OK;

    if (q->left == 0) {
        begin_head(q);
        return LP_OK;
    }
    LP_TRY(lp_feed_peek(from, &p, err));
    p.bytes = lp_slice_head(p.bytes, to->cap - to->made);
    p.bytes = lp_slice_head(p.bytes, q->left);
    *sure = p.bytes.len > 0;
    if (*sure) {
        memcpy(to->data + to->made, p.bytes.data, p.bytes.len);
        to->made += p.bytes.len;
        q->left -= p.bytes.len;
        took(q, from, p.bytes.len);
    }

done:
    return rc;
}

static enum lp_code
step_coded(struct lp_quick *q, struct lp_feed *from, struct lp_room *to,
           bool *sure, struct lp_err *err)
{
    size_t made;
    struct lp_piece p;
    enum lp_code rc = LP_OK;

    /* It goes on only from here, where the ratio was looked at. */
    if (ahead(q) > 0) {
        drain(q, to);
        return LP_OK;
    }
    LP_TRY(lp_feed_peek(from, &p, err));
    made = to->made;
    *sure = p.bytes.len > 0 && go_on(q, p.bytes, to);
    if (*sure) {
        size_t used = (size_t)(q->isal.next_in - p.bytes.data);

        settle(q, from, used);
        *sure = used > 0 || to->made > made || ahead(q) > 0 || block_is_done(q);
    }

done:
    return rc;
}

enum lp_code
lp_quick_run(struct lp_quick *q, struct lp_feed *from, struct lp_room *to,
             enum lp_quick_state *state, struct lp_err *err)
{
    bool sure = true;
    enum lp_code rc = LP_OK;

    while (rc == LP_OK && sure && q->place != AT_END && to->made < to->cap) {
        /* Ahead of the room it may be over the limit only if it was before
         * that was unpacked. */
        sure = (q->place == IN_CODED && ahead(q) > 0) || ratio_is_far(q, to);
        if (!sure) {
            break;
        }
        switch (q->place) {
        case AT_HEAD:
            rc = step_head(q, from, to, &sure, err);
            break;
        case IN_STORED:
            rc = step_stored(q, from, to, &sure, err);
            break;
        default:
            rc = step_coded(q, from, to, &sure, err);
            break;
        }
        /* Nothing of a block that is done must be left to zlib: what is held
         * is of the next head. */
        if (q->place == IN_CODED && ahead(q) == 0 && block_is_done(q)) {
            begin_head(q);
        }
    }
    *state = !sure                ? LP_QUICK_LEFT
             : q->place == AT_END ? LP_QUICK_ENDED
                                  : LP_QUICK_FULL;
    return rc;
}

/* Show zlib a head, or what there is of it. It stops behind it. */
static bool
show_head(z_stream *z, const uint8_t *head, size_t len, unsigned skip)
{
    int status;

    if (skip > 0) {
        if (inflatePrime(z, 8 - (int)skip, head[0] >> skip) != Z_OK) {
            return false;
        }
        head++;
        len--;
    }
    z->next_in = head;
    z->avail_in = (uInt)len;
    z->avail_out = 0;
    status = inflate(z, Z_TREES);
    return z->avail_in == 0 && status != Z_MEM_ERROR &&
           status != Z_STREAM_ERROR;
}

enum lp_code
lp_quick_hand_over(struct lp_quick *q, struct lp_feed *from,
                   const struct lp_room *room, z_stream *z, struct lp_err *err)
{
    uint8_t stored[5] = {q->block.final};
    bool well;

    remember(q, room);
    z->next_out = room->data + room->made;
    well = inflateSetDictionary(z, q->window, (uInt)q->window_len) == Z_OK;
    if (well && q->place == IN_STORED) {
        /* As if a block began that holds what is left of this one. */
        lp_put_le16(stored + 1, (uint16_t)q->left);
        lp_put_le16(stored + 3, (uint16_t)~q->left);
        well = show_head(z, stored, sizeof stored, 0);
    } else if (well) {
        well = show_head(z, q->head, q->head_len, q->skip);
    }
    if (well && q->place == IN_CODED) {
        /* Instead of the bits after the head, those at hand. */
        well =
            inflatePrime(z, -1, 0) == Z_OK &&
            inflatePrime(z, (int)(q->bits % 8), (int)(q->held & 0xff)) == Z_OK;
        give_back(q, from, q->bits / 8);
        q->bits = 0;
    }
    return well ? LP_OK
                : lp_fail(err, LP_E_ENGINE, "zlib cannot go on for ISA-L");
}
