#ifndef LP_FORMATS_SUMS_GNU_H
#define LP_FORMATS_SUMS_GNU_H

#include "formats/sums_item.h"

/*
 * Checksum lines. GNU: hex, two blanks or ` *`, and a name; the length of the
 * digest tells its algorithm. BSD: `SHA256 (name) = hex`. Both may stand in
 * one list. With NUL as the end of lines (`-z`) names have no escapes.
 */

/* LP_SUMS_GNU or LP_SUMS_BSD if `text` begins so, after empty lines and
 * comments; LP_SUMS_NONE if not. */
enum lp_sums_kind lp_sums_gnu_recognise(struct lp_slice text);

/* Begin: `l` is zeroed but for its text. */
void lp_sums_gnu_open(struct lp_sums *l);

LP_MUST_USE enum lp_code lp_sums_gnu_next(struct lp_sums *l,
                                          struct lp_sums_item *item, bool *end,
                                          struct lp_err *err);

/* A line for each of `algs`, all of which `item` has. */
void lp_sums_gnu_put(struct lp_buf *to, const struct lp_sums_item *item,
                     unsigned algs);
void lp_sums_gnu_put_tagged(struct lp_buf *to, const struct lp_sums_item *item,
                            unsigned algs);

/* The same, of either form, ended by NUL. */
void lp_sums_gnu_put_nul(struct lp_buf *to, const struct lp_sums_item *item,
                         unsigned algs, bool tagged);

#endif
