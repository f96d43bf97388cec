#ifndef LP_FORMATS_READ_MMDF_H
#define LP_FORMATS_READ_MMDF_H

#include "formats/reader.h"

/* Mailboxes of MMDF: a line of four ^A before each message and one behind it. A
 * blank line before the latter, and a `From ` line behind the former, are not
 * of the message. */
extern const struct lp_reader_ops lp_read_mmdf;

#endif
