#ifndef LP_FORMATS_TORRENT_FIELD_H
#define LP_FORMATS_TORRENT_FIELD_H

#include "formats/bencode.h"
#include "formats/torrent_files.h"

/* What the dictionaries of a torrent say of one thing, and how it is refused.
 */

#define LP_TORRENT_SHA1 ((size_t)20)
#define LP_TORRENT_ROOT ((size_t)32)
#define LP_TORRENT_MD5 ((size_t)32) /* digits */

/* Lengths can be told in records. */
#define LP_TORRENT_LENGTH_MAX (((uint64_t)1 << 53) - 1)

/* The length of this key; false if there is none that can be. */
bool lp_torrent_length(const struct lp_bencode *dict, const char *key,
                       uint64_t *out);

/* A string of `n` bytes; NULL if there is none such. */
const uint8_t *lp_torrent_bytes(const struct lp_bencode *dict, const char *key,
                                size_t n);

/* PAD and LINK, as `attr` has them (BEP 47). */
unsigned lp_torrent_attr(const struct lp_bencode *dict);

/* LP_E_FORMAT: "the torrent ...". */
LP_MUST_USE enum lp_code lp_torrent_broken(struct lp_err *err,
                                           const char *what);

#endif
