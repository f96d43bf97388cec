#ifndef LP_BUNDLE_INTERN_H
#define LP_BUNDLE_INTERN_H

#include "base/buf.h"

/* Texts, each kept once, and numbered from 0 in the order of their first
 * coming. Zeroed but for `key`, a random one that strangers cannot know, it is
 * ready. Keeps a text's bytes and 24 to 48 more. */
struct lp_intern {
    uint8_t key[16];
    struct lp_buf text;
    struct lp_intern_item *of;
    size_t n;
    size_t cap;
    uint32_t *slots; /* open addressing: a number and 1, or 0 for none */
    size_t room;     /* a power of two */
};

/* The number of `text`; it is kept if it is new. */
LP_MUST_USE enum lp_code lp_intern_add(struct lp_intern *t,
                                       struct lp_slice text, uint32_t *number,
                                       struct lp_err *err);

/* The text of a number below t->n, borrowed until the next one is added. */
struct lp_slice lp_intern_text(const struct lp_intern *t, uint32_t number);

void lp_intern_release(struct lp_intern *t);

#endif
