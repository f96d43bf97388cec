#include "crypto/lowest.h"

#if defined __x86_64__
#include <immintrin.h>
#endif

static size_t
plain_until(const uint64_t *key, size_t n, uint64_t limit)
{
    size_t i = 0;

    while (i < n && key[i] > limit) {
        i++;
    }
    return i;
}

static size_t
plain_of(const uint64_t *key)
{
    uint64_t best = key[0];
    size_t at = 0;

    for (size_t i = 1; i < LP_LOWEST_WINDOW; i++) {
        at = key[i] <= best ? i : at;
        best = key[i] <= best ? key[i] : best;
    }
    return at;
}

#if defined __x86_64__

#define WIDE 8

__attribute__((target("avx512f"))) static size_t
avx512_until(const uint64_t *key, size_t n, uint64_t limit)
{
    const __m512i most = _mm512_set1_epi64((long long)limit);
    size_t i = 0;

    for (; i + WIDE <= n; i += WIDE) {
        unsigned found =
            _mm512_cmple_epu64_mask(_mm512_loadu_si512(key + i), most);

        if (found != 0) {
            return i + (size_t)__builtin_ctz(found);
        }
    }
    return i + plain_until(key + i, n - i, limit);
}

__attribute__((target("avx512f"))) static size_t
avx512_of(const uint64_t *key)
{
    __m512i least = _mm512_loadu_si512(key);
    size_t at = LP_LOWEST_WINDOW - WIDE;
    unsigned found;

    for (size_t i = WIDE; i < LP_LOWEST_WINDOW; i += WIDE) {
        least = _mm512_min_epu64(least, _mm512_loadu_si512(key + i));
    }
    least = _mm512_set1_epi64((long long)_mm512_reduce_min_epu64(least));
    for (;;) {
        found = _mm512_cmpeq_epu64_mask(_mm512_loadu_si512(key + at), least);
        if (found != 0 || at == 0) {
            break;
        }
        at -= WIDE;
    }
    return at + 31 - (size_t)__builtin_clz(found | 1);
}

#endif

struct way {
    size_t (*until)(const uint64_t *key, size_t n, uint64_t limit);
    size_t (*of)(const uint64_t *key);
};

/* The widest first. */
static const struct way ways[] = {
#if defined __x86_64__
    {avx512_until, avx512_of},
#endif
    {plain_until, plain_of},
};

static bool
works(unsigned way)
{
#if defined __x86_64__
    return way > 0 || __builtin_cpu_supports("avx512f") != 0;
#else
    (void)way;
    return true;
#endif
}

static const struct way *
best(void)
{
    return &ways[works(0) ? 0 : 1];
}

size_t
lp_lowest_until(const uint64_t *key, size_t n, uint64_t limit)
{
    return best()->until(key, n, limit);
}

size_t
lp_lowest_of(const uint64_t *key)
{
    return best()->of(key);
}

bool
lp_lowest_by(unsigned way, const uint64_t *key, size_t n, uint64_t limit,
             size_t *until, size_t *of)
{
    if (way >= sizeof ways / sizeof ways[0] || !works(way)) {
        return false;
    }
    *until = ways[way].until(key, n, limit);
    *of = ways[way].of(key);
    return true;
}
