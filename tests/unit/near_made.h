#ifndef LP_NEAR_MADE_H
#define LP_NEAR_MADE_H

#include "base/slice.h"

/* Texts and bytes made by the formula of docs/FORMAT-identity-near.md. */
enum made { MADE_LETTERS, MADE_CYRILLIC, MADE_BYTES };

/* Make `n` characters or bytes; `to` has room for 2 * n. */
static inline struct lp_slice
make(enum made kind, uint8_t *to, size_t n, uint64_t x)
{
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        if (kind == MADE_BYTES) {
            to[len++] = (uint8_t)(x >> 56);
        } else if (kind == MADE_LETTERS) {
            to[len++] = (uint8_t)('a' + (x >> 33) % 26);
        } else {
            unsigned c = 0x430U + (unsigned)((x >> 33) % 32);

            to[len++] = (uint8_t)(0xc0U | c >> 6);
            to[len++] = (uint8_t)(0x80U | (c & 0x3fU));
        }
    }
    return (struct lp_slice){to, len};
}

#endif
