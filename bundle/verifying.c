#include "bundle/verifying.h"

#include <stdio.h>
#include <sys/stat.h>

bool
lp_verify_may_read(enum lp_sig_verdict v, bool allow_unsigned)
{
    return v == LP_SIG_GOOD ||
           (allow_unsigned && (v == LP_SIG_NONE || v == LP_SIG_UNKNOWN_KEY));
}

enum lp_verify_verdict
lp_verify_stopped(enum lp_sig_verdict v)
{
    return v == LP_SIG_NONE || v == LP_SIG_UNKNOWN_KEY || v == LP_SIG_LEGACY
               ? LP_VERIFY_INCOMPLETE
               : LP_NOT_VERIFIED;
}

bool
lp_verify_by_paths(const struct lp_verify_options *o)
{
    struct stat st;

    return o->n == 0 ||
           (o->n == 1 && (stat(o->paths[0], &st) != 0 || S_ISDIR(st.st_mode)));
}

void
lp_verify_forgive(struct lp_verifying *v)
{
    if (v->o->partial) {
        v->r->absent += v->r->count[LP_VERIFY_MISSING] + v->r->undigested;
        v->r->count[LP_VERIFY_MISSING] = 0;
        v->r->undigested = 0;
    }
}

bool
lp_verify_nothing(const struct lp_verify_report *r)
{
    uint64_t good = r->by_content ? r->documents : r->count[LP_VERIFY_MATCHED];

    return r->compared && good == 0 && r->absent > 0;
}

enum lp_verify_verdict
lp_verify_judge(const struct lp_verifying *v)
{
    const struct lp_verify_report *r = v->r;
    const uint64_t *count = r->count;

    if (count[LP_VERIFY_CHANGED] + count[LP_VERIFY_MISSING] +
            count[LP_VERIFY_MOVED] + count[LP_VERIFY_ADDED] >
        0) {
        return LP_NOT_VERIFIED;
    }
    if (r->broken > 0) {
        return LP_NOT_VERIFIED;
    }
    if (r->hints > 0 ||
        count[LP_VERIFY_UNREADABLE] + r->undigested + r->unopened > 0 ||
        lp_verify_nothing(r)) {
        return LP_VERIFY_INCOMPLETE;
    }
    return r->by_content && r->absent == 0 ? LP_REPACKED : LP_VERIFIED;
}

bool
lp_verify_malformed(struct lp_verifying *v, enum lp_code rc,
                    const struct lp_err *err)
{
    struct lp_verify_report *r = v->r;

    if (rc != LP_E_FORMAT && !(r->list && rc == LP_E_LIMIT)) {
        return false;
    }
    (void)snprintf(r->malformed, sizeof r->malformed, "%s", err->text);
    r->verdict = LP_NOT_VERIFIED;
    return true;
}
