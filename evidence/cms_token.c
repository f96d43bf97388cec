#include "evidence/cms_token.h"

enum lp_code
lp_cms_inside(struct lp_cms *cms, struct lp_slice *content, struct lp_mds *out,
              struct lp_err *err)
{
    *out = (struct lp_mds){0};
    if (!lp_cms_content(cms, content)) {
        return LP_OK;
    }
    return lp_mds_of(out, lp_cms_mds(cms), *content, err);
}

enum lp_code
lp_cms_token_check(struct lp_cms *cms, size_t i, const struct lp_mds *document,
                   unsigned n, struct lp_tst *tst, enum lp_cms_check *check,
                   struct lp_err *err)
{
    struct lp_slice content;
    struct lp_mds d;
    bool same = false;
    enum lp_code rc = lp_cms_inside(cms, &content, &d, err);

    if (rc != LP_OK) {
        return rc;
    }
    *tst = (struct lp_tst){0};
    *check = LP_CMS_MALFORMED;
    if (lp_cms_content_type(cms) != LP_CMS_TST || !lp_tst_read(content, tst)) {
        return LP_OK;
    }
    *check = lp_cms_check(cms, i, &d);
    for (unsigned k = 0; k < n; k++) {
        same = same || lp_mds_is(&document[k], tst->md,
                                 (struct lp_slice){tst->imprint, tst->len});
    }
    if (*check == LP_CMS_CONTENT) {
        /* What does not hold is the token itself. */
        *check = LP_CMS_SIGNATURE;
    } else if (*check == LP_CMS_MATCH && tst->md == LP_MD_NONE) {
        *check = LP_CMS_UNSUPPORTED;
    } else if (*check == LP_CMS_MATCH && !same) {
        *check = LP_CMS_CONTENT;
    }
    return LP_OK;
}
