#ifndef LP_FORMATS_READ_ENCODED_H
#define LP_FORMATS_READ_ENCODED_H

#include "formats/reader.h"

/* The files that a text holds by uuencode or yEnc, in any order of both. A
 * file of which this is one part of several is told, and closed. */
extern const struct lp_reader_ops lp_read_uuencode;
extern const struct lp_reader_ops lp_read_yenc;

#endif
