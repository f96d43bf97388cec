#ifndef LP_FORMATS_MAIL_IDENTITY_H
#define LP_FORMATS_MAIL_IDENTITY_H

#include "base/buf.h"
#include "formats/mail_field.h"

/* What the header of a message gives to its identities, in the exact bytes of
 * docs/FORMAT-identity-mail.md. Zeroed, it is ready. */
struct lp_mail_identity {
    struct lp_buf head;  /* of msg-v1 */
    struct lp_buf loose; /* of loose-v1; empty unless has_from and has_date */
    struct lp_buf id;    /* what mih-v1 digests: the Message-ID with its angle
                            brackets; empty unless has_id */
    bool has_from;       /* an author's address is known ... */
    bool has_date;       /* ... the time ... */
    bool has_id;
    bool refused; /* a value was too long: all is empty */
    int64_t date; /* seconds since 1970, if has_date */
};

/* Fill in `out`; what was in it is forgotten. */
LP_MUST_USE enum lp_code lp_mail_identity_make(struct lp_mail_identity *out,
                                               const struct lp_mail_fields *f,
                                               struct lp_err *err);

void lp_mail_identity_release(struct lp_mail_identity *id);

#endif
