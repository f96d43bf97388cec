#ifndef LP_FORMATS_MBOX_FROM_H
#define LP_FORMATS_MBOX_FROM_H

#include "base/slice.h"

/*
 * Whether `line`, without its end, is what stands before each message of a
 * mailbox: `From `, an address without blanks, and a date, as ctime writes it
 * (with a zone before or behind the year, if any) or as RFC 5322 does. At most
 * LP_MAIL_LINE_MAX bytes. Text that happens to begin with `From ` is not.
 */
bool lp_mbox_from(struct lp_slice line);

#endif
