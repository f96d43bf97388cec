#include "crypto/short.h"

#include <sodium.h>

_Static_assert(crypto_shorthash_KEYBYTES == 16 && crypto_shorthash_BYTES == 8,
               "SipHash-2-4");

uint64_t
lp_short_hash(const uint8_t key[16], struct lp_slice s)
{
    uint8_t out[crypto_shorthash_BYTES];
    struct lp_cursor c = lp_cursor_over((struct lp_slice){out, sizeof out});

    (void)crypto_shorthash(out, s.data, s.len, key);
    return lp_cursor_le64(&c);
}
