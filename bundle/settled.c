#include "bundle/settled.h"

bool
lp_settled_about_input(enum lp_code rc)
{
    return rc == LP_E_FORMAT || rc == LP_E_LIMIT || rc == LP_E_IO;
}

void
lp_settled(struct lp_record *r, const struct lp_tap *tap,
           const struct lp_tap *under, bool broke)
{
    lp_record_settle(r);
    if (tap->failed != LP_OK) {
        if (under != NULL && under->failed != LP_OK) {
            r->closed = LP_RULE_CUT;
            r->closed_at = tap->size;
        } else {
            lp_record_close(r, &tap->why);
        }
        r->lost = r->container && !broke;
    }
    /* What a password did not open has the size that is claimed for it. */
    if (tap->failed == LP_OK || r->closed != LP_RULE_ENC_ZIP || tap->size > 0) {
        r->size = tap->size;
    }
    if (r->lost && r->closed_at < r->size) {
        r->unread = r->size - r->closed_at;
    }
}
