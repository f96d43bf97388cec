#ifndef LP_FORMATS_TEXT_REF_H
#define LP_FORMATS_TEXT_REF_H

#include "formats/text_entity.h"

/*
 * A character reference of HTML, read from behind its `&`, cut anywhere.
 * Zeroed, it is ready. When it is over, it is `points` (the second may be 0,
 * and both are if it was no reference), and then `rest`, which is text and
 * borrows from this until it is zeroed.
 */
struct lp_text_ref {
    uint32_t points[2];
    struct lp_slice rest;
    enum { LP_REF_NAME, LP_REF_NUMBER, LP_REF_DIGITS } state;
    bool hex;
    bool digits;
    uint32_t number;
    size_t held;
    uint8_t hold[1 + LP_TEXT_ENTITY_MAX + 1]; /* as it stands, with the `&` */
};

/* Read on. Returns how many bytes were of the reference; `*over` if it
 * ended. */
size_t lp_text_ref_feed(struct lp_text_ref *r, struct lp_slice s, bool *over);

/* The text is over, and so is the reference. */
void lp_text_ref_end(struct lp_text_ref *r);

#endif
