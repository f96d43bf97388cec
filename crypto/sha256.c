#include "crypto/sha256.h"

#include <string.h>

#include "crypto/sha256_round.h"

#define ADD(x, y) ((x) + (y))
#define ROR(x, n) ((x) >> (n) | (x) << (32 - (n)))
#define SHR(x, n) ((x) >> (n))
#define XOR3(x, y, z) ((x) ^ (y) ^ (z))
#define CH(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define MAJ(x, y, z) (((x) & (y)) | ((z) & ((x) | (y))))
#define ALL(k) (k)

static void
put_be32(uint8_t *to, uint32_t v)
{
    to[0] = (uint8_t)(v >> 24);
    to[1] = (uint8_t)(v >> 16);
    to[2] = (uint8_t)(v >> 8);
    to[3] = (uint8_t)v;
}

void
lp_sha256_portable(uint32_t state[8], const uint8_t *bytes, size_t blocks)
{
    while (blocks > 0) {
        uint32_t s[8];
        uint32_t w[16];

        for (size_t i = 0; i < 16; i++) {
            w[i] = lp_get_be32(bytes + 4 * i);
        }
        memcpy(s, state, sizeof s);
        LP_SHA256_ROUNDS(s, w);
        for (size_t i = 0; i < 8; i++) {
            state[i] += s[i];
        }
        bytes += LP_SHA256_BLOCK;
        blocks--;
    }
}

void
lp_sha256_start(uint32_t state[8])
{
    /* FIPS 180-4, 5.3.3 */
    static const uint32_t first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
                                      0xa54ff53a, 0x510e527f, 0x9b05688c,
                                      0x1f83d9ab, 0x5be0cd19};

    memcpy(state, first, sizeof first);
}

size_t
lp_sha256_pad(uint8_t to[128], struct lp_slice rest, uint64_t size)
{
    size_t n = rest.len;
    size_t blocks = n < LP_SHA256_BLOCK - 8 ? 1 : 2;
    size_t end = blocks * LP_SHA256_BLOCK;

    if (n > 0) {
        memmove(to, rest.data, n);
    }
    to[n] = 0x80;
    memset(to + n + 1, 0, end - 8 - n - 1);
    put_be32(to + end - 8, (uint32_t)(size >> 29));
    put_be32(to + end - 4, (uint32_t)(size << 3));
    return blocks;
}

void
lp_sha256_write(uint8_t digest[32], const uint32_t state[8])
{
    for (size_t i = 0; i < 8; i++) {
        put_be32(digest + 4 * i, state[i]);
    }
}

void
lp_sha256_of(uint8_t digest[32], lp_sha256_one *one, struct lp_slice bytes)
{
    size_t whole = bytes.len / LP_SHA256_BLOCK;
    uint8_t last[128];
    uint32_t state[8];
    size_t n = lp_sha256_pad(
        last, lp_slice_from(bytes, whole * LP_SHA256_BLOCK), bytes.len);

    lp_sha256_start(state);
    if (whole > 0) {
        one(state, bytes.data, whole);
    }
    one(state, last, n);
    lp_sha256_write(digest, state);
}
