#ifndef LP_CRYPTO_GRAM_H
#define LP_CRYPTO_GRAM_H

#include <string.h>

#include "base/slice.h"

/*
 * What near-v1 and part-v1 have in common: the hash of a gram, which is a run
 * of `n` code points c[0] .. c[n-1],
 *
 *     mix(c[0] * B^(n-1) + c[1] * B^(n-2) + ... + c[n-1]),
 *
 * with all arithmetic modulo 2^64. It is given for every gram of a text, and a
 * text may come in pieces.
 */
#define LP_GRAM_BASE UINT64_C(0x9e3779b97f4a7c15)

/* The lengths of grams that there are: near-v1, part-v1. */
#define LP_GRAM_SHORT 9
#define LP_GRAM_LONG 30

/* So many code points are taken at a time. */
#define LP_GRAM_BLOCK 512

/* The finaliser of MurmurHash3 for 64 bits: a permutation. */
static inline uint64_t
lp_gram_mix(uint64_t h)
{
    h = (h ^ (h >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    h = (h ^ (h >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return h ^ (h >> 33);
}

/* Take one code point from the front of `n` bytes, of which there is one at
 * least; how many bytes it took. */
static inline size_t
lp_gram_one(uint32_t *to, const uint8_t *p, size_t n)
{
    uint32_t c = *p;
    size_t width =
        1 + (size_t)(c >= 0xc0) + (size_t)(c >= 0xe0) + (size_t)(c >= 0xf0);

    if (width == 2 && n >= 2) {
        *to = (c & 0x1fU) << 6 | (p[1] & 0x3fU);
        return 2;
    }
    width = width < n ? width : n;
    if (width > 1) {
        c &= 0x7fU >> width;
        for (size_t i = 1; i < width; i++) {
            c = c << 6 | (p[i] & 0x3fU);
        }
    }
    *to = c;
    return width;
}

/*
 * Take up to `max` code points from the front of well-formed UTF-8. Of bytes
 * that are no UTF-8 the numbers mean nothing, but all of them are taken, and
 * none beyond them is read.
 */
static inline size_t
lp_gram_take(uint32_t *to, size_t max, struct lp_slice *s)
{
    const uint8_t *p = s->data;
    size_t left = s->len;
    size_t n = 0;

    while (n < max && left > 0) {
        uint64_t ascii[2];
        size_t width;

        if (left >= sizeof ascii && max - n >= sizeof ascii) {
            memcpy(ascii, p, sizeof ascii);
            if (((ascii[0] | ascii[1]) & UINT64_C(0x8080808080808080)) == 0) {
                for (size_t i = 0; i < sizeof ascii; i++) {
                    to[n + i] = p[i];
                }
                n += sizeof ascii;
                p += sizeof ascii;
                left -= sizeof ascii;
                continue;
            }
        }
        width = lp_gram_one(to + n, p, left);
        n++;
        p += width;
        left -= width;
    }
    s->data = p;
    s->len = left;
    return n;
}

/* The characters of a text, block by block. `{0}` is a text before its
 * beginning. */
struct lp_grams {
    /* The last block, behind as many characters as stand before it, or zeros
     * where the text has not so many. */
    uint32_t c[LP_GRAM_LONG + LP_GRAM_BLOCK];
    size_t n;
};

/* Go on to the next block, from the front of `text`, which is not empty: how
 * many characters it has. */
static inline size_t
lp_grams_take(struct lp_grams *g, struct lp_slice *text)
{
    memmove(g->c, g->c + g->n, LP_GRAM_LONG * sizeof *g->c);
    g->n = lp_gram_take(g->c + LP_GRAM_LONG, LP_GRAM_BLOCK, text);
    return g->n;
}

/* Room for the keys of a block: they are made some at a time. */
#define LP_GRAM_KEYS (LP_GRAM_BLOCK + 8)

/* The keys of the grams of LP_GRAM_SHORT or LP_GRAM_LONG characters that end
 * with each character of the block: room for LP_GRAM_KEYS. */
void lp_gram_keys_short(uint64_t *key, const struct lp_grams *g);
void lp_gram_keys_long(uint64_t *key, const struct lp_grams *g);

/* The same by way number `way`, for tests: false if there is no such way, or
 * not on this machine. All give the same keys. */
bool lp_gram_keys_by(unsigned way, bool of_long, uint64_t *key,
                     const struct lp_grams *g);

#endif
