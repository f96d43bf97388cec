#include "bundle/aside.h"

#include "formats/rule.h"

enum lp_code
lp_aside_put(struct lp_spool *s, struct lp_slice bytes, uint64_t at,
             struct lp_err *err)
{
    struct lp_err why = {0};
    enum lp_code rc = lp_spool_put(s, bytes, &why);

    if (rc == LP_E_LIMIT) {
        return lp_fail_at(err, rc, LP_RULE_LIMIT_SPOOL, at, "%s", why.text);
    }
    if (rc == LP_E_IO) {
        return lp_fail(err, LP_E_ENGINE, "%s", why.text);
    }
    if (rc != LP_OK) {
        *err = why;
    }
    return rc;
}
