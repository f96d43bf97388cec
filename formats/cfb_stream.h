#ifndef LP_FORMATS_CFB_STREAM_H
#define LP_FORMATS_CFB_STREAM_H

#include "base/buf.h"
#include "formats/cfb_file.h"

/* The child of `storage` with this name, in ASCII letters of any case;
 * LP_CFB_NONE if there is none. */
uint32_t lp_cfb_find(const struct lp_cfb *c, uint32_t storage,
                     const char *name);

/* Whether the name of `item` is that, likewise. */
bool lp_cfb_is(const struct lp_cfb *c, uint32_t item, const char *name);

/* Whether the name of `item` begins with `text`. */
bool lp_cfb_begins(const struct lp_cfb *c, uint32_t item, const char *text);

/* The bytes of a stream. The source holds the view, and outlives `c`. It fails
 * with LP_E_FORMAT where the stream is bad. */
LP_MUST_USE enum lp_code lp_cfb_source(struct lp_source *out,
                                       const struct lp_cfb *c, uint32_t item,
                                       struct lp_err *err);

/* The same, to be read at any place, by several threads at once. LP_E_FORMAT if
 * the stream is bad. */
LP_MUST_USE enum lp_code lp_cfb_view(struct lp_view **out,
                                     const struct lp_cfb *c, uint32_t item,
                                     struct lp_err *err);

/* All of them, appended to `to`. LP_E_LIMIT if they are more than `most`. */
LP_MUST_USE enum lp_code lp_cfb_load(struct lp_buf *to, const struct lp_cfb *c,
                                     uint32_t item, uint64_t most,
                                     struct lp_err *err);

/* The first `n` bytes of a stream, or all if it has fewer, appended to `to`. */
LP_MUST_USE enum lp_code lp_cfb_peek(struct lp_buf *to, const struct lp_cfb *c,
                                     uint32_t item, size_t n,
                                     struct lp_err *err);

#endif
