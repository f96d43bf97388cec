#ifndef LP_FORMATS_INFLATE_H
#define LP_FORMATS_INFLATE_H

#include "base/limits.h"
#include "base/source.h"

/* Unpacks raw deflate data (RFC 1951), piece by piece. */
struct lp_inflate;

/**
 * A fresh inflater with the ratio of `limits`, which is copied.
 *
 * `*out` is untouched on failure. Free it with lp_inflate_free.
 */
LP_MUST_USE enum lp_code lp_inflate_new(struct lp_inflate **out,
                                        const struct lp_limits *limits,
                                        struct lp_err *err);
void lp_inflate_free(struct lp_inflate *i); /* NULL is nothing */

/**
 * Get the next unpacked bytes of the stream at the head of `from`; an empty
 * piece is its end, and `from` then stands at the byte after the final block.
 *
 * The piece is borrowed until the next call on `i`; whoever keeps it longer
 * takes a reference on its owner. LP_E_FORMAT with LP_RULE_DEFLATE: the data
 * is broken; with LP_RULE_TRUNCATED: `from` ends inside the stream. What came
 * out before the fault has then been given. LP_E_LIMIT with
 * LP_RULE_LIMIT_RATIO: more came out than the packed bytes may hold. err->at
 * is a place in `from`.
 */
LP_MUST_USE enum lp_code lp_inflate_pull(struct lp_inflate *i,
                                         struct lp_feed *from,
                                         struct lp_piece *out,
                                         struct lp_err *err);

/* Begin another stream after the end of one. The ratio is kept over all of
 * them, so that many small streams buy nothing. */
void lp_inflate_again(struct lp_inflate *i);

#endif
