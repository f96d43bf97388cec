#ifndef LP_FORMATS_READ_MSG_H
#define LP_FORMATS_READ_MSG_H

#include "formats/reader.h"

/*
 * A message as Outlook saves it ([MS-OXMSG]). Its members are its bodies (the
 * plain text in UTF-8; the HTML as it is; the RTF, unpacked, if there is no
 * HTML) and its attachments, "part 3 name.pdf". What is attached as a message
 * lies in the same file: its bodies and attachments follow behind, as
 * "part 3.1", and the message as a whole has no identity then.
 */
extern const struct lp_reader_ops lp_read_msg;

/* Likewise one that was taken out of a store of Outlook and laid flat
 * (formats/msg_flat.h). */
extern const struct lp_reader_ops lp_read_mapi;

#endif
