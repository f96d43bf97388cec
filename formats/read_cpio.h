#ifndef LP_FORMATS_READ_CPIO_H
#define LP_FORMATS_READ_CPIO_H

#include "formats/reader.h"

/*
 * cpio: newc, crc (its sums are compared), odc, and the old binary form in
 * both byte orders. One form is kept to from the first header on. Of the names
 * of one file, newc has its data with the last; the others are links whose
 * target is not said.
 */
extern const struct lp_reader_ops lp_read_cpio;

#endif
