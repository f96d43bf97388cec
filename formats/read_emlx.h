#ifndef LP_FORMATS_READ_EMLX_H
#define LP_FORMATS_READ_EMLX_H

#include "formats/reader.h"

/* A message as Apple Mail keeps it: a line with the number of its bytes, these,
 * and a property list of what the program noted of it. The list is no member:
 * it is of the file, as a `From ` line is of a mailbox. */
extern const struct lp_reader_ops lp_read_emlx;

#endif
