#ifndef LP_FORMATS_READ_WARC_H
#define LP_FORMATS_READ_WARC_H

#include "formats/reader.h"

/*
 * The records of a WARC file, in its order: of a response the payload, without
 * the header of HTTP, its chunks and its gzip; of a resource, a conversion and
 * metadata the block; a revisit as a link to what it repeats. What the crawl
 * says of itself (warcinfo, requests, DNS, application/warc-fields) is passed
 * over, and so is a response without a payload.
 */
extern const struct lp_reader_ops lp_read_warc;

#endif
