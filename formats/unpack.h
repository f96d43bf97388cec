#ifndef LP_FORMATS_UNPACK_H
#define LP_FORMATS_UNPACK_H

#include "formats/unpack_engine.h"

/* Unpacks what is not deflate, piece by piece. */
struct lp_unpack;

/**
 * A fresh unpacker, with the ratio and the memory of `limits`. `size` is that
 * of the content where the format does not tell it (ZIP's LZMA), else
 * LP_UNPACK_ANY.
 *
 * `*out` is untouched on failure. Free it with lp_unpack_free.
 */
LP_MUST_USE enum lp_code lp_unpack_new(struct lp_unpack **out,
                                       const struct lp_engine *engine,
                                       uint64_t size,
                                       const struct lp_limits *limits,
                                       struct lp_err *err);
void lp_unpack_free(struct lp_unpack *u); /* NULL is nothing */

/**
 * Get the next unpacked bytes of the stream at the head of `from`; an empty
 * piece is its end, and `from` then stands at the byte after it.
 *
 * The piece is borrowed until the next call on `u`; whoever keeps it longer
 * takes a reference on its owner. LP_E_FORMAT: the data is broken, with the
 * rule of its format, or with LP_RULE_TRUNCATED. LP_E_LIMIT: more came out than
 * the packed bytes may hold, or the data asks for what is not granted or not
 * known here. What came out before the fault has then been given. err->at is a
 * place in `from`.
 */
LP_MUST_USE enum lp_code lp_unpack_pull(struct lp_unpack *u,
                                        struct lp_feed *from,
                                        struct lp_piece *out,
                                        struct lp_err *err);

/* Begin another stream after the end of one. The ratio is kept over all. */
LP_MUST_USE enum lp_code lp_unpack_again(struct lp_unpack *u,
                                         struct lp_err *err);

#endif
