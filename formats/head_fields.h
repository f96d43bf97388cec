#ifndef LP_FORMATS_HEAD_FIELDS_H
#define LP_FORMATS_HEAD_FIELDS_H

#include "base/buf.h"
#include "base/source.h"

/**
 * Copy a head, the lines up to a blank one and that itself, from `f` to `to`,
 * which is emptied. `*whole` is false if the bytes end before that, or there
 * are more than `max`.
 */
LP_MUST_USE enum lp_code lp_head_take(struct lp_feed *f, struct lp_buf *to,
                                      size_t max, bool *whole,
                                      struct lp_err *err);

/* The value of the field `name` in a head, without the blanks around it and
 * without continued lines; of several, the first. False if there is none. */
bool lp_head_field(struct lp_slice head, const char *name,
                   struct lp_slice *value);

/* Whether two fields of that name have two values. */
bool lp_head_twice(struct lp_slice head, const char *name);

/* Whether `s` begins with `word`, whatever its ASCII case. */
bool lp_head_word(struct lp_slice s, const char *word);

#endif
