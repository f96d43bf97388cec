#ifndef LP_FORMATS_READ_ZIP_H
#define LP_FORMATS_READ_ZIP_H

#include "formats/reader.h"

/*
 * APPNOTE 6.3.10. The central directory says what members there are; they
 * come in the order of their local headers. What local headers and
 * descriptors say of one member otherwise is in entry->found, what concerns
 * the archive as a whole in r->found.
 *
 * A member that lies in bytes of an earlier one is closed, so that no byte is
 * unpacked twice. A folder, device or link with content that cannot be its
 * own is a file.
 */
extern const struct lp_reader_ops lp_read_zip;

#endif
