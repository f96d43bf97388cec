#ifndef LP_FORMATS_READ_RTF_H
#define LP_FORMATS_READ_RTF_H

#include "formats/reader.h"

/*
 * What lies in a document in RTF: its pictures, under "image N.jpg" and the
 * like, and embedded objects ([MS-OLEDS], 2.2), which are the native data of
 * each, under "object N"; a package is the file in it, under its name. Objects
 * that are only linked hold nothing.
 */
extern const struct lp_reader_ops lp_read_rtf;

#endif
