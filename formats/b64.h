#ifndef LP_FORMATS_B64_H
#define LP_FORMATS_B64_H

#include "base/buf.h"

/*
 * Base64 in its one canonical spelling (RFC 4648, section 4): the standard
 * alphabet, padded, no white space, unused bits zero. Every byte string has
 * exactly one text, so a text that decodes is the text that encoding gives.
 */

/* Append the text of `bytes`. */
void lp_b64_encode(struct lp_buf *to, struct lp_slice bytes);

/* Append the bytes of `text`: false, with the bytes in `to` as they were, if
 * `text` is not canonical or `to` has no room (then to->failed says so). */
LP_MUST_USE bool lp_b64_decode(struct lp_buf *to, struct lp_slice text);

/* Decode a text of exactly `n` bytes; `to` is untouched unless true. Makes no
 * copy elsewhere, so that it is fit for secrets. */
LP_MUST_USE bool lp_b64_exact(struct lp_slice text, uint8_t *to, size_t n);

#endif
