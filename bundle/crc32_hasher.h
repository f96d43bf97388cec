#ifndef LP_BUNDLE_CRC32_HASHER_H
#define LP_BUNDLE_CRC32_HASHER_H

#include "crypto/digest.h"

/* A hasher for LP_ALG_CRC32, used as those of lp_hasher_open. It belongs to no
 * engine: its digest is there before lp_hasher_finish returns. */
LP_MUST_USE enum lp_code lp_crc32_hasher(struct lp_hasher **out,
                                         struct lp_err *err);

#endif
