#include "crypto/sha256_x86.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>

#include "crypto/sha256_round.h"

#define SHANI __attribute__((target("sha,sse4.1,ssse3")))

/* CPUID costs a microsecond where a hypervisor answers it: asked once. What
 * the compiler's own test of AVX says includes that the system saves these
 * registers. */
static unsigned
features(void)
{
    static atomic_uint known;
    const unsigned asked = 1U << 31;
    unsigned got = atomic_load_explicit(&known, memory_order_relaxed);
    unsigned a;
    unsigned b = 0;
    unsigned c;
    unsigned d;

    if (got != 0) {
        return got;
    }
    got = asked;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0 &&
        __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3")) {
        got |= LP_SHA256_SHANI;
    }
    if (__builtin_cpu_supports("avx2")) {
        got |= LP_SHA256_AVX2;
    }
    if (__builtin_cpu_supports("avx512f") &&
        __builtin_cpu_supports("avx512bw")) {
        got |= LP_SHA256_AVX512;
    }
    atomic_store_explicit(&known, got, memory_order_relaxed);
    return got;
}

bool
lp_sha256_can(unsigned needs)
{
    return (features() & needs) == needs;
}

/* The instructions want the state as (a b e f) and (c d g h), the first word
 * in the highest place. */
struct turned {
    __m128i abef;
    __m128i cdgh;
};

SHANI static inline struct turned
turned_from(const uint32_t state[8])
{
    const __m128i *at = (const __m128i *)(const void *)state;
    __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128(at), 0xb1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(at + 1), 0x1b);

    return (struct turned){_mm_alignr_epi8(cdab, efgh, 8),
                           _mm_blend_epi16(efgh, cdab, 0xf0)};
}

SHANI static inline void
turned_to(uint32_t state[8], struct turned t)
{
    __m128i *at = (__m128i *)(void *)state;
    __m128i feba = _mm_shuffle_epi32(t.abef, 0x1b);
    __m128i dchg = _mm_shuffle_epi32(t.cdgh, 0xb1);

    _mm_storeu_si128(at, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128(at + 1, _mm_alignr_epi8(dchg, feba, 8));
}

SHANI static inline void
add(struct turned *h, struct turned t)
{
    h->abef = _mm_add_epi32(h->abef, t.abef);
    h->cdgh = _mm_add_epi32(h->cdgh, t.cdgh);
}

SHANI static inline void
load(__m128i w[4], const uint8_t *bytes)
{
    const __m128i big =
        _mm_set_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203);

    for (size_t i = 0; i < 4; i++) {
        w[i] = _mm_shuffle_epi8(
            _mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i)),
            big);
    }
}

/* Four rounds with the words in w[i & 3]. */
#define FOUR(t, w, i)                                                          \
    do {                                                                       \
        __m128i wk_ = _mm_add_epi32(                                           \
            (w)[(i)&3],                                                        \
            _mm_loadu_si128((                                                  \
                const __m128i *)(const void *)&lp_sha256_k[(size_t)4 * (i)])); \
        (t).cdgh = _mm_sha256rnds2_epu32((t).cdgh, (t).abef, wk_);             \
        (t).abef = _mm_sha256rnds2_epu32((t).abef, (t).cdgh,                   \
                                         _mm_shuffle_epi32(wk_, 0x0e));        \
    } while (0)

/* The four words that come 16 rounds later take the place of w[i & 3]. */
#define NEXT(w, i)                                                        \
    ((w)[(i)&3] = _mm_sha256msg2_epu32(                                   \
         _mm_add_epi32(                                                   \
             _mm_sha256msg1_epu32((w)[(i)&3], (w)[((i) + 1) & 3]),        \
             _mm_alignr_epi8((w)[((i) + 3) & 3], (w)[((i) + 2) & 3], 4)), \
         (w)[((i) + 3) & 3]))

#define TWELVE(DO) \
    DO(0);         \
    DO(1);         \
    DO(2);         \
    DO(3);         \
    DO(4);         \
    DO(5);         \
    DO(6);         \
    DO(7);         \
    DO(8);         \
    DO(9);         \
    DO(10);        \
    DO(11)
#define LAST(DO) \
    DO(12);      \
    DO(13);      \
    DO(14);      \
    DO(15)

SHANI void
lp_sha256_shani(uint32_t state[8], const uint8_t *bytes, size_t blocks)
{
    struct turned h = turned_from(state);

    for (; blocks > 0; blocks--) {
        struct turned t = h;
        __m128i w[4];

        load(w, bytes);
#define STEP(i)    \
    FOUR(t, w, i); \
    NEXT(w, i)
#define STEP_LAST(i) FOUR(t, w, i)
        TWELVE(STEP);
        LAST(STEP_LAST);
#undef STEP
#undef STEP_LAST
        add(&h, t);
        bytes += LP_SHA256_BLOCK;
    }
    turned_to(state, h);
}

/* Each round waits for the one before; a second message fills the gaps. */
SHANI void
lp_sha256_shani2(uint32_t a[8], const uint8_t *at_a, uint32_t b[8],
                 const uint8_t *at_b, size_t blocks)
{
    struct turned g = turned_from(a);
    struct turned h = turned_from(b);

    for (; blocks > 0; blocks--) {
        struct turned t = g;
        struct turned u = h;
        __m128i v[4];
        __m128i w[4];

        load(v, at_a);
        load(w, at_b);
#define STEP(i)    \
    FOUR(t, v, i); \
    FOUR(u, w, i); \
    NEXT(v, i);    \
    NEXT(w, i)
#define STEP_LAST(i) \
    FOUR(t, v, i);   \
    FOUR(u, w, i)
        TWELVE(STEP);
        LAST(STEP_LAST);
#undef STEP
#undef STEP_LAST
        add(&g, t);
        add(&h, u);
        at_a += LP_SHA256_BLOCK;
        at_b += LP_SHA256_BLOCK;
    }
    turned_to(a, g);
    turned_to(b, h);
}

#else

bool
lp_sha256_can(unsigned needs)
{
    return needs == 0;
}

/* Never called. */
void
lp_sha256_shani(uint32_t state[8], const uint8_t *bytes, size_t blocks)
{
    (void)state;
    (void)bytes;
    (void)blocks;
}

void
lp_sha256_shani2(uint32_t a[8], const uint8_t *at_a, uint32_t b[8],
                 const uint8_t *at_b, size_t blocks)
{
    (void)a;
    (void)at_a;
    (void)b;
    (void)at_b;
    (void)blocks;
}

#endif
