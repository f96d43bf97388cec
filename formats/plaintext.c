#include "formats/plaintext.h"

#include "formats/chunks.h"

/* One more byte of a UTF-8 text; false if it can be none. */
static inline bool
utf8(struct lp_plaintext *t, uint8_t b)
{
    if (t->need > 0) {
        bool good = b >= t->low && b <= t->high;

        t->need--;
        t->low = 0x80;
        t->high = 0xbf;
        return good;
    }
    if (b < 0x80) {
        return lp_plaintext_lawful(b);
    }
    /* The second byte is where overlong forms, surrogates and what is beyond
     * U+10FFFF show (Unicode 15, table 3-7). */
    t->low = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
    t->high = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
    t->need = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
    return b >= 0xc2 && b <= 0xf4;
}

size_t
lp_plaintext_run(struct lp_plaintext *t, struct lp_slice bytes, bool to_cr)
{
    size_t at = 0;

    while (at < bytes.len) {
        size_t end;

        if (t->need == 0) {
            at += LP_CHUNK *
                  lp_chunks_plain(bytes.data + at, bytes.len - at, to_cr);
        }
        end = bytes.len - at < LP_CHUNK ? bytes.len : at + LP_CHUNK;
        for (; at < end; at++) {
            if (to_cr && bytes.data[at] == '\r' && t->need == 0) {
                return at;
            }
            if (!utf8(t, bytes.data[at])) {
                t->bad = true;
                return at;
            }
        }
    }
    return at;
}

bool
lp_plaintext_open(const struct lp_plaintext *t)
{
    return t->need > 0;
}
