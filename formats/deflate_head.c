#include "formats/deflate_head.h"

#include <string.h>

#define LITERALS 286 /* 286 and 287 stand for nothing */
#define DISTANCES 30 /* nor do 30 and 31 */
#define END_OF_BLOCK 256
#define ORDERS 19
#define LONGEST 15 /* bits of a code */
#define LONGEST_ORDER 7

struct reader {
    const uint8_t *next;
    const uint8_t *end;
    uint64_t held;
    unsigned bits;
    size_t taken; /* bits */
    bool dry;
};

/* How the lengths of codes are written: a table from the next 7 bits to the
 * order and its own length. */
struct orders {
    uint8_t order[1 << LONGEST_ORDER];
    uint8_t length[1 << LONGEST_ORDER];
};

static void
fill(struct reader *r)
{
    while (r->bits <= 56 && r->next < r->end) {
        r->held |= (uint64_t)*r->next++ << r->bits;
        r->bits += 8;
    }
}

static void
drop(struct reader *r, unsigned n)
{
    if (n > r->bits) {
        r->dry = true;
        return;
    }
    r->held >>= n;
    r->bits -= n;
    r->taken += n;
}

/* The next `n` bits, at most 32. */
static uint32_t
take(struct reader *r, unsigned n)
{
    uint32_t v;

    if (r->bits < n) {
        fill(r);
    }
    v = (uint32_t)(r->held & (((uint64_t)1 << n) - 1));
    drop(r, n);
    return v;
}

/* Whether codes of these lengths fill all there is: the sum of 2^-length over
 * them is 1. Of none it is 0, and of a single one at most a half. */
static bool
complete(const uint8_t *lengths, size_t n, unsigned longest)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        sum += lengths[i] == 0 ? 0 : 1U << (longest - lengths[i]);
    }
    return sum == 1U << longest;
}

static unsigned
reversed(unsigned code, unsigned n)
{
    unsigned r = 0;

    for (unsigned i = 0; i < n; i++) {
        r |= (code >> i & 1) << (n - 1 - i);
    }
    return r;
}

/* Lay out the table of a complete set. Codes count upwards, by length and
 * then by what they stand for (3.2.2), and are sent from their first bit. */
static void
lay_out(struct orders *o, const uint8_t lengths[ORDERS])
{
    unsigned code = 0;

    for (unsigned n = 1; n <= LONGEST_ORDER; n++) {
        code <<= 1;
        for (unsigned i = 0; i < ORDERS; i++) {
            if (lengths[i] != n) {
                continue;
            }
            for (unsigned at = reversed(code, n); at < 1U << LONGEST_ORDER;
                 at += 1U << n) {
                o->order[at] = (uint8_t)i;
                o->length[at] = (uint8_t)n;
            }
            code++;
        }
    }
}

static enum lp_deflate_seen
read_orders(struct reader *r, struct orders *o, unsigned n)
{
    static const uint8_t place[ORDERS] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                          11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[ORDERS] = {0};

    for (unsigned i = 0; i < n; i++) {
        lengths[place[i]] = (uint8_t)take(r, 3);
    }
    if (r->dry) {
        return LP_DEFLATE_SHORT;
    }
    if (!complete(lengths, ORDERS, LONGEST_ORDER)) {
        return LP_DEFLATE_DOUBT;
    }
    lay_out(o, lengths);
    return LP_DEFLATE_SURE;
}

/* The lengths of `n` codes. A repetition may go over from the literals to the
 * distances, but not past the end. */
static enum lp_deflate_seen
read_lengths(struct reader *r, const struct orders *o, uint8_t *lengths,
             size_t n)
{
    size_t have = 0;

    while (have < n) {
        unsigned order;
        size_t times = 1;

        fill(r);
        order = o->order[r->held & ((1 << LONGEST_ORDER) - 1)];
        drop(r, o->length[r->held & ((1 << LONGEST_ORDER) - 1)]);
        if (order == 16) {
            times = 3 + take(r, 2);
        } else if (order == 17) {
            times = 3 + take(r, 3);
        } else if (order == 18) {
            times = 11 + take(r, 7);
        }
        if (r->dry) {
            return LP_DEFLATE_SHORT;
        }
        if (times > n - have || (order == 16 && have == 0)) {
            return LP_DEFLATE_DOUBT;
        }
        memset(lengths + have,
               order == 16  ? lengths[have - 1]
               : order > 16 ? 0
                            : (int)order,
               times);
        have += times;
    }
    return LP_DEFLATE_SURE;
}

static enum lp_deflate_seen
read_dynamic(struct reader *r)
{
    struct orders orders;
    uint8_t lengths[LITERALS + DISTANCES] = {0};
    unsigned literals = 257 + take(r, 5);
    unsigned distances = 1 + take(r, 5);
    unsigned n = 4 + take(r, 4);
    enum lp_deflate_seen seen;

    if (r->dry) {
        return LP_DEFLATE_SHORT;
    }
    if (literals > LITERALS || distances > DISTANCES) {
        return LP_DEFLATE_DOUBT;
    }
    seen = read_orders(r, &orders, n);
    if (seen == LP_DEFLATE_SURE) {
        seen = read_lengths(r, &orders, lengths, literals + distances);
    }
    if (seen != LP_DEFLATE_SURE) {
        return seen;
    }
    return lengths[END_OF_BLOCK] != 0 && complete(lengths, literals, LONGEST) &&
                   complete(lengths + literals, distances, LONGEST)
               ? LP_DEFLATE_SURE
               : LP_DEFLATE_DOUBT;
}

static enum lp_deflate_seen
read_stored(struct reader *r, uint16_t *length)
{
    uint32_t v;

    /* Up to the end of this byte, wherever the first one began. */
    (void)take(r, (unsigned)((8 - r->taken % 8) % 8));
    v = take(r, 32);
    if (r->dry) {
        return LP_DEFLATE_SHORT;
    }
    *length = (uint16_t)v;
    return (v & 0xffff) == (~v >> 16 & 0xffff) ? LP_DEFLATE_SURE
                                               : LP_DEFLATE_DOUBT;
}

enum lp_deflate_seen
lp_deflate_head(struct lp_deflate_head *out, struct lp_slice bytes,
                unsigned skip)
{
    struct reader r = {.next = bytes.data, .end = bytes.data + bytes.len};
    struct lp_deflate_head h = {0};
    enum lp_deflate_seen seen = LP_DEFLATE_SURE;
    unsigned type;

    (void)take(&r, skip);
    h.final = take(&r, 1) == 1;
    type = take(&r, 2);
    if (r.dry) {
        return LP_DEFLATE_SHORT;
    }
    switch (type) {
    case 0:
        h.type = LP_DEFLATE_STORED;
        seen = read_stored(&r, &h.length);
        break;
    case 1:
        h.type = LP_DEFLATE_FIXED;
        break;
    case 2:
        h.type = LP_DEFLATE_DYNAMIC;
        seen = read_dynamic(&r);
        break;
    default:
        return LP_DEFLATE_DOUBT;
    }
    if (seen == LP_DEFLATE_SURE) {
        h.bits = r.taken;
        *out = h;
    }
    return seen;
}
