#include "evidence/org_domain.h"

#include <libpsl.h>
#include <stddef.h>
#include <string.h>

#include "formats/domain_name.h"

static bool
text_of(char *to, struct lp_slice name)
{
    if (name.len == 0 || name.len > LP_DOMAIN_MAX) {
        return false;
    }
    memcpy(to, name.data, name.len);
    to[name.len] = '\0';
    return true;
}

enum lp_alignment
lp_domain_alignment(struct lp_slice signer, struct lp_slice author)
{
    char a[LP_DOMAIN_MAX + 1];
    char b[LP_DOMAIN_MAX + 1];
    const psl_ctx_t *list = psl_builtin();
    const char *org_a;
    const char *org_b;

    if (!text_of(a, signer) || !text_of(b, author)) {
        return LP_ALIGNMENT_NONE;
    }
    if (strcmp(a, b) == 0) {
        return LP_ALIGNMENT_SAME;
    }
    if (list == NULL) {
        return LP_ALIGNMENT_OTHER;
    }
    org_a = psl_registrable_domain(list, a);
    org_b = psl_registrable_domain(list, b);
    return org_a != NULL && org_b != NULL && strcmp(org_a, org_b) == 0
               ? LP_ALIGNMENT_RELAXED
               : LP_ALIGNMENT_OTHER;
}
