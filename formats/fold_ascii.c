#include "formats/fold_ascii.h"

#if defined __x86_64__
#include <immintrin.h>
#endif

#define K LP_ASCII_KEPT
#define L (LP_ASCII_KEPT | LP_ASCII_LETTER)

const uint8_t lp_ascii_kind[128] = {
    4, 4, 4, 4, 4, 4, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4, /* controls */
    4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, /* */
    2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* punctuation */
    K, K, K, K, K, K, K, K, K, K, 0, 0, 0, 0, 0, 0, /* digits */
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /* @ to O */
    L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0, /* P to _ */
    0, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /* ` to o */
    L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 4, /* p to DEL */
};

#undef K
#undef L

/* Every byte is written, and counts or not: no branch depends on the text. */
static void
plain(struct lp_fold_ascii *f, const uint8_t *p, size_t n)
{
    uint8_t *to0 = f->t0 + f->n0;
    uint8_t *to1 = f->t1 + f->n1;
    size_t n0 = 0;
    size_t n1 = 0;
    size_t letters = 0;
    unsigned blank = f->blank ? 1 : 0;

    for (size_t i = 0; i < n; i++) {
        uint8_t c = p[i];
        unsigned k = lp_ascii_kind[c & 0x7f];
        unsigned is_blank = k >> 1 & 1;
        unsigned is_none = k >> 2 & 1;

        to0[n0] = is_blank != 0 ? ' ' : c;
        n0 += (is_none | (is_blank & blank)) ^ 1;
        blank = is_blank | (blank & is_none);
        to1[n1] = (uint8_t)(c | (k & LP_ASCII_LETTER) << 2);
        n1 += k & LP_ASCII_KEPT;
        letters += k >> 3;
    }
    f->n0 += n0;
    f->n1 += n1;
    f->letters += letters;
    f->blank = blank != 0;
}

#if defined __x86_64__

#define WIDE ((size_t)64)

/* 64 characters at once; those with a control among them go the plain way. */
__attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt"))) static void
wide(struct lp_fold_ascii *f, const uint8_t *p, size_t n)
{
    const __m512i space = _mm512_set1_epi8(' ');

    for (; n >= WIDE; p += WIDE, n -= WIDE) {
        __m512i c = _mm512_loadu_si512(p);
        __m512i low = _mm512_or_si512(c, space);
        uint64_t white = _mm512_cmplt_epu8_mask(
            _mm512_sub_epi8(c, _mm512_set1_epi8('\t')), _mm512_set1_epi8(5));
        uint64_t control = _mm512_cmplt_epu8_mask(c, space) |
                           _mm512_cmpeq_epi8_mask(c, _mm512_set1_epi8(0x7f));
        uint64_t letter = _mm512_cmplt_epu8_mask(
            _mm512_sub_epi8(low, _mm512_set1_epi8('a')), _mm512_set1_epi8(26));
        uint64_t digit = _mm512_cmplt_epu8_mask(
            _mm512_sub_epi8(c, _mm512_set1_epi8('0')), _mm512_set1_epi8(10));
        uint64_t blank = white | _mm512_cmpeq_epi8_mask(c, space);
        uint64_t stays = ~(blank & (blank << 1 | (f->blank ? 1U : 0U)));

        if ((control & ~white) != 0) {
            plain(f, p, WIDE);
            continue;
        }
        c = _mm512_mask_mov_epi8(c, white, space);
        _mm512_storeu_si512(f->t0 + f->n0,
                            _mm512_maskz_compress_epi8(stays, c));
        _mm512_storeu_si512(f->t1 + f->n1,
                            _mm512_maskz_compress_epi8(letter | digit, low));
        f->n0 += (size_t)__builtin_popcountll(stays);
        f->n1 += (size_t)__builtin_popcountll(letter | digit);
        f->letters += (size_t)__builtin_popcountll(letter);
        f->blank = blank >> 63 != 0;
    }
    plain(f, p, n);
}

static bool
has_wide(void)
{
    return __builtin_cpu_supports("avx512bw") != 0 &&
           __builtin_cpu_supports("avx512vbmi2") != 0;
}

#else

#define wide plain

static bool
has_wide(void)
{
    return false;
}

#endif

bool
lp_fold_ascii_by(unsigned way, struct lp_fold_ascii *f, const uint8_t *p,
                 size_t n)
{
    if (way > 1 || (way == 1 && !has_wide())) {
        return false;
    }
    (way == 1 ? wide : plain)(f, p, n);
    return true;
}

void
lp_fold_ascii(struct lp_fold_ascii *f, const uint8_t *p, size_t n)
{
    (has_wide() ? wide : plain)(f, p, n);
}
