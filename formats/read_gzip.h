#ifndef LP_FORMATS_READ_GZIP_H
#define LP_FORMATS_READ_GZIP_H

#include "formats/reader.h"

/*
 * RFC 1952. The content of all gzip members, one after the other, is one
 * member of ours. It is named by the first header; else by the container's
 * name without its suffix; else "content". Its `front` is where its packed
 * bytes begin, since a stream does not know where they end.
 */
extern const struct lp_reader_ops lp_read_gzip;

#endif
