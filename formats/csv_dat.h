#ifndef LP_FORMATS_CSV_DAT_H
#define LP_FORMATS_CSV_DAT_H

#include "formats/csv.h"

/* What parts the fields of a load file, and what stands around them (U+00FE),
 * in UTF-8. */
#define LP_CSV_DAT_SEP 0x14
#define LP_CSV_DAT_QUOTE "\xc3\xbe"

/* As lp_csv_take, of a load file: nothing is doubled. */
const char *lp_csv_dat_take(struct lp_slice text, uint8_t sep, size_t *at,
                            struct lp_csv_field *f);

#endif
