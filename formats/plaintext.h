#ifndef LP_FORMATS_PLAINTEXT_H
#define LP_FORMATS_PLAINTEXT_H

#include "base/slice.h"

/*
 * Whether bytes are a text as docs/FORMAT-identity.md has it: well-formed UTF-8
 * without controls other than TAB, LF, FF and CR. They may come in pieces, cut
 * anywhere. Zeroed, it stands before the first byte.
 */
struct lp_plaintext {
    bool bad; /* there was a byte that cannot be; the rest does not matter */

    /* The rest is for plaintext.c alone. */
    unsigned need; /* bytes that a sequence still lacks */
    uint8_t low;   /* its next byte may be from here */
    uint8_t high;  /* to here */
};

/**
 * Look at `bytes`, the next ones. Returns how many are text: all of them, or
 * those before the first CR if it is `to_cr` (it may be seen next time), or
 * those before a byte that cannot be in a text; then `t->bad` is set.
 */
size_t lp_plaintext_run(struct lp_plaintext *t, struct lp_slice bytes,
                        bool to_cr);

/* Whether a sequence still lacks bytes: a text does not end here. */
bool lp_plaintext_open(const struct lp_plaintext *t);

/* Whether a text may hold the code point `c`, as far as controls go. */
static inline bool
lp_plaintext_lawful(uint32_t c)
{
    return c >= 0x20 ? c != 0x7f
                     : c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

#endif
