#ifndef LP_FORMATS_TEXT_ENTITY_H
#define LP_FORMATS_TEXT_ENTITY_H

#include "base/slice.h"

/* The character references of HTML (HTML Living Standard, 13.5 and the states
 * 13.2.5.72 to 13.2.5.80 of its tokenizer). */

/* No name is longer, without `&` and `;`. */
#define LP_TEXT_ENTITY_MAX 31

/**
 * What the letters and digits `name`, which stood behind an `&`, stand for;
 * `closed` if a `;` came next.
 *
 * Returns how many bytes of `name` were the name, 0 if none, and `points` is as
 * it was then; else it has the one or two (the second may be 0) characters. If
 * all of `name` was used and `closed`, so was the `;`.
 */
size_t lp_text_entity(struct lp_slice name, bool closed, uint32_t points[2]);

/* The character that `&#n;` stands for, UINT32_MAX and the like included. */
uint32_t lp_text_entity_number(uint32_t n);

#endif
