#ifndef LP_FORMATS_READ_MBOX_H
#define LP_FORMATS_READ_MBOX_H

#include "formats/reader.h"

/*
 * A mailbox in one file (RFC 4155 and its relatives). Its members are the
 * messages, "message 1" and so on: the bytes from the line after each `From `
 * line up to the blank line before the next, or before the end. Such a line
 * counts only as lp_mbox_from reads it, at the beginning or behind a blank
 * line. Content-Length is not believed, and `>From ` stays as it is.
 */
extern const struct lp_reader_ops lp_read_mbox;

#endif
