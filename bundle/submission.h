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

/**
 * Tell `family` all of it: first what the manifests among the paths say, each
 * in its turn, then what a walk of the others finds. A path is a manifest if
 * its first line says so. `source` (may be NULL) gets the SHA-256 of the
 * manifest if the whole is one manifest, and *sourced says if it did.
 */
LP_MUST_USE enum lp_code lp_submission_tell(const struct lp_submission *s,
                                            const struct lp_family *family,
                                            const struct lp_listener *listener,
                                            uint8_t source[32], bool *sourced,
                                            struct lp_err *err);

#endif
