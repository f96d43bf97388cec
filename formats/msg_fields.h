#ifndef LP_FORMATS_MSG_FIELDS_H
#define LP_FORMATS_MSG_FIELDS_H

#include "base/limits.h"
#include "formats/mail_field.h"
#include "formats/mail_head.h"
#include "formats/msg_props.h"

/* Who a message of Outlook is, as the header of a mail says it. Zeroed, it
 * says nothing. */
struct lp_msg_fields {
    struct lp_mail_own own; /* from the header that it came with ... */
    struct lp_buf text;     /* ... or else from properties, one behind the
                               other */
    struct {
        bool there;
        size_t at;
        size_t len;
    } of[LP_MAIL_KNOWN];
    bool repeated; /* a field of the header stands twice that may not */
};

/* Take the fields of the message whose properties are loaded in `p`: those of
 * its header as it was transported; and what that does not have from its
 * properties and recipients. */
LP_MUST_USE enum lp_code lp_msg_fields_take(struct lp_msg_fields *f,
                                            const struct lp_msg_props *p,
                                            const struct lp_limits *limits,
                                            struct lp_err *err);

/* The values, borrowed from `f`. */
void lp_msg_fields_get(const struct lp_msg_fields *f,
                       struct lp_mail_fields *out);
void lp_msg_fields_release(struct lp_msg_fields *f);

#endif
