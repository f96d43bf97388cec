#ifndef LP_TESTS_UNIT_DEFLATE_MADE_H
#define LP_TESTS_UNIT_DEFLATE_MADE_H

#include <isa-l/igzip_lib.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"

/* Streams of deflate, whole and broken, drawn from a seed. */

static inline uint32_t
draw(uint64_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 20) % below;
}

/* Text, noise, runs, or all of them, of up to `most` bytes; or one run that may
 * be longer. */
static inline void
made_content(struct lp_buf *to, uint64_t *seed, uint32_t most)
{
    uint32_t kind = draw(seed, 5);
    uint32_t left =
        1 + draw(seed, kind == 1 && most < 10000 ? 60 * most : most);

    while (left > 0) {
        /* A long run packs as tightly as can be. */
        uint32_t n = 1 + draw(seed, left < 300 || kind == 1 ? left : 300);
        uint32_t how = kind == 4 ? draw(seed, 4) : kind;
        uint8_t run = (uint8_t)draw(seed, 256);

        left -= n;
        for (; n > 0; n--) {
            lp_buf_byte(to, how == 0   ? (uint8_t)draw(seed, 256)
                            : how == 1 ? run
                            : how == 2
                                ? (uint8_t) "etaoin shrdlu"[draw(seed, 13)]
                                : (uint8_t)(draw(seed, 8) == 0 ? draw(seed, 256)
                                                               : 'a' + n % 16));
        }
    }
}

static inline void
made_by_zlib(struct lp_buf *to, uint64_t *seed, struct lp_slice text,
             bool whole)
{
    static const int strategies[] = {Z_DEFAULT_STRATEGY, Z_FILTERED, Z_RLE,
                                     Z_HUFFMAN_ONLY, Z_FIXED};
    static const int flushes[] = {Z_NO_FLUSH,   Z_NO_FLUSH,   Z_PARTIAL_FLUSH,
                                  Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_BLOCK};
    z_stream z = {0};
    size_t bound = text.len + text.len / 4 + 65536;
    uint32_t often = draw(seed, 3);

    if (deflateInit2(&z, (int)draw(seed, 10), Z_DEFLATED,
                     -9 - (int)draw(seed, 7), 1 + (int)draw(seed, 9),
                     strategies[draw(seed, 5)]) != Z_OK) {
        abort();
    }
    z.next_out = lp_buf_room(to, bound);
    z.avail_out = (uInt)bound;
    while (text.len > 0) {
        size_t n = often == 0 ? text.len : 1 + draw(seed, 20000);
        struct lp_slice part = lp_slice_head(text, n);

        text = lp_slice_from(text, n);
        z.next_in = (Bytef *)(uintptr_t)part.data;
        z.avail_in = (uInt)part.len;
        (void)deflate(&z, flushes[draw(seed, 6)]);
    }
    (void)deflate(&z, whole ? Z_FINISH : Z_SYNC_FLUSH);
    to->len += bound - z.avail_out;
    (void)deflateEnd(&z);
}

static inline void
made_by_isal(struct lp_buf *to, uint64_t *seed, struct lp_slice text)
{
    static struct isal_zstream z;
    static uint8_t level[ISAL_DEF_LVL3_DEFAULT];
    size_t bound = text.len + text.len / 4 + 65536;

    isal_deflate_init(&z);
    z.level = draw(seed, 4);
    z.level_buf = level;
    z.level_buf_size = sizeof level;
    z.end_of_stream = 1;
    z.next_in = (uint8_t *)(uintptr_t)text.data;
    z.avail_in = (uint32_t)text.len;
    z.next_out = lp_buf_room(to, bound);
    z.avail_out = (uint32_t)bound;
    (void)isal_deflate(&z);
    to->len += bound - z.avail_out;
}

struct made_bits {
    struct lp_buf *to;
    uint32_t held;
    unsigned n;
};

static inline void
put_bits(struct made_bits *b, uint32_t v, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        b->held |= (v >> i & 1) << b->n++;
        if (b->n == 8) {
            lp_buf_byte(b->to, (uint8_t)b->held);
            b->held = 0;
            b->n = 0;
        }
    }
}

/* Lengths of a complete set for `used` of `n` symbols: a leaf is split until
 * there are enough. */
static inline void
made_lengths(uint64_t *seed, uint8_t *lengths, unsigned n, unsigned used,
             unsigned longest)
{
    uint8_t leaf[320] = {0};
    unsigned have = 1;

    memset(lengths, 0, n);
    while (have < used) {
        unsigned i = draw(seed, have);

        if (leaf[i] < longest) {
            leaf[i]++;
            leaf[have++] = leaf[i];
        }
    }
    for (unsigned i = 0; i < have; i++) {
        unsigned at = draw(seed, n);

        while (lengths[at] != 0) {
            at = (at + 1) % n;
        }
        lengths[at] = leaf[i];
    }
}

/* Take from, or add to, a set, so that it is no longer complete. */
static inline void
made_wrong(uint64_t *seed, uint8_t *lengths, unsigned n, unsigned longest)
{
    unsigned at = draw(seed, n);

    lengths[at] = (uint8_t)(lengths[at] == 0 || draw(seed, 2) == 0
                                ? draw(seed, longest + 1)
                                : lengths[at] % longest + 1);
}

static inline unsigned
made_code(const uint8_t *lengths, unsigned symbol)
{
    unsigned code = 0;

    for (unsigned len = 1; len <= lengths[symbol]; len++) {
        code <<= 1;
        for (unsigned i = 0; i < 19; i++) {
            code += lengths[i] == len && (len < lengths[symbol] || i < symbol);
        }
    }
    return code;
}

