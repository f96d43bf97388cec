#ifndef LP_FORMATS_MAIL_TYPE_H
#define LP_FORMATS_MAIL_TYPE_H

#include "formats/entry.h"
#include "formats/mail_param.h"

/* Fill in what the Content-Type `v` of a part says: e->type, charset, flowed
 * and delsp. If it is no type, they stay as they are. What is borrowed is kept
 * in `room`. */
LP_MUST_USE enum lp_code lp_mail_type(struct lp_entry *e, struct lp_buf *room,
                                      const struct lp_mail_value *v,
                                      struct lp_err *err);

#endif
