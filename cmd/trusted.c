#include "cmd/trusted.h"

#include <stdlib.h>

#include "cmd/common.h"

bool
lp_trusted_load(struct lp_env *env, struct lp_json *json, struct lp_trust *to,
                const struct lp_list *keys, const struct lp_list *files)
{
    const char *standing = getenv("LEAFPROOF_TRUST");
    struct lp_err err = {0};
    enum lp_code rc = LP_OK;

    for (size_t i = 0; rc == LP_OK && i < keys->n; i++) {
        rc = lp_trust_key(to, keys->of[i], &err);
    }
    for (size_t i = 0; rc == LP_OK && i < files->n; i++) {
        rc = lp_trust_file(to, files->of[i], &err);
    }
    if (rc == LP_OK && keys->n + files->n == 0 && standing != NULL) {
        rc = lp_trust_file(to, standing, &err);
    }
    if (rc != LP_OK) {
        (void)lp_common_fail(env, json, &err);
    }
    return rc == LP_OK;
}

const char *
lp_trusted_word(enum lp_sig_verdict v)
{
    static const char *const words[] = {
        [LP_SIG_NONE] = "none",
        [LP_SIG_GOOD] = "good",
        [LP_SIG_BAD] = "bad",
        [LP_SIG_BAD_COMMENT] = "bad-comment",
        [LP_SIG_MALFORMED] = "malformed",
        [LP_SIG_LEGACY] = "legacy",
        [LP_SIG_UNKNOWN_KEY] = "unknown-key",
    };

    return words[v];
}
