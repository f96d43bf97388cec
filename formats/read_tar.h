#ifndef LP_FORMATS_READ_TAR_H
#define LP_FORMATS_READ_TAR_H

#include "formats/reader.h"

/*
 * tar: v7, POSIX ustar and pax, GNU. Duplicate names are lawful (the last one
 * is meant) and left to the walk. A file with holes is recorded, not rebuilt.
 * Of types that have no data by POSIX a stated size is not believed, but noted.
 */
extern const struct lp_reader_ops lp_read_tar;

#endif
