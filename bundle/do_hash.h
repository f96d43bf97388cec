#ifndef LP_BUNDLE_DO_HASH_H
#define LP_BUNDLE_DO_HASH_H

#include "bundle/inputs.h"
#include "bundle/tally.h"

struct lp_hash_options {
    const char *const *paths;
    size_t n;
    const char *out; /* where the manifest goes; NULL: none */
    struct lp_walk_how how;
};

struct lp_hash_report {
    struct lp_tally tally;
    uint8_t sha256[32]; /* of the manifest, if one was written */
};

/**
 * Walk the paths, write a manifest.
 *
 * The manifest appears only if the walk was completed (what could not be read
 * or opened is recorded in it). The listener's sink is told every record.
 */
LP_MUST_USE enum lp_code lp_do_hash(const struct lp_hash_options *o,
                                    const struct lp_listener *listener,
                                    struct lp_hash_report *report,
                                    struct lp_err *err);

#endif
