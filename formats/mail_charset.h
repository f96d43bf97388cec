#ifndef LP_FORMATS_MAIL_CHARSET_H
#define LP_FORMATS_MAIL_CHARSET_H

#include "base/buf.h"

/* Append `bytes`, which are in the charset that mail calls `name`, as UTF-8.
 * False, and `to` as it was, if we do not know the charset or they are not
 * text in it (or `to` has no room: then to->failed says so). */
LP_MUST_USE bool lp_mail_charset(struct lp_buf *to, struct lp_slice name,
                                 struct lp_slice bytes);

#endif
