#include "evidence/mail_author.h"

#include <string.h>

#include "formats/mail_addr.h"
#include "formats/mail_date.h"

enum lp_code
lp_mail_author_note(struct lp_cms_claim *c, const struct lp_mail_own *own,
                    struct lp_err *err)
{
    struct lp_mail_fields fields;
    struct lp_mail_addrs addrs = {0};
    struct lp_slice one;
    size_t used = 0;
    bool left_out = false;
    enum lp_code rc;

    lp_mail_own_fields(own, &fields);
    if (fields.date.data != NULL &&
        !lp_mail_date(&c->claimed_at, fields.date)) {
        c->claimed_at = 0;
    }
    addrs.rest = fields.from;
    while (fields.from.data != NULL && lp_mail_addrs_next(&addrs, &one)) {
        if (one.len + 3 < sizeof c->authors - used &&
            memchr(one.data, '\0', one.len) == NULL) {
            memcpy(c->authors + used, one.data, one.len);
            used += one.len;
            c->authors[used++] = '\n';
        } else {
            left_out = true;
        }
    }
    /* Whoever is left out is nobody's: an empty line, for which nothing can
     * vouch. */
    if (left_out) {
        c->authors[used] = '\n';
    }
    rc = lp_buf_check(&addrs.addr, err);
    lp_mail_addrs_release(&addrs);
    return rc;
}
