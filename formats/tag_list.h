#ifndef LP_FORMATS_TAG_LIST_H
#define LP_FORMATS_TAG_LIST_H

#include "base/slice.h"

/* More tags than any signature or key has. */
#define LP_TAGS_MAX 64

/* One "name=value"; the value without blanks and line ends around it. */
struct lp_tag {
    struct lp_slice name;
    struct lp_slice value;
};

/*
 * A list of tags (RFC 6376, 3.2), in its order; names are told apart by case.
 * `wrong` is NULL, or says what makes the whole list none. The slices borrow
 * from the text.
 */
struct lp_tags {
    struct lp_tag of[LP_TAGS_MAX];
    size_t n;
    const char *wrong;
};

void lp_tags_read(struct lp_tags *t, struct lp_slice text);

/* The value of the first tag of that name, or NULL. */
const struct lp_slice *lp_tags_find(const struct lp_tags *t, const char *name);

/* Without the blanks and line ends around it. */
struct lp_slice lp_tag_trim(struct lp_slice s);

/* Cut the next item, trimmed, off the front of `rest`, a list with `between`
 * (a colon, say) in it; false after the last. */
bool lp_tag_item(struct lp_slice *rest, uint8_t between, struct lp_slice *item);

/* Whether both are the same but for the case of ASCII letters. */
bool lp_tag_same(struct lp_slice a, struct lp_slice b);
bool lp_tag_is(struct lp_slice a, const char *b);

/* Decimal digits alone, at most 2^63 - 1. */
bool lp_tag_number(struct lp_slice s, uint64_t *out);

/**
 * Base64 as tags have it: with blanks and line ends anywhere, and with or
 * without its padding. At most `max` bytes to `to`, `*n` of them. False if a
 * character is none of it, nothing is there, or there is more.
 */
bool lp_tag_base64(struct lp_slice s, uint8_t *to, size_t max, size_t *n);

#endif
