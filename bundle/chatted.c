#include "bundle/chatted.h"

#include <string.h>

#include "ledger/level.h"

static enum lp_code
identify(const struct lp_walk *w, struct lp_tap *tap, struct lp_record *r,
         struct lp_err *err)
{
    bool row = r->kind == LP_KIND_ROW;
    struct lp_digest digest;
    enum lp_code rc;

    if (r->declared.form.len == 0 ||
        (w->levels & LP_LEVEL_BIT(row ? LP_LEVEL_DECODED : LP_LEVEL_MESSAGE)) ==
            0) {
        return LP_OK;
    }
    if (row) {
        return lp_tap_form(tap, w->engine, r->declared.form, err);
    }
    rc = lp_digest_of(&digest, LP_ALG_SHA256, r->declared.form, err);
    if (rc == LP_OK) {
        memcpy(r->id[LP_ID_MESSAGE], digest.bytes, digest.len);
        r->ids |= 1U << LP_ID_MESSAGE;
    }
    return rc;
}

enum lp_code
lp_chatted(struct lp_reading **out, const struct lp_walk *w, struct lp_tap *tap,
           struct lp_record *r, struct lp_err *err)
{
    struct lp_slice said = r->declared.said;
    enum lp_code rc = LP_OK;

    LP_TRY(identify(w, tap, r, err));
    if (said.len == 0) {
        return LP_OK;
    }
    r->declared.charset = lp_slice_str("utf-8");
    LP_TRY(lp_reading_new(out, w->readings, w->levels, false, r, said, err));
    lp_reading_feed(*out, said);
    rc = lp_reading_end(*out, NULL, r, err);

done:
    return rc;
}
