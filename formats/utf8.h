#ifndef LP_FORMATS_UTF8_H
#define LP_FORMATS_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The most bytes of one code point in UTF-8. */
#define LP_UTF8_MAX 4

/* Write the code point `c`, which is one, to `to`, which has room for
 * LP_UTF8_MAX. Returns how many bytes it took. */
static inline size_t
lp_utf8_put(uint32_t c, uint8_t *to)
{
    if (c < 0x80) {
        to[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (uint8_t)(0xc0 | c >> 6);
        to[1] = (uint8_t)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (uint8_t)(0xe0 | c >> 12);
        to[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        to[2] = (uint8_t)(0x80 | (c & 0x3f));
        return 3;
    }
    to[0] = (uint8_t)(0xf0 | c >> 18);
    to[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
    to[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
    to[3] = (uint8_t)(0x80 | (c & 0x3f));
    return 4;
}

#endif
