#ifndef LP_FORMATS_READ_ARCHIVE_H
#define LP_FORMATS_READ_ARCHIVE_H

#include "formats/reader.h"

/* Archives that a helper takes apart (formats/helper.h); which of them there is
 * one for shows only when one is opened. Members come in the archive's order,
 * and are read forward. */
extern const struct lp_reader_ops lp_read_7z;
extern const struct lp_reader_ops lp_read_ar;
extern const struct lp_reader_ops lp_read_cab;
extern const struct lp_reader_ops lp_read_iso;
extern const struct lp_reader_ops lp_read_lha;
extern const struct lp_reader_ops lp_read_pst;
extern const struct lp_reader_ops lp_read_rar;

#endif
