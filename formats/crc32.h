#ifndef LP_FORMATS_CRC32_H
#define LP_FORMATS_CRC32_H

#include "base/slice.h"

/* The CRC-32 of ISO 3309, as zip, gzip and SFV have it: of what gave `crc` (0:
 * nothing yet), and then `bytes`. */
uint32_t lp_crc32(uint32_t crc, struct lp_slice bytes);

#endif
