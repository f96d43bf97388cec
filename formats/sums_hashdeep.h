#ifndef LP_FORMATS_SUMS_HASHDEEP_H
#define LP_FORMATS_SUMS_HASHDEEP_H

#include "formats/sums_item.h"

/*
 * Lists of hashdeep 4: two header lines, the second of which names the
 * columns; the name comes last and is not quoted, so that it may hold commas
 * but no line end.
 */

/* The algorithms that may be asked for in writing. */
#define LP_SUMS_HASHDEEP_ALGS \
    (1u << LP_ALG_MD5 | 1u << LP_ALG_SHA1 | 1u << LP_ALG_SHA256)

bool lp_sums_hashdeep_recognise(struct lp_slice text);

/* Read the header: `l` is zeroed but for its text. */
LP_MUST_USE enum lp_code lp_sums_hashdeep_open(struct lp_sums *l,
                                               struct lp_err *err);

LP_MUST_USE enum lp_code lp_sums_hashdeep_next(struct lp_sums *l,
                                               struct lp_sums_item *item,
                                               bool *end, struct lp_err *err);

void lp_sums_hashdeep_begin(struct lp_buf *to, unsigned algs);

/* One line: `item` has a size, all of `algs`, and no line end in its name. */
void lp_sums_hashdeep_put(struct lp_buf *to, const struct lp_sums_item *item,
                          unsigned algs);

#endif
