#ifndef LP_FORMATS_READ_TNEF_H
#define LP_FORMATS_READ_TNEF_H

#include "formats/reader.h"

/* TNEF, which Outlook sends as winmail.dat ([MS-OXTNEF]): the bodies of the
 * message and its attachments. A message that is attached is again TNEF. */
extern const struct lp_reader_ops lp_read_tnef;

#endif
