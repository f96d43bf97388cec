#include "bundle/compound.h"

#include "bundle/settled.h"
#include "formats/ole_tell.h"

enum lp_code
lp_compound_tell(struct lp_record *r, bool *message, struct lp_view *view,
                 const struct lp_limits *limits, struct lp_err *err)
{
    enum lp_rule closed = LP_RULE_NONE;
    struct lp_err why = {0};
    enum lp_ole is = LP_OLE_OTHER;
    enum lp_code rc;

    if (view == NULL) {
        r->closed = LP_RULE_LIMIT_SPOOL;
        return LP_OK;
    }
    rc = lp_ole_tell(&is, &closed, view, limits, &why);
    if (lp_settled_about_input(rc)) {
        /* It may have been found closed before. */
        if (r->closed == LP_RULE_NONE) {
            lp_record_close(r, &why);
        }
        return LP_OK;
    }
    if (rc != LP_OK) {
        *err = why;
        return rc;
    }
    /* The name of what is encrypted may stand in something else. */
    if (r->closed == LP_RULE_NONE || r->closed == LP_RULE_ENC_OFFICE) {
        r->closed = (uint16_t)closed;
    }
    *message = is == LP_OLE_MESSAGE && r->closed == LP_RULE_NONE;
    return LP_OK;
}
