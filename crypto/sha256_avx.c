#include "crypto/sha256_x86.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "crypto/sha256_round.h"

/* Sixteen lanes of 32 bits, and eight: a register holds one word of each
 * message. So the words of a block are turned round first: row l, the words of
 * message l, becomes column l. */

#define ADD(x, y) _mm512_add_epi32(x, y)
#define ROR(x, n) _mm512_ror_epi32(x, n)
#define SHR(x, n) _mm512_srli_epi32(x, n)
/* The third operand's bits are a table of the three others' results. */
#define XOR3(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0x96)
#define CH(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0xca)
#define MAJ(x, y, z) _mm512_ternarylogic_epi32(x, y, z, 0xe8)
#define ALL(k) _mm512_set1_epi32((int)(k))

#define AVX512 __attribute__((target("avx512f,avx512bw")))

/* Rows of 4 words within each quarter: (a0 a1 a2 a3) ... to (a0 b0 c0 d0). */
#define TURN4(u, lo32, hi32, lo64, hi64, r)                        \
    do {                                                           \
        (r)[0] = lo64(lo32((u)[0], (u)[1]), lo32((u)[2], (u)[3])); \
        (r)[1] = hi64(lo32((u)[0], (u)[1]), lo32((u)[2], (u)[3])); \
        (r)[2] = lo64(hi32((u)[0], (u)[1]), hi32((u)[2], (u)[3])); \
        (r)[3] = hi64(hi32((u)[0], (u)[1]), hi32((u)[2], (u)[3])); \
    } while (0)

AVX512 static inline void
load16(__m512i w[16], const uint8_t *const at[16], size_t from)
{
    const __m512i big =
        _mm512_set4_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203);
    __m512i u[16];
    __m512i r[16];

    for (size_t l = 0; l < 16; l++) {
        u[l] = _mm512_shuffle_epi8(_mm512_loadu_si512(at[l] + from), big);
    }
    for (size_t g = 0; g < 16; g += 4) {
        TURN4(u + g, _mm512_unpacklo_epi32, _mm512_unpackhi_epi32,
              _mm512_unpacklo_epi64, _mm512_unpackhi_epi64, r + g);
    }
    /* r[4g + i], quarter q: word 4q + i of the messages 4g .. 4g + 3. */
    for (size_t i = 0; i < 4; i++) {
        __m512i a = _mm512_shuffle_i32x4(r[i], r[4 + i], 0x44);
        __m512i b = _mm512_shuffle_i32x4(r[i], r[4 + i], 0xee);
        __m512i c = _mm512_shuffle_i32x4(r[8 + i], r[12 + i], 0x44);
        __m512i d = _mm512_shuffle_i32x4(r[8 + i], r[12 + i], 0xee);

        w[i] = _mm512_shuffle_i32x4(a, c, 0x88);
        w[4 + i] = _mm512_shuffle_i32x4(a, c, 0xdd);
        w[8 + i] = _mm512_shuffle_i32x4(b, d, 0x88);
        w[12 + i] = _mm512_shuffle_i32x4(b, d, 0xdd);
    }
}

AVX512 void
lp_sha256_avx512(uint32_t state[8][LP_SHA256_LANES],
                 const uint8_t *const at[LP_SHA256_LANES], size_t blocks)
{
    /* The rounds need all registers: between blocks the state is in memory. */
    for (size_t b = 0; b < blocks; b++) {
        __m512i s[8];
        __m512i w[16];

        load16(w, at, b * LP_SHA256_BLOCK);
        for (size_t i = 0; i < 8; i++) {
            s[i] = _mm512_loadu_si512(state[i]);
        }
        LP_SHA256_ROUNDS(s, w);
        for (size_t i = 0; i < 8; i++) {
            _mm512_storeu_si512(state[i],
                                ADD(s[i], _mm512_loadu_si512(state[i])));
        }
    }
}

#undef ADD
#undef ROR
#undef SHR
#undef XOR3
#undef CH
#undef MAJ
#undef ALL
#define ADD(x, y) _mm256_add_epi32(x, y)
#define ROR(x, n) \
    _mm256_or_si256(_mm256_srli_epi32(x, n), _mm256_slli_epi32(x, 32 - (n)))
#define SHR(x, n) _mm256_srli_epi32(x, n)
#define XOR3(x, y, z) _mm256_xor_si256(_mm256_xor_si256(x, y), z)
#define CH(x, y, z) \
    _mm256_xor_si256(z, _mm256_and_si256(x, _mm256_xor_si256(y, z)))
#define MAJ(x, y, z)                        \
    _mm256_or_si256(_mm256_and_si256(x, y), \
                    _mm256_and_si256(z, _mm256_or_si256(x, y)))
#define ALL(k) _mm256_set1_epi32((int)(k))

#define AVX2 __attribute__((target("avx2")))

/* Half a block: 8 words of 8 messages. */
AVX2 static inline void
load8(__m256i w[8], const uint8_t *const at[8], size_t from)
{
    const __m256i big = _mm256_broadcastsi128_si256(
        _mm_set_epi32(0x0c0d0e0f, 0x08090a0b, 0x04050607, 0x00010203));
    __m256i u[8];
    __m256i r[8];

    for (size_t l = 0; l < 8; l++) {
        u[l] = _mm256_shuffle_epi8(
            _mm256_loadu_si256((const __m256i *)(const void *)(at[l] + from)),
            big);
    }
    for (size_t g = 0; g < 8; g += 4) {
        TURN4(u + g, _mm256_unpacklo_epi32, _mm256_unpackhi_epi32,
              _mm256_unpacklo_epi64, _mm256_unpackhi_epi64, r + g);
    }
    for (size_t i = 0; i < 4; i++) {
        w[i] = _mm256_permute2x128_si256(r[i], r[4 + i], 0x20);
        w[4 + i] = _mm256_permute2x128_si256(r[i], r[4 + i], 0x31);
    }
}

AVX2 void
lp_sha256_avx2(uint32_t state[8][LP_SHA256_LANES],
               const uint8_t *const at[LP_SHA256_LANES], size_t blocks)
{
    for (size_t b = 0; b < blocks; b++) {
        __m256i s[8];
        __m256i w[16];

        load8(w, at, b * LP_SHA256_BLOCK);
        load8(w + 8, at, b * LP_SHA256_BLOCK + 32);
        for (size_t i = 0; i < 8; i++) {
            s[i] = _mm256_loadu_si256((const __m256i *)(const void *)state[i]);
        }
        LP_SHA256_ROUNDS(s, w);
        for (size_t i = 0; i < 8; i++) {
            __m256i *to = (__m256i *)(void *)state[i];

            _mm256_storeu_si256(to, ADD(s[i], _mm256_loadu_si256(to)));
        }
    }
}

#else

/* Never called: lp_sha256_can says so. */
void
lp_sha256_avx512(uint32_t state[8][LP_SHA256_LANES],
                 const uint8_t *const at[LP_SHA256_LANES], size_t blocks)
{
    (void)state;
    (void)at;
    (void)blocks;
}

void
lp_sha256_avx2(uint32_t state[8][LP_SHA256_LANES],
               const uint8_t *const at[LP_SHA256_LANES], size_t blocks)
{
    (void)state;
    (void)at;
    (void)blocks;
}

#endif
