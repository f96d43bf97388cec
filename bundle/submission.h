#ifndef LP_BUNDLE_SUBMISSION_H
#define LP_BUNDLE_SUBMISSION_H

#include "bundle/inputs.h"

/*
 * Documents to compare or to publish: paths to walk, or manifests that stand
 * for what was walked before.
 */
struct lp_submission {
    const char *const *paths;
    size_t n;
    struct lp_walk_how how;
    const char *out; /* not part of it, should it lie there; may be NULL */
};

struct lp_submission_report {
    size_t manifests;   /* how many of the paths were believed to be that */
    uint8_t source[32]; /* SHA-256 of the last of them */
};

/**
 * Tell `family` all of it: first what the manifests among the paths say, each
 * in its turn, then what a walk of the others finds. A path is a manifest if
 * its name ends in .leaf and it is a lawful one; its signature is not asked.
 */
LP_MUST_USE enum lp_code lp_submission_tell(const struct lp_submission *s,
                                            const struct lp_family *family,
                                            const struct lp_listener *listener,
                                            struct lp_submission_report *report,
                                            struct lp_err *err);

#endif
