#include "crypto/gram.h"

#define BASE_2 UINT64_C(0xdf442d22ce4859b9)
#define BASE_4 UINT64_C(0xd94363fc538227b1)
#define BASE_8 UINT64_C(0x06d4b2611beb6861)

/* So many grams are hashed side by side; the compiler makes of that what the
 * processor has. */
#define WIDE 8
typedef uint64_t wide __attribute__((vector_size(8 * WIDE)));
typedef uint32_t narrow __attribute__((vector_size(4 * WIDE)));

/* So many at a time, so that what is in between stays in the nearest cache. */
#define BLOCK 256

/* Room for the longest gram before them, and for a whole vector behind. */
#define ROOM (BLOCK + LP_GRAM_LONG + 2 * WIDE)

/* Hashes of the runs of 1, 2, 4 and 8 characters that begin at each place. */
struct runs {
    uint64_t one[ROOM];
    uint64_t two[ROOM];
    uint64_t four[ROOM];
    uint64_t eight[ROOM];
};

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* to[i] = from[i] * base + from[i + step]: runs of twice the length. */
ALWAYS_INLINE void
twice(uint64_t *to, const uint64_t *from, size_t step, uint64_t base, size_t n)
{
    for (size_t i = 0; i < n; i += WIDE) {
        wide a;
        wide b;

        memcpy(&a, from + i, sizeof a);
        memcpy(&b, from + i + step, sizeof b);
        a = a * base + b;
        memcpy(to + i, &a, sizeof a);
    }
}

ALWAYS_INLINE void
widen(uint64_t *to, const uint32_t *c, size_t n)
{
    size_t i = 0;

    for (; i + WIDE <= n; i += WIDE) {
        narrow a;
        wide b;

        memcpy(&a, c + i, sizeof a);
        b = __builtin_convertvector(a, wide);
        memcpy(to + i, &b, sizeof b);
    }
    for (; i < n; i++) {
        to[i] = c[i];
    }
}

/* h = h * base + more[0..], and in the end the mix of it. */
ALWAYS_INLINE void
append(wide *h, uint64_t base, const uint64_t *more)
{
    wide b;

    memcpy(&b, more, sizeof b);
    *h = *h * base + b;
}

ALWAYS_INLINE void
mix(uint64_t *key, const wide *hash)
{
    wide h = *hash;

    h = (h ^ (h >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    h = (h ^ (h >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    h = h ^ (h >> 33);
    memcpy(key, &h, sizeof h);
}

/* Both lengths are runs of lengths that are powers of two, in a row: 8 + 1, and
 * 8 + 8 + 8 + 4 + 2. What is made of the room behind the last character goes
 * into no key. */
ALWAYS_INLINE void
block(struct runs *r, uint64_t *key, const uint32_t *c, size_t n,
      unsigned length)
{
    size_t all = n + length - 1;

    widen(r->one, c - (length - 1), all);
    twice(r->two, r->one, 1, LP_GRAM_BASE, all);
    twice(r->four, r->two, 2, BASE_2, all);
    if (length == LP_GRAM_LONG) {
        twice(r->eight, r->four, 4, BASE_4, all);
    }
    for (size_t i = 0; i < n; i += WIDE) {
        wide h;

        if (length == LP_GRAM_LONG) {
            memcpy(&h, r->eight + i, sizeof h);
            append(&h, BASE_8, r->eight + i + 8);
            append(&h, BASE_8, r->eight + i + 16);
            append(&h, BASE_4, r->four + i + 24);
            append(&h, BASE_2, r->two + i + 28);
        } else {
            memcpy(&h, r->four + i, sizeof h);
            append(&h, BASE_4, r->four + i + 4);
            append(&h, LP_GRAM_BASE, r->one + i + 8);
        }
        mix(key + i, &h);
    }
}

ALWAYS_INLINE void
keys(uint64_t *key, const struct lp_grams *g, unsigned length)
{
    const uint32_t *c = g->c + LP_GRAM_LONG;
    struct runs r;

    for (size_t at = 0; at < g->n; at += BLOCK) {
        block(&r, key + at, c + at, g->n - at < BLOCK ? g->n - at : BLOCK,
              length);
    }
}

typedef void keys_way(uint64_t *key, const struct lp_grams *g);

/* One way to hash grams of both lengths. */
/* NOLINTBEGIN(bugprone-macro-parentheses): attributes take none */
#define WAY(name, attributes)                                     \
    attributes static void name##_short(uint64_t *key,            \
                                        const struct lp_grams *g) \
    {                                                             \
        keys(key, g, LP_GRAM_SHORT);                              \
    }                                                             \
    attributes static void name##_long(uint64_t *key,             \
                                       const struct lp_grams *g)  \
    {                                                             \
        keys(key, g, LP_GRAM_LONG);                               \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

WAY(plain, )
#if defined __x86_64__
WAY(avx2, __attribute__((target("avx2"))))
WAY(avx512, __attribute__((target("avx512f,avx512dq"))))
#endif

/* The widest first. */
static keys_way *const ways[][2] = {
#if defined __x86_64__
    {avx512_short, avx512_long},
    {avx2_short, avx2_long},
#endif
    {plain_short, plain_long},
};

static bool
works(unsigned way)
{
#if defined __x86_64__
    return way == 0   ? __builtin_cpu_supports("avx512dq") != 0
           : way == 1 ? __builtin_cpu_supports("avx2") != 0
                      : true;
#else
    (void)way;
    return true;
#endif
}

static unsigned
best(void)
{
    unsigned way = 0;

    while (!works(way)) {
        way++;
    }
    return way;
}

void
lp_gram_keys_short(uint64_t *key, const struct lp_grams *g)
{
    ways[best()][0](key, g);
}

void
lp_gram_keys_long(uint64_t *key, const struct lp_grams *g)
{
    ways[best()][1](key, g);
}

bool
lp_gram_keys_by(unsigned way, bool of_long, uint64_t *key,
                const struct lp_grams *g)
{
    if (way >= sizeof ways / sizeof ways[0] || !works(way)) {
        return false;
    }
    ways[way][of_long](key, g);
    return true;
}
