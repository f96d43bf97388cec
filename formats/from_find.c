#include "formats/from_find.h"

#include <string.h>

#define WORD_LEN ((size_t)5)

const uint8_t *
lp_from_find(struct lp_slice s, size_t at)
{
    /* An F is rare, and found faster than the word. */
    while (s.len >= WORD_LEN && at <= s.len - WORD_LEN) {
        const uint8_t *hit =
            memchr(s.data + at, 'F', s.len - (WORD_LEN - 1) - at);

        if (hit == NULL || memcmp(hit, "From ", WORD_LEN) == 0) {
            return hit;
        }
        at = (size_t)(hit - s.data) + 1;
    }
    return NULL;
}
