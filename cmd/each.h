#ifndef LP_CMD_EACH_H
#define LP_CMD_EACH_H

#include "bundle/do_verify.h"
#include "cmd/common.h"

/* Verifications of which the findings are told together with their verdict. */
struct lp_each {
    struct lp_env *env;
    const struct lp_common *common;
    struct lp_verify_options o; /* with no manifest, and no callbacks */
    const char *expect;         /* file of known results, or NULL */
    bool junit;
};

/* Verify every bundle below `folder`, each against the folder that it lies in.
 * Returns the exit code. */
int lp_each_run(const struct lp_each *e, const char *folder);

/* Verify o.manifest alone, for --format junit. */
int lp_each_one(const struct lp_each *e);

#endif
