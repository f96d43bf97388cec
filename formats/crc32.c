#include "formats/crc32.h"

#include <isa-l/crc.h>

uint32_t
lp_crc32(uint32_t crc, struct lp_slice bytes)
{
    return bytes.len == 0 ? crc : crc32_gzip_refl(crc, bytes.data, bytes.len);
}