static inline void
put_order(struct made_bits *b, const uint8_t *orders, unsigned order)
{
    unsigned code = made_code(orders, order);

    for (unsigned i = orders[order]; i > 0; i--) {
        put_bits(b, code >> (i - 1) & 1, 1);
    }
}

/* The lengths of the codes, in runs where that is possible and drawn. */
static inline void
put_lengths(struct made_bits *b, uint64_t *seed, const uint8_t *orders,
            const uint8_t *all, unsigned n)
{
    for (unsigned i = 0; i < n;) {
        unsigned run = 1;

        while (i + run < n && all[i + run] == all[i] && run < 138) {
            run++;
        }
        if (all[i] == 0 && run >= 11 && draw(seed, 4) > 0) {
            put_order(b, orders, 18);
            put_bits(b, run - 11, 7);
            i += run;
        } else if (all[i] == 0 && run >= 3 && draw(seed, 4) > 0) {
            run = run < 10 ? run : 10;
            put_order(b, orders, 17);
            put_bits(b, run - 3, 3);
            i += run;
        } else if (i > 0 && all[i] == all[i - 1] && run >= 3 &&
                   draw(seed, 4) > 0) {
            run = run < 6 ? run : 6;
            put_order(b, orders, 16);
            put_bits(b, run - 3, 2);
            i += run;
        } else {
            put_order(b, orders, all[i]);
            i++;
        }
    }
    /* At times one too many. */
    if (draw(seed, 30) == 0) {
        put_order(b, orders, 16 + draw(seed, 3));
    }
}

/* A block with codes of its own, that may be wrong in one way, and a body of
 * noise. */
static inline void
made_by_hand(struct lp_buf *to, uint64_t *seed)
{
    static const uint8_t place[19] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                      11, 4,  12, 3, 13, 2, 14, 1, 15};
    struct made_bits b = {.to = to};
    unsigned literals = 257 + draw(seed, draw(seed, 9) == 0 ? 32 : 30);
    unsigned distances = 1 + draw(seed, draw(seed, 9) == 0 ? 32 : 30);
    unsigned used = draw(seed, distances + 1);
    uint8_t orders[19];
    uint8_t all[320];
    uint32_t wrong = draw(seed, 9);

    made_lengths(seed, orders, 19, 19, 7);
    made_lengths(seed, all, literals, 2 + draw(seed, literals - 1), 15);
    if (all[256] == 0 && draw(seed, 9) > 0) {
        unsigned i = 0;

        while (all[i] == 0) {
            i++;
        }
        all[256] = all[i];
        all[i] = 0;
    }
    memset(all + literals, 0, distances);
    if (used > 1) {
        made_lengths(seed, all + literals, distances, used, 15);
    } else if (used == 1) {
        all[literals + draw(seed, distances)] = (uint8_t)(1 + draw(seed, 2));
    }
    if (wrong == 0) {
        made_wrong(seed, all, literals, 15);
    } else if (wrong == 1) {
        made_wrong(seed, all + literals, distances, 15);
    }
    put_bits(&b, draw(seed, 2) | 2 << 1, 3);
    put_bits(&b, literals - 257, 5);
    put_bits(&b, distances - 1, 5);
    put_bits(&b, 15, 4);
    for (unsigned i = 0; i < 19; i++) {
        unsigned v = orders[place[i]];

        put_bits(&b, wrong == 2 && draw(seed, 19) == 0 ? v ^ 1 : v, 3);
    }
    put_lengths(&b, seed, orders, all, literals + distances);
    for (unsigned i = draw(seed, 2000); i > 0; i--) {
        put_bits(&b, draw(seed, 256), 8);
    }
    put_bits(&b, 0, 7);
}

/* Flip bits, cut, leave out, put in. */
static inline void
made_mutant(struct lp_buf *b, uint64_t *seed)
{
    for (unsigned i = 1 + draw(seed, 3); i > 0 && b->len > 0; i--) {
        /* Heads are where most can be wrong. */
        size_t at = draw(
            seed, draw(seed, 2) == 0 && b->len > 200 ? 200 : (uint32_t)b->len);

        switch (draw(seed, 5)) {
        case 0:
            b->len = at;
            break;
        case 1:
            memmove(b->data + at, b->data + at + 1, b->len - at - 1);
            b->len--;
            break;
        case 2:
            b->data[at] = (uint8_t)draw(seed, 256);
            break;
        default:
            b->data[at] ^= (uint8_t)(1U << draw(seed, 8));
            break;
        }
    }
}

/* The stream number `seed`. */
static inline void
made_stream(struct lp_buf *to, uint64_t *seed)
{
    struct lp_buf text = {0};
    uint32_t how = draw(seed, 8);

    made_content(&text, seed, draw(seed, 15) == 0 ? 400000 : 6000);
    if (how < 2) {
        made_by_hand(to, seed);
    } else if (how == 2) {
        made_by_isal(to, seed, lp_buf_slice(&text));
    } else {
        made_by_zlib(to, seed, lp_buf_slice(&text), how > 3);
    }
    if (how == 3) {
        made_by_hand(to, seed);
    }
    if (draw(seed, 3) > 0) {
        made_mutant(to, seed);
    }
    if (draw(seed, 4) == 0) {
        lp_buf_str(to, "and what follows");
    }
    if (lp_buf_check(to, NULL) != LP_OK) {
        abort();
    }
    lp_buf_release(&text);
}

#endif
