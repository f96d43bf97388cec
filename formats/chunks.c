#include "formats/chunks.h"

#if defined __x86_64__
#include <immintrin.h>
#endif

/* Without branches, so that compilers make vector instructions of it. */
static bool
is_plain(const uint8_t *p, bool no_cr)
{
    uint8_t odd = 0;

    for (size_t i = 0; i < LP_CHUNK; i++) {
        uint8_t b = p[i];
        uint8_t control = (uint8_t)((b < 0x20) | (b >= 0x7f));
        uint8_t space = (uint8_t)((b == '\t') | (b == '\n') | (b == '\f') |
                                  ((b == '\r') & (no_cr ? 0 : 1)));

        odd |= control ^ space;
    }
    return odd == 0;
}

static bool
is_unmarked(const uint8_t *p)
{
    uint8_t seen = 0;

    for (size_t i = 0; i < LP_CHUNK; i++) {
        uint8_t before = *(p + i - 1);
        uint8_t end = (uint8_t)((before == '\n') | (before == '\r'));

        seen |= end & (uint8_t)((p[i] == 'b') | (p[i] == '='));
    }
    return seen == 0;
}

static size_t
plain_chunks(const uint8_t *p, size_t n, bool no_cr)
{
    size_t k = 0;

    while (k < n / LP_CHUNK && is_plain(p + k * LP_CHUNK, no_cr)) {
        k++;
    }
    return k;
}

static size_t
unmarked_chunks(const uint8_t *p, size_t n)
{
    size_t k = 0;

    while (k < n / LP_CHUNK && is_unmarked(p + k * LP_CHUNK)) {
        k++;
    }
    return k;
}

#if defined __x86_64__

__attribute__((target("avx512f,avx512bw"))) static size_t
plain_wide(const uint8_t *p, size_t n, bool no_cr)
{
    const __m512i ff = _mm512_set1_epi8('\f');
    const __m512i cr = _mm512_set1_epi8('\r');
    size_t k = 0;

    for (; k < n / LP_CHUNK; k++) {
        __m512i c = _mm512_loadu_si512(p + k * LP_CHUNK);
        uint64_t printable = _mm512_cmplt_epu8_mask(
            _mm512_sub_epi8(c, _mm512_set1_epi8(' ')), _mm512_set1_epi8(95));
        uint64_t space = _mm512_cmplt_epu8_mask(
            _mm512_sub_epi8(c, _mm512_set1_epi8('\t')), _mm512_set1_epi8(2));
        uint64_t line = _mm512_cmpeq_epi8_mask(c, ff) |
                        (no_cr ? 0 : _mm512_cmpeq_epi8_mask(c, cr));

        if ((printable | space | line) != UINT64_MAX) {
            break;
        }
    }
    return k;
}

__attribute__((target("avx512f,avx512bw"))) static size_t
unmarked_wide(const uint8_t *p, size_t n)
{
    size_t k = 0;

    for (; k < n / LP_CHUNK; k++) {
        __m512i c = _mm512_loadu_si512(p + k * LP_CHUNK);
        __m512i before = _mm512_loadu_si512(p + k * LP_CHUNK - 1);
        uint64_t end = _mm512_cmpeq_epi8_mask(before, _mm512_set1_epi8('\n')) |
                       _mm512_cmpeq_epi8_mask(before, _mm512_set1_epi8('\r'));
        uint64_t mark = _mm512_cmpeq_epi8_mask(c, _mm512_set1_epi8('b')) |
                        _mm512_cmpeq_epi8_mask(c, _mm512_set1_epi8('='));

        if ((end & mark) != 0) {
            break;
        }
    }
    return k;
}

static bool
has_wide(void)
{
    return __builtin_cpu_supports("avx512bw") != 0;
}

#else

#define plain_wide plain_chunks
#define unmarked_wide unmarked_chunks

static bool
has_wide(void)
{
    return false;
}

#endif

static bool
is_way(unsigned way)
{
    return way == 0 || (way == 1 && has_wide());
}

bool
lp_chunks_plain_by(unsigned way, const uint8_t *p, size_t n, bool no_cr,
                   size_t *chunks)
{
    if (!is_way(way)) {
        return false;
    }
    *chunks = (way == 1 ? plain_wide : plain_chunks)(p, n, no_cr);
    return true;
}

bool
lp_chunks_unmarked_by(unsigned way, const uint8_t *p, size_t n, size_t *chunks)
{
    if (!is_way(way)) {
        return false;
    }
    *chunks = (way == 1 ? unmarked_wide : unmarked_chunks)(p, n);
    return true;
}

size_t
lp_chunks_plain(const uint8_t *p, size_t n, bool no_cr)
{
    return (has_wide() ? plain_wide : plain_chunks)(p, n, no_cr);
}

size_t
lp_chunks_unmarked(const uint8_t *p, size_t n)
{
    return (has_wide() ? unmarked_wide : unmarked_chunks)(p, n);
}
