#ifndef LP_FORMATS_READ_PACKED_H
#define LP_FORMATS_READ_PACKED_H

#include "formats/reader.h"

/*
 * Compressed files without a name in them: bzip2; xz (The .xz File Format
 * 1.1); the older .lzma; Zstandard (RFC 8878). The content of all streams or
 * frames, one after the other, is one member. It is named by the container's
 * name without its ending, else "content". Every checksum is compared.
 */
extern const struct lp_reader_ops lp_read_bzip2;
extern const struct lp_reader_ops lp_read_xz;
extern const struct lp_reader_ops lp_read_lzip;
extern const struct lp_reader_ops lp_read_lzma;
extern const struct lp_reader_ops lp_read_zstd;

#endif
