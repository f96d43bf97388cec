#include "formats/plaintext.h"

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

#define CHUNK 64

enum {
    SEEN_ODD = 1,  /* a byte that no text holds */
    SEEN_HIGH = 2, /* a byte that is not ASCII */
    SEEN_CR = 4,
};

/* What is in the next CHUNK bytes. Without branches, so that compilers make
 * vector instructions of it. */
static unsigned
look(const uint8_t *p)
{
    uint8_t odd = 0;
    uint8_t high = 0;
    uint8_t cr = 0;

    for (size_t i = 0; i < CHUNK; i++) {
        uint8_t b = p[i];
        uint8_t control = b < 0x20 ? 1 : 0;
        uint8_t space =
            (uint8_t)((b == '\t') | (b == '\n') | (b == '\f') | (b == '\r'));

        odd |= (uint8_t)((control ^ space) | (b == 0x7f));
        high |= b;
        cr |= (uint8_t)(b == '\r');
    }
    return (odd ? SEEN_ODD : 0u) | (high & 0x80 ? SEEN_HIGH : 0u) |
           (cr ? SEEN_CR : 0u);
}

size_t
lp_plaintext_run(struct lp_plaintext *t, struct lp_slice bytes, bool to_cr)
{
    size_t at = 0;

    while (at < bytes.len) {
        size_t end = bytes.len - at < CHUNK ? bytes.len : at + CHUNK;

        if (end - at == CHUNK && t->need == 0) {
            unsigned seen = look(bytes.data + at);

            if ((seen & ~(to_cr ? 0u : (unsigned)SEEN_CR)) == 0) {
                at = end;
                continue;
            }
        }
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
