#ifndef LP_CRYPTO_SHA256_ROUND_H
#define LP_CRYPTO_SHA256_ROUND_H

#include <stdint.h>

/*
 * The rounds of SHA-256 (FIPS 180-4, 6.2.2), written once for words of any
 * width. Whoever includes this says what a word can do: ADD(x, y), ROR(x, n),
 * SHR(x, n), XOR3(x, y, z), CH(x, y, z), MAJ(x, y, z) and ALL(k), a word that
 * holds the constant k.
 */

static const uint32_t lp_sha256_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* One round; `s` turns by one place, instead of the words in it. */
#define LP_SHA256_ROUND(s, w, t, i)                                            \
    do {                                                                       \
        (s)[(7 - (i)) & 7] = ADD(                                              \
            ADD((s)[(7 - (i)) & 7], ADD((w)[i], ALL(lp_sha256_k[(t) + (i)]))), \
            ADD(CH((s)[(4 - (i)) & 7], (s)[(5 - (i)) & 7],                     \
                   (s)[(6 - (i)) & 7]),                                        \
                XOR3(ROR((s)[(4 - (i)) & 7], 6), ROR((s)[(4 - (i)) & 7], 11),  \
                     ROR((s)[(4 - (i)) & 7], 25))));                           \
        (s)[(3 - (i)) & 7] = ADD((s)[(3 - (i)) & 7], (s)[(7 - (i)) & 7]);      \
        (s)[(7 - (i)) & 7] = ADD(                                              \
            (s)[(7 - (i)) & 7],                                                \
            ADD(MAJ((s)[(0 - (i)) & 7], (s)[(1 - (i)) & 7],                    \
                    (s)[(2 - (i)) & 7]),                                       \
                XOR3(ROR((s)[(0 - (i)) & 7], 2), ROR((s)[(0 - (i)) & 7], 13),  \
                     ROR((s)[(0 - (i)) & 7], 22))));                           \
    } while (0)

/* The word that comes 16 rounds after word i takes its place. */
#define LP_SHA256_NEXT(w, i)                                                 \
    ((w)[i] = ADD(                                                           \
         ADD((w)[i], (w)[((i) + 9) & 15]),                                   \
         ADD(XOR3(ROR((w)[((i) + 1) & 15], 7), ROR((w)[((i) + 1) & 15], 18), \
                  SHR((w)[((i) + 1) & 15], 3)),                              \
             XOR3(ROR((w)[((i) + 14) & 15], 17),                             \
                  ROR((w)[((i) + 14) & 15], 19),                             \
                  SHR((w)[((i) + 14) & 15], 10)))))

#define LP_SHA256_16(DO) \
    DO(0);               \
    DO(1);               \
    DO(2);               \
    DO(3);               \
    DO(4);               \
    DO(5);               \
    DO(6);               \
    DO(7);               \
    DO(8);               \
    DO(9);               \
    DO(10);              \
    DO(11);              \
    DO(12);              \
    DO(13);              \
    DO(14);              \
    DO(15)

/* All 64 rounds of one block `w` (16 words, used up) on `s` (8 words). */
#define LP_SHA256_ROUNDS(s, w)                      \
    do {                                            \
        LP_SHA256_16(LP_SHA256_FIRST_);             \
        for (unsigned t_ = 16; t_ < 64; t_ += 16) { \
            LP_SHA256_16(LP_SHA256_LATER_);         \
        }                                           \
    } while (0)
#define LP_SHA256_FIRST_(i) LP_SHA256_ROUND(s, w, 0, i)
#define LP_SHA256_LATER_(i)     \
    (void)LP_SHA256_NEXT(w, i); \
    LP_SHA256_ROUND(s, w, t_, i)

#endif
